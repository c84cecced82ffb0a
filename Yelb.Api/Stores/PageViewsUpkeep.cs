using OpenTelemetry;

namespace Yelb.Api.Stores;

/// <summary>
/// Looks once a second whether page views can be counted: makes another connection where they can't, and says once when
/// they can't and when they can again.
/// </summary>
internal sealed partial class PageViewsUpkeep(PageViewsRedis redis, PageViews pageViews, ILogger<PageViewsUpkeep> logger) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private bool? _reached;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A look a second is no news: kept out of the traces.
        using var untraced = SuppressInstrumentationScope.Begin();
        using var timer = new PeriodicTimer(_interval);
        try
        {
            do
            {
                await LookAsync();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task LookAsync()
    {
        try
        {
            await pageViews.ReadAsync();
            if (_reached is not true)
            {
                LogReached();
                _reached = true;
            }
        }
        catch (Exception e)
        {
            if (_reached is not false)
            {
                LogLost((e.InnerException ?? e).Message);
                _reached = false;
            }

            // Where that fails, the next look tries again.
            await redis.ReplaceAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Information, "yelb-redis counts page views")]
    private partial void LogReached();

    [LoggerMessage(LogLevel.Warning, "yelb-redis counts no page views, tried again every second: {Reason}")]
    private partial void LogLost(string reason);
}
