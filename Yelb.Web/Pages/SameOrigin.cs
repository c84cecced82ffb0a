namespace Yelb.Web.Pages;

/// <summary>Tells a form post of our own page from one that a foreign page makes a visitor's browser send.</summary>
/// <remarks>
/// An antiforgery token needs a cookie and keys shared by all replicas. Browsers say by themselves, in headers that no page
/// can set, where a post comes from; that needs neither. It guards the form only: the API is open to every origin, as the
/// original's is.
/// </remarks>
internal static class SameOrigin
{
    public static bool IsShownBy(HttpRequest request)
    {
        // 'none' is the person alone, such as a browser that repeats the post when it restores its windows.
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
        {
            return site is "same-origin" or "none";
        }

        // Browsers leave Sec-Fetch-Site out where the page came by plain HTTP from another machine. The scheme is not
        // compared, since a load balancer may have ended TLS.
        return Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin)
            && string.Equals(origin.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }
}
