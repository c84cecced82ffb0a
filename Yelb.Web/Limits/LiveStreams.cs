using System.Threading.RateLimiting;
using Yelb.ServiceDefaults;
using Yelb.Web.Api;

namespace Yelb.Web.Limits;

/// <summary>How many live streams one replica holds open, for each client and in all: each takes a connection and memory for as long as it lasts.</summary>
/// <remarks>
/// Set by <c>LiveStreams__PerClient</c> (2000 by default: an audience in one hall is one client) and <c>LiveStreams__Total</c>
/// (8000 by default, about what a task of 512 MiB holds). A page that gets no stream asks for the votes every few seconds.
/// </remarks>
internal sealed class LiveStreams(int perClient, int total) : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> _clients = PartitionedRateLimiter.Create<HttpContext, string>(
        context => RateLimitPartition.GetConcurrencyLimiter(
            ClientLimits.Client(context.Connection.RemoteIpAddress), _ => new() { PermitLimit = perClient }));

    private readonly ConcurrencyLimiter _all = new(new() { PermitLimit = total });

    /// <exception cref="InvalidConfigurationException">A limit is no number.</exception>
    public static LiveStreams From(IConfiguration configuration) => new(
        configuration.GetWholeNumber("LiveStreams:PerClient", standard: 2000, least: 1),
        configuration.GetWholeNumber("LiveStreams:Total", standard: 8000, least: 1));

    /// <summary>Lets a stream run where there is room for one more, and tells the client where there is none.</summary>
    public async Task RunAsync(HttpContext context, Func<Task> stream)
    {
        using var own = _clients.AttemptAcquire(context);
        if (!own.IsAcquired)
        {
            await ApiOutage.RefuseAsync(context, StatusCodes.Status429TooManyRequests, $"There are {perClient} live streams from this client. Ask for the votes every few seconds instead.");
            return;
        }

        using var any = _all.AttemptAcquire();
        if (!any.IsAcquired)
        {
            await ApiOutage.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, $"There are {total} live streams. Ask for the votes every few seconds instead.");
            return;
        }

        await stream();
    }

    public void Dispose()
    {
        _clients.Dispose();
        _all.Dispose();
    }
}
