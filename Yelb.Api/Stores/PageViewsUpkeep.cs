namespace Yelb.Api.Stores;

/// <summary>Makes another connection to Redis where page views can't be counted by the present one.</summary>
internal sealed partial class PageViewsUpkeep(PageViewsRedis redis, PageViews pageViews, ILogger<PageViewsUpkeep> logger) : StoreUpkeep
{
    protected override Task CheckAsync(CancellationToken stopping) => pageViews.ReadAsync();

    protected override async Task GiveUpAsync(Exception cause) =>
        await redis.ReplaceAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    protected override void LogLost(Exception cause) => LogLost(cause.Message);

    [LoggerMessage(LogLevel.Information, "yelb-redis counts page views")]
    protected override partial void LogReached();

    [LoggerMessage(LogLevel.Warning, "yelb-redis counts no page views, tried again every second: {Reason}")]
    private partial void LogLost(string reason);
}
