using System.Reflection;
using EcsServiceConnect.Templates.Rules;

namespace EcsServiceConnect.Templates;

/// <summary>A rule, as its name's <see cref="TemplateRuleAttribute"/> tells of it.</summary>
/// <param name="Name">As in <see cref="TemplateViolation.Rule"/>.</param>
/// <param name="Finds">What is wrong in a template that breaks it.</param>
/// <param name="Source">AWS's document.</param>
/// <param name="IsPractice">See <see cref="TemplateRuleAttribute.IsPractice"/>.</param>
internal sealed record TemplateRule(string Name, string Finds, string Source, bool IsPractice)
{
    /// <summary>Every rule of <see cref="TemplateChecks"/>, by name.</summary>
    public static IReadOnlyList<TemplateRule> All { get; } =
    [
        .. from type in typeof(TemplateRule).Assembly.GetTypes()
           where type.Namespace == typeof(ReferenceRules).Namespace
           from name in type.GetFields(BindingFlags.Public | BindingFlags.Static)
           where name.IsLiteral
           let rule = (string)name.GetRawConstantValue()!
           let told = name.GetCustomAttribute<TemplateRuleAttribute>()
               ?? throw new InvalidOperationException($"{type.Name}.{name.Name} is the name of a rule and does not say what it finds: add [TemplateRule(finds, source)].")
           orderby rule
           select new TemplateRule(rule, told.Finds, told.Source, told.IsPractice),
    ];
}
