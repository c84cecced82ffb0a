using System.Globalization;
using System.Text.RegularExpressions;

namespace Yelb.Tests.Web;

/// <summary>Reads what the page's HTML says.</summary>
internal static class PageHtml
{
    /// <summary>A number as the page writes it, such as 1,234.</summary>
    public static long Number(string text) => long.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    /// <summary>The votes on a restaurant's card.</summary>
    public static long Votes(string html, string restaurant) =>
        Number(Regex.Match(html, $"""<strong data-votes="{restaurant}"[^>]*>([\d,]+)</strong>""").Groups[1].Value);

    /// <summary>The key that a restaurant's form carries.</summary>
    public static string Key(string html, string restaurant) =>
        Regex.Match(html, $"""action="/votes/{restaurant}"><input type="hidden" name="key" value="([^"]+)""").Groups[1].Value;
}
