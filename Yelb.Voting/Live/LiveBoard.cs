namespace Yelb.Voting.Live;

/// <summary>What all live streams of a server show: kept up to date while anybody watches, and once for all of them.</summary>
/// <param name="unknown">What is known while nobody watches.</param>
public abstract class LiveBoard(LiveState unknown) : IDisposable
{
    /// <summary>Below the idle limits on the way: 30 s in yelb-ui, 60 s in an Application Load Balancer.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private LiveState _state = unknown.AsNext();
    private readonly HashSet<LiveWatcher> _watchers = [];
    private CancellationTokenSource? _watched;

    /// <summary>The state of this moment.</summary>
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

    /// <summary>Keeps the state up to date until every watcher is disposed. Each is told when it changes.</summary>
    public LiveWatcher Watch()
    {
        lock (_lock)
        {
            var watcher = new LiveWatcher(this);
            _watchers.Add(watcher);
            if (_watchers.Count == 1)
            {
                _watched = new CancellationTokenSource();
                // Not in the trace of whoever happened to be the first.
                using var flow = ExecutionContext.SuppressFlow();
                var (unwatched, state) = (_watched.Token, _state);
                _ = Task.Run(() => ShowAsync(unwatched), CancellationToken.None);
                _ = Task.Run(() => BeatAsync(unwatched), CancellationToken.None);
                _ = Task.Run(() => TellAsync(state, unwatched), CancellationToken.None);
            }

            return watcher;
        }
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

    internal void Leave(LiveWatcher watcher)
    {
        lock (_lock)
        {
            if (_watchers.Remove(watcher) && _watchers.Count == 0)
            {
                _watched!.Cancel();
                _watched.Dispose();
                // Whoever comes next must not be shown what was true a while ago.
                var before = _state;
                _state = unknown.AsNext();
                before.Close();
            }
        }
    }

    /// <summary>
    /// Tells the watchers, as many at a time as there are processors: one after the other each writes and sends what is new to
    /// him, so that not all of them hold memory for it at once. Where a round takes longer than the next change, those of
    /// the next round see the last of them.
    /// </summary>
    private async Task TellAsync(LiveState state, CancellationToken unwatched)
    {
        var watchers = new List<LiveWatcher>();
        while (!unwatched.IsCancellationRequested)
        {
            await state.Changed;
            // Before the round: what changes during it is another round's.
            state = State;
            lock (_lock)
            {
                watchers.Clear();
                watchers.AddRange(_watchers);
            }

            Parallel.ForEach(watchers, watcher => watcher.Tell());
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
}
