using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Stacks;

/// <summary>Which stack's output another stack reads.</summary>
/// <remarks>AWS CloudFormation User Guide, "Get exported outputs from a deployed CloudFormation stack" (Fn::ImportValue) and "Outputs".</remarks>
internal static partial class StackImports
{
    // A name of less could be anybody's.
    private const int LeastLiteral = 3;

    /// <summary>Lets each import stand for what is exported, where one of the stacks exports it and no other could be meant.</summary>
    /// <returns>The stack that imports, and the one that exports.</returns>
    public static IReadOnlyList<(StackGroup.Member Later, StackGroup.Member Earlier)> Link(CloudFormationTemplate all, IReadOnlyList<StackGroup.Member> members, StackLinks links)
    {
        var exports = members.SelectMany(m => Exports(all, m)).ToList();
        var linked = new List<(StackGroup.Member, StackGroup.Member)>();
        foreach (var member in members)
        {
            foreach (var (name, text) in Imports(all, member.Template).DistinctBy(i => i.Name))
            {
                var others = exports.Where(e => e.Member != member).ToList();
                var exact = others.Where(e => e.Name == text).ToList();
                if ((exact.Count > 0 ? exact : others.Where(e => MayBe(e.Name, text)).ToList()) is [var export])
                {
                    links.Add(name, export.Value);
                    links.Use(export.Output);
                    linked.Add((member, export.Member));
                }
            }
        }

        return linked;
    }

    private static IEnumerable<(StackGroup.Member Member, string Output, string Name, JsonNode? Value)> Exports(CloudFormationTemplate all, StackGroup.Member member) =>
        from output in member.Template["Outputs"] as JsonObject ?? []
        let export = (output.Value as JsonObject)?["Export"] as JsonObject
        let name = Intrinsics.Render(all, export?["Name"])
        where name is not null
        select (member, output.Key, name, ((JsonObject)output.Value!)["Value"]);

    private static IEnumerable<(string Name, string Text)> Imports(CloudFormationTemplate all, JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => p.Key == "Fn::ImportValue" && Intrinsics.Render(all, p.Value) is { } text ? [(Intrinsics.ImportName(text), text)] : Imports(all, p.Value)),
        JsonArray a => a.SelectMany(n => Imports(all, n)),
        _ => [],
    };

    /// <summary>Whether two names can be the same one, for all that is known of them.</summary>
    private static bool MayBe(string export, string import) => Fits(export, import) || Fits(import, export);

    private static bool Fits(string pattern, string text)
    {
        // Of many stacks nearly all differ at an end, which costs less to see than an expression.
        var parts = Unknown().Split(pattern);
        return parts.Length > 1 && parts.Sum(p => p.Length) >= LeastLiteral
            && text.StartsWith(parts[0], StringComparison.Ordinal) && text.EndsWith(parts[^1], StringComparison.Ordinal)
            && Regex.IsMatch(text, $"^{string.Join(".+", parts.Select(Regex.Escape))}$", RegexOptions.NonBacktracking);
    }

    [GeneratedRegex("⟦[^⟧]*⟧")]
    private static partial Regex Unknown();
}
