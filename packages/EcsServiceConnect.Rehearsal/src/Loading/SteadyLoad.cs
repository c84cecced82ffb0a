using System.Globalization;
using EcsServiceConnect.Rehearsal.Checking;

namespace EcsServiceConnect.Rehearsal.Loading;

/// <summary>So many requests a second while a person tries something else, and how many of them failed.</summary>
/// <param name="scenario">What to ask: its pages and numbers in turn; `/` where it has none.</param>
/// <param name="address">The load balancer's.</param>
/// <param name="events">Where it tells.</param>
internal sealed class SteadyLoad(Scenario scenario, Uri address, EventLog events) : IAsyncDisposable
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    // Those that wait for an answer; what comes beyond is told as not sent, for it would only pile up.
    private const int MostAtOnce = 200;

    private readonly Application _application = new(address);
    private readonly CancellationTokenSource _end = new();
    private Task _running = Task.CompletedTask;
    private int _waiting;
    private int _failed;
    private int _answered;
    private string? _lastFailure;

    /// <summary>Begins.</summary>
    /// <param name="perSecond">How many.</param>
    public void Begin(int perSecond) => _running = RunAsync(perSecond);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _application.Dispose();
        _end.Dispose();
    }

    private async Task RunAsync(int perSecond)
    {
        using var timer = new PeriodicTimer(_second / perSecond);
        var told = events.Elapsed;
        try
        {
            for (var i = 0; await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false); i++)
            {
                _ = SendAsync(i);
                if (events.Elapsed - told >= _second && Volatile.Read(ref _failed) > 0)
                {
                    told = events.Elapsed;
                    var (failed, answered) = (Interlocked.Exchange(ref _failed, 0), Interlocked.Exchange(ref _answered, 0));
                    events.Warn("load", string.Create(CultureInfo.InvariantCulture, $"{failed} of {failed + answered} requests failed: {_lastFailure}"));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Enough of it.
        }
    }

    private async Task SendAsync(int number)
    {
        if (Interlocked.Increment(ref _waiting) > MostAtOnce)
        {
            Failed($"not sent, for {MostAtOnce} wait for their answers");
        }
        else
        {
            var request = "GET /";
            try
            {
                var (pages, counters) = (scenario.Pages, scenario.Counters);
                var turn = number % Math.Max(1, pages.Count + counters.Count);
                int status;
                if (turn < pages.Count || counters.Count == 0)
                {
                    var path = pages.Count > 0 ? pages[turn].Path : "/";
                    request = $"GET {path}";
                    status = (int)(await _application.GetAsync(path, _end.Token).ConfigureAwait(false)).Status;
                }
                else
                {
                    request = counters[turn - pages.Count].Raise;
                    status = (int)await _application.RaiseAsync(counters[turn - pages.Count], _end.Token).ConfigureAwait(false);
                }

                if (status < 400)
                {
                    Interlocked.Increment(ref _answered);
                }
                else
                {
                    Failed(string.Create(CultureInfo.InvariantCulture, $"{request}: {status}"));
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                Failed($"{request}: {e.Message}");
            }
        }

        Interlocked.Decrement(ref _waiting);
    }

    private void Failed(string failure)
    {
        _lastFailure = failure;
        Interlocked.Increment(ref _failed);
    }
}
