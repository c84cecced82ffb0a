using OpenTelemetry;

namespace Yelb.Api.Stores;

/// <summary>Looks at a store once a second, and says once when it stops to do what is asked of it and when it does so again.</summary>
internal abstract class StoreUpkeep : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private bool? _reached;

    /// <summary>Returns where the store does what is asked of it; throws where it does not.</summary>
    protected abstract Task CheckAsync(CancellationToken stopping);

    /// <summary>Gives up what leads to a store that does not. Where that fails, the next look tries again.</summary>
    protected abstract Task GiveUpAsync(Exception cause);

    protected abstract void LogReached();

    protected abstract void LogLost(Exception cause);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A look a second is no news: kept out of the traces.
        using var untraced = SuppressInstrumentationScope.Begin();
        using var timer = new PeriodicTimer(_interval);
        try
        {
            do
            {
                await LookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops, in the middle of a look or between two.
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            await CheckAsync(stopping);
            if (_reached is not true)
            {
                LogReached();
                _reached = true;
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            var cause = e is StoreUnavailableException { InnerException: { } inner } ? inner : e;
            if (_reached is not false)
            {
                LogLost(cause);
                _reached = false;
            }

            await GiveUpAsync(cause);
        }
    }
}
