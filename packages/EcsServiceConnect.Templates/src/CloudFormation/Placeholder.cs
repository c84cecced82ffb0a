using System.Text.RegularExpressions;

namespace EcsServiceConnect.Templates.CloudFormation;

/// <summary>
/// How a value that AWS knows only once it deploys is written into text: `⟦LogicalId⟧` for a Ref, `⟦LogicalId.Attribute⟧`
/// for an attribute. The brackets are none that a template, a URL or a shell has a meaning for.
/// </summary>
internal static partial class Placeholder
{
    public const char Open = '⟦';
    public const char Close = '⟧';

    public static string For(string name) => $"{Open}{name}{Close}";

    /// <summary>The resource that a text, being nothing but one placeholder, stands for.</summary>
    public static string? TargetOf(string text) => Whole().Match(text) is { Success: true } match ? match.Groups["id"].Value : null;

    /// <summary>The resource whose placeholder a text begins with, and what follows it.</summary>
    public static (string? Id, string After) Leading(string text) =>
        First().Match(text) is { Success: true } match ? (match.Groups["id"].Value, text[match.Length..]) : (null, text);

    /// <summary>The text without the brackets, for people.</summary>
    public static string Readable(string text) => Any().Replace(text, match => match.Value[1..^1]);

    /// <summary>The text with some placeholders left out.</summary>
    public static string Without(string text, Func<string, bool> isLeftOut) =>
        Any().Replace(text, match => isLeftOut(match.Groups["id"].Value) ? "" : match.Value);

    /// <summary>The text with what is known in its place.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">From what is between the brackets to its value; null leaves the placeholder.</param>
    public static string Replace(string text, Func<string, string?> value) => Any().Replace(text, match => value(match.Value[1..^1]) ?? match.Value);

    [GeneratedRegex(@"^⟦(?<id>[^.⟧]+)(\.[^⟧]+)?⟧$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^⟦(?<id>[^.⟧]+)(\.[^⟧]+)?⟧")]
    private static partial Regex First();

    [GeneratedRegex(@"⟦(?<id>[^.⟧]+)(\.[^⟧]+)?⟧")]
    private static partial Regex Any();
}
