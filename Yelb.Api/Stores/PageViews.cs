using System.Diagnostics;
using System.Diagnostics.Metrics;
using StackExchange.Redis;

namespace Yelb.Api.Stores;

/// <summary>
/// The page views in Redis. Requests that wait at the same moment share one command. Where the page views cannot be
/// reached in time, every method throws <see cref="StoreUnavailableException"/>.
/// </summary>
internal sealed class PageViews
{
    private static readonly RedisKey _key = "pageviews";

    private readonly PageViewsRedis _redis;
    private readonly Counter<long> _pageViews;
    private readonly StoreBatcher<int, long> _counts;
    private readonly StoreBatcher<ValueTuple, long> _reads;

    public PageViews(PageViewsRedis redis, IMeterFactory meters)
    {
        _redis = redis;
        _pageViews = meters.Create(Telemetry.Name).CreateCounter<long>("yelb.pageviews", "{pageview}", "Page views counted.");
        _counts = new(PageViewsRedis.Name, CountAsync, views => views);
        _reads = new(PageViewsRedis.Name, ReadAsync);
    }

    /// <summary>Counts page views and returns the number of the last of them, which no other page view has.</summary>
    public Task<long> CountAsync(int views = 1) => _counts.AskAsync(views);

    /// <summary>The number of page views; 0 where none was counted yet.</summary>
    public Task<long> ReadAsync() => _reads.AskAsync(default);

    private async Task<long[]> CountAsync(int[] views)
    {
        var sum = views.Sum();
        var last = await RunAsync("INCRBY", database => database.StringIncrementAsync(_key, sum));
        _pageViews.Add(sum);
        var number = last - sum;
        return Array.ConvertAll(views, own => number += own);
    }

    private async Task<long[]> ReadAsync(ValueTuple[] readers)
    {
        var number = await RunAsync("GET", async database =>
        {
            // A server that takes no writes may be the primary of before, whose number is as old as that. This one changes
            // nothing where there is a number.
            var written = database.StringSetAsync(_key, 0, when: When.NotExists);
            var read = database.StringGetAsync(_key);
            await Task.WhenAll(written, read);
            return (long)await read;
        });
        return [.. Enumerable.Repeat(number, readers.Length)];
    }

    private async Task<long> RunAsync(string operation, Func<IDatabase, Task<long>> command)
    {
        using var span = _redis.StartSpan(operation);
        try
        {
            return await command((await _redis.Connection).GetDatabase());
        }
        catch (RedisServerException e) when (IsOfTheValues(e))
        {
            Blame(span, e);
            throw new StoreRefusedException(PageViewsRedis.Name, e);
        }
        catch (Exception e) when (IsOutage(e))
        {
            Blame(span, e);
            throw new StoreUnavailableException(PageViewsRedis.Name, e);
        }
    }

    private static void Blame(Activity? span, Exception e) =>
        span?.SetStatus(ActivityStatusCode.Error, e.Message).SetTag("error.type", e.GetType().FullName);

    /// <summary>Whether Redis blames the values, such as a number that would be too great, and so has changed nothing.</summary>
    private static bool IsOfTheValues(RedisServerException e) => e.Message.StartsWith("ERR", StringComparison.Ordinal);

    /// <summary>
    /// Not the error by which Redis blames the command (WRONGTYPE), but those by which it says that it cannot serve now,
    /// such as LOADING, READONLY or MISCONF.
    /// </summary>
    private static bool IsOutage(Exception e) => e switch
    {
        RedisServerException => !e.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal),
        RedisException or TimeoutException => true,
        _ => false,
    };
}
