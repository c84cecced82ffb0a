using System.Globalization;

namespace Yelb.Web;

/// <summary>Where to report a vulnerability (RFC 9116).</summary>
/// <remarks>
/// Set by <c>Security__Contact</c>, a URI such as <c>mailto:team@example.com</c>. By default it is the mailbox that every
/// domain has for it (RFC 2142, section 4), of the name under which the page was reached.
/// </remarks>
internal static class SecurityText
{
    private static readonly TimeSpan _validity = TimeSpan.FromDays(30);

    public static void MapSecurityText(this WebApplication app) => app.MapGet("/.well-known/security.txt", (HttpRequest request, IConfiguration configuration) =>
    {
        var contact = configuration["Security:Contact"] is { Length: > 0 } set ? set : $"mailto:security@{request.Host.Host}";
        var expires = (DateTime.UtcNow.Date + _validity).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return TypedResults.Text($"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en\n", "text/plain; charset=utf-8");
    });
}
