using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Permissions;

/// <summary>Amazon Resource Names with wildcards, and with parts that only AWS knows: these may be anything, if the template does not make them.</summary>
/// <remarks>IAM User Guide, "IAM JSON policy elements: Resource": * is any text, ? one character.</remarks>
internal static class ArnPattern
{
    /// <summary>What stands before the name in a placeholder for something unknown.</summary>
    private const char Unknown = '?';

    private static readonly string _pseudo = $"{Placeholder.Open}{Unknown}AWS::";

    /// <summary>A part of which nothing is known.</summary>
    public static string Anything { get; } = UnknownPart("anything");

    public static string UnknownPart(string name) => Placeholder.For($"{Unknown}{name}");

    /// <summary>Whether there is a text that both can be.</summary>
    public static bool Overlaps(string one, string other) => one == "*" || one == other || (!IsPlain(one, other) && Matches(Parts(one), Parts(other), isSure: false));

    /// <summary>Whether a pattern holds for everything that the other text can be.</summary>
    public static bool Covers(string pattern, string text) => pattern == "*" || pattern == text || (!IsPlain(pattern) && Matches(Parts(pattern), Parts(text), isSure: true));

    private static bool IsPlain(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (text.AsSpan().ContainsAny('*', '?'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Matches(List<string> pattern, List<string> text, bool isSure)
    {
        // From the ends of both: whether the rest from i of the one can be the rest from j of the other.
        var later = new bool[text.Count + 1];
        for (var i = pattern.Count; i >= 0; i--)
        {
            var now = new bool[text.Count + 1];
            var isPatternOpen = i < pattern.Count && IsOpen(pattern[i], isSure);
            for (var j = text.Count; j >= 0; j--)
            {
                var isTextOpen = j < text.Count && !isSure && IsOpen(text[j], isSure);
                now[j] = i == pattern.Count
                    ? j == text.Count || (isTextOpen && now[j + 1])
                    : (isPatternOpen && (later[j] || (j < text.Count && Takes(pattern[i], text[j]) && now[j + 1])))
                        || (isTextOpen && (now[j + 1] || (Takes(text[j], pattern[i]) && later[j])))
                        || (j < text.Count && AreOne(pattern[i], text[j], isSure) && later[j + 1]);
            }

            later = now;
        }

        return later[0];
    }

    private static bool IsOpen(string part, bool isSure) => part == "*" || (!isSure && part.Length > 1 && part[1] == Unknown);

    // A partition, a region and an account have no colon.
    private static bool Takes(string open, string part) => part != ":" || !open.StartsWith(_pseudo, StringComparison.Ordinal);

    private static bool AreOne(string part, string other, bool isSure) =>
        part == other || (part == "?" && other.Length == 1 && !(isSure && other == "*")) || (!isSure && other == "?" && part.Length == 1);

    // Characters, and placeholders as one.
    private static List<string> Parts(string text)
    {
        List<string> parts = [];
        for (var i = 0; i < text.Length; i++)
        {
            var end = text[i] == Placeholder.Open ? text.IndexOf(Placeholder.Close, i) : i;
            parts.Add(end > i ? text[i..(end + 1)] : text[i].ToString());
            i = Math.Max(i, end);
        }

        return parts;
    }
}
