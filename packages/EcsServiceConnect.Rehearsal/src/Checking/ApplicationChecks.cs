using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.Checking;

/// <summary>Whether the application works, as its users see it.</summary>
internal static class ApplicationChecks
{
    // What a page's visitors, and the time-outs of load balancers, take for silence.
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(30);

    public static async Task<CheckResult> PageAsync(PageRequest page, Application application, CancellationToken cancellationToken)
    {
        var name = $"page {page.Path} through the load balancer";
        var (status, body) = await application.GetAsync(page.Path, cancellationToken).ConfigureAwait(false);
        return status != HttpStatusCode.OK ? new(name, false, $"answers {(int)status}: {FirstLine(body)}")
            : !body.Contains(page.Contains, StringComparison.Ordinal) ? new(name, false, $"has no '{page.Contains}' in it")
            : new(name, true, $"answers 200 with '{page.Contains}'");
    }

    public static async Task<CheckResult> CounterAsync(Counter counter, Application application, CancellationToken cancellationToken)
    {
        var name = $"{counter.Name} are counted";
        var before = await application.ReadAsync(counter, cancellationToken).ConfigureAwait(false);
        var status = await application.RaiseAsync(counter, cancellationToken).ConfigureAwait(false);
        if ((int)status >= 300)
        {
            return new(name, false, $"{counter.Raise} answers {(int)status}");
        }

        // Others may count at the same time.
        var after = await application.ReadAsync(counter, cancellationToken).ConfigureAwait(false);
        return new(name, after > before, string.Create(CultureInfo.InvariantCulture, $"{counter.Raise} made {before} {after}"));
    }

    public static async Task<CheckResult> StreamAsync(EventStream stream, Application application, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"stream {stream.Path} stays open for {stream.Seconds} s");
        var clock = Stopwatch.StartNew();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(TimeSpan.FromSeconds(stream.Seconds));
        var bytes = 0L;
        try
        {
            var events = await application.OpenAsync(stream.Path, enough.Token).ConfigureAwait(false);
            await using var _ = events.ConfigureAwait(false);
            var buffer = new byte[4096];
            while (true)
            {
                var count = await events.ReadAsync(buffer, enough.Token).AsTask().WaitAsync(_silence, enough.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    return Ended("was ended");
                }

                bytes += count;
            }
        }
        // A timer may go a moment before the clock says so.
        catch (OperationCanceledException) when (enough.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new(name, bytes > 0, string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes of events in {clock.Elapsed.TotalSeconds:0} s"));
        }
        catch (TimeoutException)
        {
            return Ended(string.Create(CultureInfo.InvariantCulture, $"said nothing for {_silence.TotalSeconds:0} s"));
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return Ended("was cut");
        }

        CheckResult Ended(string how) => new(name, false, string.Create(CultureInfo.InvariantCulture, $"{how} after {clock.Elapsed.TotalSeconds:0} s"));
    }

    private static string FirstLine(string body) => new StringBuilder(body, 0, Math.Min(body.Length, 120), 120).ToString().ReplaceLineEndings(" ");
}
