using System.Globalization;
using System.Threading.RateLimiting;
using Yelb.ServiceDefaults;
using Yelb.Web.Api;

namespace Yelb.Web.Limits;

/// <summary>How many live streams one replica holds open, for each client and in all: each takes a connection and memory for as long as it lasts.</summary>
/// <remarks>
/// Set by <c>LiveStreams__Total</c> (by default what there is memory for, <see cref="Fitting"/>) and <c>LiveStreams__PerClient</c>
/// (by default nine tenths of that: an audience in one hall is one client, and leaves room for others). A page that gets no
/// stream asks for the votes every few seconds.
/// </remarks>
internal sealed class LiveStreams(int perClient, int total) : IDisposable
{
    /// <summary>
    /// Bytes, with a reserve: by <c>bench/run --pages</c> with 2,000 and with 8,000 pages one takes 13,000, of which Kestrel and
    /// the page's loop keep 11,000 for its connection.
    /// </summary>
    private const long OfStream = 15_000;

    /// <summary>Bytes for all else, votes and pages at full load included.</summary>
    private const long OfTheRest = 80_000_000;

    /// <summary>Seconds, at least: room is made by who leaves.</summary>
    private const string RetryAfter = "10";

    private readonly PartitionedRateLimiter<HttpContext> _clients = PartitionedRateLimiter.Create<HttpContext, string>(
        context => RateLimitPartition.GetConcurrencyLimiter(
            ClientLimits.Client(context.Connection.RemoteIpAddress), _ => new() { PermitLimit = perClient }));

    private readonly ConcurrencyLimiter _all = new(new() { PermitLimit = total });

    /// <exception cref="InvalidConfigurationException">A limit is no number.</exception>
    public static LiveStreams From(IConfiguration configuration)
    {
        var total = configuration.GetWholeNumber("LiveStreams:Total", Fitting(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, OpenFiles()), least: 1);
        return new(configuration.GetWholeNumber("LiveStreams:PerClient", standard: Math.Max(1, total / 10 * 9), least: 1), total);
    }

    /// <summary>Lets a stream run where there is room for one more, and tells the client where there is none.</summary>
    public async Task RunAsync(HttpContext context, Func<Task> stream)
    {
        using var own = _clients.AttemptAcquire(context);
        if (!own.IsAcquired)
        {
            await ApiOutage.RefuseAsync(context, StatusCodes.Status429TooManyRequests, $"There are {perClient} live streams from this client. Ask for the votes every few seconds instead.", RetryAfter);
            return;
        }

        using var any = _all.AttemptAcquire();
        if (!any.IsAcquired)
        {
            await ApiOutage.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, $"There are {total} live streams. Ask for the votes every few seconds instead.", RetryAfter);
            return;
        }

        await stream();
    }

    public void Dispose()
    {
        _clients.Dispose();
        _all.Dispose();
    }

    /// <summary>How many there is room for.</summary>
    /// <param name="memory">Bytes that .NET may use: in a container 75 % of its limit (.NET, "Runtime configuration options for garbage collection", heap limit).</param>
    /// <param name="files">How many files and connections the process may have open; null where it is not known.</param>
    private static int Fitting(long memory, long? files) =>
        (int)Math.Clamp(Math.Min((memory - OfTheRest) / OfStream, (files ?? long.MaxValue) / 10 * 9), 100, int.MaxValue);

    /// <summary>The soft limit, which .NET raises to the hard one as it starts; Linux tells it (proc_pid_limits(5)).</summary>
    private static long? OpenFiles() =>
        OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal)) is { } line
        && long.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], NumberStyles.None, CultureInfo.InvariantCulture, out var files)
            ? files
            : null;
}
