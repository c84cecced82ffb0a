using System.Globalization;
using System.Net.Sockets;
using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.Checking;

/// <summary>Runs checks, each within a time of its own and all of them within one: what waits for ever is red, and the others come to their turn.</summary>
/// <param name="whole">How long all of them may take.</param>
/// <param name="cancellationToken">Gives up.</param>
internal sealed class BoundedChecks(TimeSpan whole, CancellationToken cancellationToken) : IDisposable
{
    private readonly CancellationTokenSource _end = Limited(whole, cancellationToken);

    /// <param name="name">What to call it where it has no result of its own.</param>
    /// <param name="bound">How long it may take.</param>
    /// <param name="check">The check; whatever it throws is its result.</param>
    public async Task<CheckResult> RunAsync(string name, TimeSpan bound, Func<CancellationToken, Task<CheckResult>> check)
    {
        if (_end.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return OutOfTime(name);
        }

        using var limit = Limited(bound, _end.Token);
        try
        {
            return await check(limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return _end.IsCancellationRequested ? OutOfTime(name)
                : new(name, false, limit.IsCancellationRequested ? string.Create(CultureInfo.InvariantCulture, $"no result in {bound.TotalSeconds:0} s") : e.Message);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.NetworkDown)
        {
            return new(name, false, "a task that it needs ended meanwhile");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new(name, false, e.Message);
        }
    }

    public void Dispose() => _end.Dispose();

    private CheckResult OutOfTime(string name) => new(name, false, string.Create(CultureInfo.InvariantCulture, $"not checked to its end: all checks together have had {whole.TotalSeconds:0} s"));

    private static CancellationTokenSource Limited(TimeSpan bound, CancellationToken cancellationToken)
    {
        var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(bound);
        return limited;
    }
}
