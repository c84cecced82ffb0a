using System.Text.RegularExpressions;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>What a parameter's value is composed into, and so must not break. Alone, it may be anything.</summary>
[Flags]
internal enum ParameterUses
{
    Alone = 0,

    /// <summary>A URI in which it has to read as it is.</summary>
    Uri = 1,

    /// <summary>A string in JSON: the AppHost's own, or the object in which Secrets Manager keeps a service's variables.</summary>
    Json = 2,

    /// <summary><c>key=value;key=value</c>, as ADO.NET's connection strings.</summary>
    SemicolonList = 4,

    /// <summary><c>host:port,key=value</c>, as StackExchange.Redis's.</summary>
    CommaList = 8,

    /// <summary>The first of a list's value.</summary>
    ValueStart = 16,

    /// <summary>The last of a list's value.</summary>
    ValueEnd = 32,
}

/// <summary>Tells what a parameter is composed into by the text around it.</summary>
internal static partial class ComposedText
{
    /// <summary>All that services compose of a parameter.</summary>
    public static ParameterUses UsesOf(EcsParameter parameter, IEnumerable<EcsService> services) =>
        services.SelectMany(s => s.Variables.Select(v => v.Value).Concat(s.Command))
            .SelectMany(value => value.Parts.Index().Where(p => p.Item is EcsParameterPart part && part.Parameter.Name == parameter.Name).Select(p => UseAt(value, p.Index)))
            .Aggregate(ParameterUses.Alone, (all, one) => all | one);

    private static ParameterUses UseAt(EcsValue value, int index)
    {
        if (value.Parts[index] is EcsParameterPart { IsInUri: true })
        {
            return ParameterUses.Uri;
        }

        if (value.Parts.Count == 1)
        {
            return ParameterUses.Alone;
        }

        var (before, after) = (Text(value.Parts.Take(index)), Text(value.Parts.Skip(index + 1)));
        if (UserInfoBefore().IsMatch(before) && UserInfoAfter().IsMatch(after))
        {
            return ParameterUses.Uri;
        }

        var uses = value.IsSecret || IsInJsonString(before) ? ParameterUses.Json : ParameterUses.Alone;
        var list = SemicolonList().IsMatch($"{before}x{after}") || SemicolonItem().IsMatch(before) ? ParameterUses.SemicolonList
            : CommaItem().IsMatch(before) && (before + after).Contains(',', StringComparison.Ordinal) ? ParameterUses.CommaList
            : ParameterUses.Alone;
        return list == ParameterUses.Alone
            ? uses
            : uses | list | (ValueStart().IsMatch(before) ? ParameterUses.ValueStart : 0) | (ValueEnd().IsMatch(after) ? ParameterUses.ValueEnd : 0);
    }

    // What is known only in AWS is a word like any other.
    private static string Text(IEnumerable<EcsValuePart> parts) => string.Concat(parts.Select(p => p is EcsText text ? text.Text : "x"));

    private static bool IsInJsonString(string before) =>
        before.TrimStart() is ['{' or '[', ..] && Quote().Count(before) % 2 == 1;

    [GeneratedRegex(@"(?<![\w+.-])[a-z][a-z0-9+.-]*://[^\s/?#@]*$", RegexOptions.IgnoreCase)]
    private static partial Regex UserInfoBefore();

    [GeneratedRegex(@"^[^\s/?#@]*@")]
    private static partial Regex UserInfoAfter();

    [GeneratedRegex(@"^\s*[\w .-]+=[^;]*;")]
    private static partial Regex SemicolonList();

    [GeneratedRegex(@";\s*[\w .-]+=[^;]*$")]
    private static partial Regex SemicolonItem();

    [GeneratedRegex(@"(^|,)\s*\w+=[^,]*$")]
    private static partial Regex CommaItem();

    [GeneratedRegex(@"=\s*$")]
    private static partial Regex ValueStart();

    [GeneratedRegex(@"^\s*($|[;,])")]
    private static partial Regex ValueEnd();

    [GeneratedRegex(@"(?<!\\)(\\\\)*""")]
    private static partial Regex Quote();
}
