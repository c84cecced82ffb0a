using System.Diagnostics;

namespace Yelb.Load;

/// <summary>
/// Sends requests at the moments that the rate sets, whether or not earlier ones have been answered (an open loop). When
/// as many as may be are under way, the next wait, and their latency counts from the moment at which they were due.
/// </summary>
internal sealed partial class LoadRun(LoadSettings settings, YelbUi yelbUi, ILogger<LoadRun> logger)
{
    private const int MostAtOnce = 256;

    // What is still not sent then is left, and told.
    private static readonly TimeSpan _mostLate = TimeSpan.FromSeconds(1);

    private readonly Stopwatch _clock = new();
    private readonly Tally _all = new();
    private Tally _second = new();
    private long _next = -1;

    /// <summary>Runs it to its end, or until it is stopped. False where a request failed, or could not be sent in time.</summary>
    public async Task<bool> RunAsync(CancellationToken stopped)
    {
        LogStart(settings.RequestsPerSecond, settings.Seconds);
        _clock.Start();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        end.CancelAfter(TimeSpan.FromSeconds(settings.Seconds) + _mostLate);
        using var answered = new CancellationTokenSource();
        var report = ReportAsync(answered.Token);
        await Task.WhenAll(Enumerable.Range(0, MostAtOnce).Select(_ => SendAsync(end.Token)));
        var seconds = _clock.Elapsed.TotalSeconds;
        await answered.CancelAsync();
        await report;

        var notSent = stopped.IsCancellationRequested ? 0 : (long)settings.RequestsPerSecond * settings.Seconds - _all.Requests;
        if (_all.FirstFailure is { } failure)
        {
            LogFirstFailure(failure);
        }

        LogEnd(_all.Requests, seconds, _all.Failed, notSent, _all.Percentile(0.5), _all.Percentile(0.99), _all.Acknowledged, _all.Votes);
        return _all.Failed == 0 && notSent == 0;
    }

    private async Task SendAsync(CancellationToken end)
    {
        var last = (long)settings.RequestsPerSecond * settings.Seconds - 1;
        while (Interlocked.Increment(ref _next) is var number && number <= last && !end.IsCancellationRequested)
        {
            var sent = TimeSpan.FromSeconds(number / (double)settings.RequestsPerSecond);
            if (sent - _clock.Elapsed is { Ticks: > 0 } early)
            {
                try
                {
                    await Task.Delay(early, end);
                }
                catch (OperationCanceledException)
                {
                    return;
                }

                // A timer's lateness is not yelb-ui's.
                sent = _clock.Elapsed;
            }

            var outcome = await yelbUi.SendAsync(number);
            var latency = _clock.Elapsed - sent;
            _all.Add(outcome, latency);
            Volatile.Read(ref _second).Add(outcome, latency);
        }
    }

    private async Task ReportAsync(CancellationToken answered)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(answered))
            {
                var second = Interlocked.Exchange(ref _second, new Tally());
                LogSecond(_clock.Elapsed.TotalSeconds, second.Requests, second.Failed, second.Percentile(0.5), second.Percentile(0.99), _all.Acknowledged);
                if (second.FirstFailure is { } failure)
                {
                    LogFailure(second.Failed, failure);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end is told by the summary.
        }
    }

    [LoggerMessage(LogLevel.Information, "{Rate} requests a second for {Seconds} s, half of them votes")]
    private partial void LogStart(int rate, int seconds);

    [LoggerMessage(LogLevel.Information, "{Elapsed,4:F0} s: {Requests} requests, {Failed} failed, p50 {Median:F1} ms, p99 {P99:F1} ms; {Acknowledged} votes acknowledged so far")]
    private partial void LogSecond(double elapsed, int requests, int failed, double median, double p99, int acknowledged);

    [LoggerMessage(LogLevel.Warning, "{Failed} failed in this second, the first: {Failure}")]
    private partial void LogFailure(int failed, string failure);

    [LoggerMessage(LogLevel.Warning, "The first failure of all: {Failure}")]
    private partial void LogFirstFailure(string failure);

    [LoggerMessage(LogLevel.Information, "Ended: {Requests} requests in {Seconds:F1} s, {Failed} failed, {NotSent} not sent in time, p50 {Median:F1} ms, p99 {P99:F1} ms; {Acknowledged} of {Votes} votes acknowledged")]
    private partial void LogEnd(int requests, double seconds, int failed, long notSent, double median, double p99, int acknowledged, int votes);
}
