using System.Reflection;

namespace Yelb.Tests.EmbeddedHost;

/// <summary>The public members of an assembly, each written as shared/aspire-api writes them.</summary>
internal static class ApiSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Assembly assembly)
    {
        foreach (var type in assembly.GetTypes().Where(IsVisible))
        {
            yield return $"T:{Name(type)} ({Kind(type)})";

            foreach (var constructor in type.GetConstructors(Declared).Where(c => IsVisible(c) && !c.IsStatic))
            {
                yield return $"M:{Name(type)}.#ctor{Parameters(constructor)}{Names(constructor)}";
            }

            foreach (var method in type.GetMethods(Declared).Where(m => IsVisible(m) && !IsAccessor(m)))
            {
                var arity = method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : "";
                yield return $"M:{Name(type)}.{method.Name}{arity}{Parameters(method)} : {Use(method.ReturnType)}{Names(method)}";
            }

            foreach (var property in type.GetProperties(Declared))
            {
                var get = IsVisible(property.GetMethod) ? "get; " : "";
                var set = IsVisible(property.SetMethod) ? "set; " : "";
                if (get + set != "")
                {
                    yield return $"P:{Name(type)}.{property.Name} : {Use(property.PropertyType)} {{ {get}{set}}}";
                }
            }

            foreach (var field in type.GetFields(Declared).Where(f => f.IsPublic && !f.IsSpecialName))
            {
                var value = field.IsLiteral ? $" = {field.GetRawConstantValue()}" : "";
                yield return $"F:{Name(type)}.{field.Name} : {Use(field.FieldType)}{value}";
            }
        }
    }

    private static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static bool IsVisible(Type type) => type.IsPublic || (type.IsNestedPublic && IsVisible(type.DeclaringType!));

    private static bool IsVisible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static string Parameters(MethodBase method) =>
        method.GetParameters() is { Length: > 0 } parameters ? $"({string.Join(',', parameters.Select(p => Use(p.ParameterType)))})" : "";

    private static string Names(MethodBase method) =>
        $"  names({string.Join(',', method.GetParameters().Select(p => p.Name + (p.HasDefaultValue ? "=" : "")))})";

    private static string Name(Type type) => (type.IsNested ? Name(type.DeclaringType!) : type.Namespace) + "." + type.Name;

    // A type where it is used rather than declared: with its arguments, which may be the parameters of the type around it.
    private static string Use(Type type)
    {
        if (type.IsByRef)
        {
            return $"{Use(type.GetElementType()!)}@";
        }

        if (type.IsArray)
        {
            return $"{Use(type.GetElementType()!)}[]";
        }

        if (type.IsGenericParameter)
        {
            return $"{(type.DeclaringMethod is null ? "`" : "``")}{type.GenericParameterPosition}";
        }

        var name = Name(type);
        return type.IsGenericType
            ? $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}{{{string.Join(',', type.GetGenericArguments().Select(Use))}}}"
            : name;
    }
}
