using Yelb.ServiceDefaults;

namespace Yelb.Web.Limits;

/// <summary>How many proxies stand before this service: of so many addresses in X-Forwarded-For, counted from its end, the last is the client's.</summary>
/// <remarks>
/// Set by <c>TrustedProxies</c>; 1 by default, the load balancer. A CDN before that makes 2: with 1 all its visitors would be
/// one client. What stands further left may be written by anybody. Used where <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c> is
/// set (Microsoft, "Configure ASP.NET Core to work with proxy servers and load balancers": ForwardLimit).
/// </remarks>
internal static class TrustedProxies
{
    /// <exception cref="InvalidConfigurationException">It is no number.</exception>
    public static void AddTrustedProxies(this IHostApplicationBuilder builder)
    {
        var proxies = builder.Configuration.GetWholeNumber("TrustedProxies", standard: 1, least: 1);
        builder.Services.Configure<ForwardedHeadersOptions>(options => options.ForwardLimit = proxies);
    }
}
