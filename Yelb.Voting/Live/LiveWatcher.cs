using System.Threading.Tasks.Sources;

namespace Yelb.Voting.Live;

/// <summary>One who watches a board. To wait takes no memory: there are thousands who do so several times a second.</summary>
public sealed class LiveWatcher : IValueTaskSource, IDisposable
{
    private const int Busy = 0;
    private const int Waiting = 1;
    private const int Told = 2;

    private readonly LiveBoard _board;
    private ManualResetValueTaskSourceCore<bool> _next;
    private int _is = Busy;

    internal LiveWatcher(LiveBoard board) => _board = board;

    /// <summary>Ends when the watcher has been told since the last call, once for however often that was. One call at a time.</summary>
    public ValueTask NextAsync()
    {
        _next.Reset();
        if (Interlocked.CompareExchange(ref _is, Waiting, Busy) == Busy)
        {
            return new(this, _next.Version);
        }

        Volatile.Write(ref _is, Busy);
        return default;
    }

    /// <summary>Says that there is something to look at: what waits for it goes on before this returns, up to where it waits again.</summary>
    public void Tell()
    {
        if (Interlocked.CompareExchange(ref _is, Told, Busy) == Waiting && Interlocked.CompareExchange(ref _is, Busy, Waiting) == Waiting)
        {
            _next.SetResult(true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _board.Leave(this);

    void IValueTaskSource.GetResult(short token) => _next.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _next.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _next.OnCompleted(continuation, state, token, flags);
}
