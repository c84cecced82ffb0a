using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Yelb.ServiceDefaults;
using Yelb.Web.Api;
using Yelb.Web.Pages;

namespace Yelb.Web.Limits;

/// <summary>
/// How much one client may ask for: the page, votes and the API together, on each replica. Files and health checks are free.
/// </summary>
/// <remarks>
/// Set by <c>RateLimit__PerSecond</c> (requests a second in the long run; 1000 by default, 0 for no limit) and
/// <c>RateLimit__Burst</c> (requests at once; 3000 by default): an audience in one hall is one client, all of whom take
/// out their phones at the same moment. Behind a load balancer <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c>, which
/// Aspire sets where it publishes, makes its X-Forwarded-For the client.
/// </remarks>
internal static class ClientLimits
{
    public const string Policy = "client";

    /// <exception cref="InvalidConfigurationException">A limit is no number.</exception>
    public static void AddClientLimits(this IHostApplicationBuilder builder)
    {
        var perSecond = builder.Configuration.GetWholeNumber("RateLimit:PerSecond", standard: 1000, least: 0);
        var burst = Math.Max(builder.Configuration.GetWholeNumber("RateLimit:Burst", standard: 3000, least: 0), perSecond);
        builder.Services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = (rejected, _) => new ValueTask(RefuseAsync(rejected.HttpContext));
            options.AddPolicy(Policy, context => perSecond == 0
                ? RateLimitPartition.GetNoLimiter("")
                : RateLimitPartition.GetTokenBucketLimiter(Client(context.Connection.RemoteIpAddress), _ => new()
                {
                    TokenLimit = burst,
                    TokensPerPeriod = perSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                }));
        });
    }

    /// <summary>An address; in IPv6 the first 64 bits of it, since one client has all the rest to choose from (RFC 4291, section 2.5.1).</summary>
    internal static string Client(IPAddress? address)
    {
        if (address is null || address.IsIPv4MappedToIPv6)
        {
            return address?.MapToIPv4().ToString() ?? "";
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    private static Task RefuseAsync(HttpContext context) => context.Request.Path.StartsWithSegments("/api")
        ? ApiOutage.RefuseAsync(context, StatusCodes.Status429TooManyRequests, "Too many requests from this client. This one was not carried out.")
        : PageRoutes.RefuseAsync(context);
}
