using System.Diagnostics;
using System.Diagnostics.Metrics;
using StackExchange.Redis;

namespace Yelb.Api.Stores;

/// <summary>
/// The page views in Redis. Where they cannot be reached in time, every method throws
/// <see cref="StoreUnavailableException"/>.
/// </summary>
internal sealed class PageViews(PageViewsRedis redis, IMeterFactory meters)
{
    private static readonly RedisKey _key = "pageviews";

    private readonly Counter<long> _pageViews =
        meters.Create(Telemetry.Name).CreateCounter<long>("yelb.pageviews", "{pageview}", "Page views counted.");

    /// <summary>Counts one page view and returns the number with it.</summary>
    public async Task<long> CountAsync()
    {
        var number = await WithinLimitAsync("INCR", database => database.StringIncrementAsync(_key));
        _pageViews.Add(1);
        return number;
    }

    /// <summary>The number of page views; 0 where none was counted yet.</summary>
    public Task<long> ReadAsync() =>
        WithinLimitAsync("GET", async database => (long?)await database.StringGetAsync(_key) ?? 0);

    private async Task<long> WithinLimitAsync(string operation, Func<IDatabase, Task<long>> command)
    {
        using var span = redis.StartSpan(operation);
        try
        {
            return await RunAsync().WaitAsync(StoreUnavailableException.Limit);
        }
        catch (Exception e) when (IsOutage(e))
        {
            span?.SetStatus(ActivityStatusCode.Error, e.Message).SetTag("error.type", e.GetType().FullName);
            throw new StoreUnavailableException(PageViewsRedis.Name, e);
        }

        async Task<long> RunAsync() => await command((await redis.Connection).GetDatabase());
    }

    /// <summary>
    /// Not the errors by which Redis blames the command (ERR, WRONGTYPE), but those by which it says that it cannot
    /// serve now, such as LOADING, READONLY or MISCONF.
    /// </summary>
    private static bool IsOutage(Exception e) => e switch
    {
        RedisServerException => !e.Message.StartsWith("ERR", StringComparison.Ordinal)
            && !e.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal),
        RedisException or TimeoutException => true,
        _ => false,
    };
}
