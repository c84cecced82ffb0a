using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Permissions;

/// <summary>Amazon Resource Names with wildcards, and with parts that only AWS knows: these may be anything, if the template does not make them.</summary>
/// <remarks>IAM User Guide, "IAM JSON policy elements: Resource": * is any text, ? one character.</remarks>
internal static partial class ArnPattern
{
    /// <summary>What stands before the name in a placeholder for something unknown.</summary>
    private const char Unknown = '?';

    /// <summary>A part of which nothing is known.</summary>
    public static string Anything { get; } = UnknownPart("anything");

    public static string UnknownPart(string name) => Placeholder.For($"{Unknown}{name}");

    /// <summary>Whether there is a text that both can be.</summary>
    public static bool Overlaps(string one, string other) => one == "*" || other == "*" || Matches(Parts(one), Parts(other), isSure: false);

    /// <summary>Whether a pattern holds for everything that the other text can be.</summary>
    public static bool Covers(string pattern, string text) => pattern == "*" || Matches(Parts(pattern), Parts(text), isSure: true);

    private static bool Matches(string[] pattern, string[] text, bool isSure)
    {
        // From the ends of both: whether the rest from i of the one can be the rest from j of the other.
        var later = new bool[text.Length + 1];
        for (var i = pattern.Length; i >= 0; i--)
        {
            var now = new bool[text.Length + 1];
            for (var j = text.Length; j >= 0; j--)
            {
                var (isPatternOpen, isTextOpen) = (i < pattern.Length && IsOpen(pattern[i]), j < text.Length && !isSure && IsOpen(text[j]));
                now[j] = (i == pattern.Length && j == text.Length)
                    || ((isPatternOpen || (isTextOpen && i < pattern.Length)) && later[j])
                    || ((isTextOpen || (isPatternOpen && j < text.Length)) && now[j + 1])
                    || (i < pattern.Length && j < text.Length && AreOne(pattern[i], text[j]) && later[j + 1]);
            }

            later = now;
        }

        return later[0];

        bool IsOpen(string part) => part == "*" || (!isSure && part.Length > 1 && part[1] == Unknown);

        bool AreOne(string part, string other) => part == other || (part == "?" && other.Length == 1) || (!isSure && other == "?" && part.Length == 1);
    }

    private static string[] Parts(string text) => [.. Part().Matches(text).Select(m => m.Value)];

    [GeneratedRegex(@"⟦[^⟧]+⟧|[\s\S]")]
    private static partial Regex Part();
}
