namespace Yelb.Voting.Live;

/// <summary>What all live streams of a server show: kept up to date while anybody watches, and once for all of them.</summary>
/// <param name="unknown">What is known while nobody watches.</param>
public abstract class LiveBoard(LiveState unknown) : IDisposable
{
    /// <summary>Below the idle limits on the way: 30 s in yelb-ui, 60 s in an Application Load Balancer.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private LiveState _state = unknown.AsNext();
    private int _watchers;
    private CancellationTokenSource? _watched;

    /// <summary>The state of this moment; its <see cref="LiveState.Changed"/> ends when there is another.</summary>
    public LiveState State
    {
        get
        {
            lock (_lock)
            {
                return _state;
            }
        }
    }

    /// <summary>Keeps the state up to date until every watcher is disposed.</summary>
    public IDisposable Watch()
    {
        lock (_lock)
        {
            if (++_watchers == 1)
            {
                _watched = new CancellationTokenSource();
                // Not in the trace of whoever happened to be the first.
                using var flow = ExecutionContext.SuppressFlow();
                var unwatched = _watched.Token;
                _ = Task.Run(() => ShowAsync(unwatched), CancellationToken.None);
                _ = Task.Run(() => BeatAsync(unwatched), CancellationToken.None);
            }
        }

        return new Watcher(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watched?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Keeps the state up to date by <see cref="Change"/>, whatever fails, until the last watcher has left.</summary>
    protected abstract Task ShowAsync(CancellationToken unwatched);

    /// <summary>Makes the state another one, where it says something else.</summary>
    /// <param name="change">What is new.</param>
    /// <param name="unwatched">As given to <see cref="ShowAsync"/>: what comes after that is of another time.</param>
    protected void Change(Func<LiveState, LiveState> change, CancellationToken unwatched)
    {
        lock (_lock)
        {
            // A read may come back after the last watcher left and the next one came.
            if (!unwatched.IsCancellationRequested && change(_state) is var changed && changed != _state)
            {
                var before = _state;
                _state = changed.AsNext();
                before.Close();
            }
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_watchers == 0)
            {
                _watched!.Cancel();
                _watched.Dispose();
                // Whoever comes next must not be shown what was true a while ago.
                _state = unknown.AsNext();
            }
        }
    }

    private async Task BeatAsync(CancellationToken unwatched)
    {
        using var timer = new PeriodicTimer(Heartbeat);
        try
        {
            while (await timer.WaitForNextTickAsync(unwatched))
            {
                Change(state => state with { Beats = state.Beats + 1 }, unwatched);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody watches.
        }
    }

    private sealed class Watcher(LiveBoard board) : IDisposable
    {
        public void Dispose() => board.Leave();
    }
}
