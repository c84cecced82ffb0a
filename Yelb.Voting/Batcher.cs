namespace Yelb.Voting;

/// <summary>
/// Lets requests that wait at the same moment share one trip. A request that comes alone leaves at once; those that
/// come while a batch is under way wait for it to end and leave together. So every request is answered by a batch that
/// began after it came.
/// </summary>
/// <param name="limit">How long a request waits for its answer.</param>
/// <param name="holdUp">How long a batch may keep those waiting that came after it; then the next one begins beside it.</param>
/// <param name="run">Carries out a batch, of at most <see cref="MaxBatch"/> requests, and returns the answers in their
/// order. Where it throws, all of the batch have failed, unless <see cref="SplitBy"/> says otherwise.</param>
public class Batcher<TRequest, TAnswer>(TimeSpan limit, TimeSpan holdUp, Func<TRequest[], Task<TAnswer[]>> run)
{
    /// <summary>Enough for one trip to cost little per request, and few enough for it to take milliseconds.</summary>
    public const int MaxBatch = 256;

    /// <summary>More than what answers would let wait.</summary>
    private const int MaxWaiting = 4096;

    private readonly Queue<Waiter> _waiting = [];
    private bool _isRunning;

    // In the order of their coming, which is that of their deadlines: one timer is enough for all of them.
    private readonly Queue<Waiter> _unanswered = [];
    private bool _isWatched;

    /// <summary>Returns the answer to the request, when the whole of its batch is done.</summary>
    /// <exception cref="TimeoutException">There was none within the limit, or too many wait already; or what
    /// <see cref="NotInTime"/> makes of that.</exception>
    public Task<TAnswer> AskAsync(TRequest request)
    {
        var waiter = new Waiter(request, Environment.TickCount64 + (long)limit.TotalMilliseconds);
        var (mayRun, mayWatch) = Enqueue(waiter);
        if (mayRun)
        {
            _ = RunAsync();
        }

        if (mayWatch)
        {
            _ = WatchAsync();
        }

        return waiter.Task;
    }

    /// <summary>What those are told who got no answer in time.</summary>
    protected virtual Exception NotInTime(TimeoutException reason) => reason;

    /// <summary>
    /// The kind of a request, where a batch that failed like this is to be carried out again, kind by kind, so that only
    /// those of the guilty kind end with it; null, as always by default, where all of the batch have failed.
    /// </summary>
    /// <remarks>
    /// To give kinds asks that nothing of the batch was done, and that they are few: others wait for all these trips. Hence no
    /// trip for each request, which with many guilty ones would take longer than anybody's limit.
    /// </remarks>
    protected virtual Func<TRequest, object>? SplitBy(Exception failure) => null;

    private (bool MayRun, bool MayWatch) Enqueue(Waiter waiter)
    {
        lock (_waiting)
        {
            if (_waiting.Count == MaxWaiting)
            {
                waiter.TrySetException(NotInTime(new($"{MaxWaiting} requests wait already.")));
                return default;
            }

            DropAnswered();
            _waiting.Enqueue(waiter);
            _unanswered.Enqueue(waiter);
            return (!_isRunning && (_isRunning = true), !_isWatched && (_isWatched = true));
        }
    }

    private async Task WatchAsync()
    {
        while (OldestUnanswered() is { } waiter)
        {
            if (waiter.Deadline - Environment.TickCount64 is > 0 and var left)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(left));
            }

            // Whoever is told that it failed is not carried out after that, where it has not left yet.
            waiter.TrySetException(NotInTime(new($"There was no answer within {limit.TotalSeconds} s.")));
        }
    }

    /// <summary>The next one whose limit will pass; none ends the watch.</summary>
    private Waiter? OldestUnanswered()
    {
        lock (_waiting)
        {
            DropAnswered();
            _isWatched = _unanswered.TryDequeue(out var waiter);
            return waiter;
        }
    }

    /// <summary>Those who were answered need nobody to watch over them.</summary>
    private void DropAnswered()
    {
        while (_unanswered.TryPeek(out var oldest) && oldest.Task.IsCompleted)
        {
            _unanswered.Dequeue();
        }
    }

    private async Task RunAsync()
    {
        while (NextBatch() is { Count: > 0 } batch)
        {
            await AnswerAsync(batch).WaitAsync(holdUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // Under load those answered go first: what they ask next then leaves with the rest.
            await Task.Yield();
        }
    }

    private async Task AnswerAsync(List<Waiter> batch)
    {
        try
        {
            // A trace shows the trip with the first of those that share it.
            ExecutionContext.Restore(batch[0].Context);
            var answers = await run([.. batch.Select(waiter => waiter.Request)]);
            for (var i = 0; i < answers.Length; i++)
            {
                batch[i].TrySetResult(answers[i]);
            }
        }
        catch (Exception e) when (SplitBy(e) is { } kind && batch.GroupBy(waiter => kind(waiter.Request)).ToList() is { Count: > 1 } kinds)
        {
            foreach (var same in kinds)
            {
                if (same.Where(waiter => !waiter.Task.IsCompleted).ToList() is { Count: > 0 } waiting)
                {
                    await AnswerAsync(waiting);
                }
            }
        }
        catch (Exception e)
        {
            batch.ForEach(waiter => waiter.TrySetException(e));
        }
    }

    /// <summary>Those that leave now; none ends the run.</summary>
    private List<Waiter> NextBatch()
    {
        var batch = new List<Waiter>();
        lock (_waiting)
        {
            while (batch.Count < MaxBatch && _waiting.TryDequeue(out var waiter))
            {
                if (!waiter.Task.IsCompleted)
                {
                    batch.Add(waiter);
                }
            }

            _isRunning = batch.Count > 0;
        }

        return batch;
    }

    private sealed class Waiter(TRequest request, long deadline)
        : TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TRequest Request => request;

        /// <summary>Of <see cref="Environment.TickCount64"/>.</summary>
        public long Deadline => deadline;

        public ExecutionContext Context { get; } = ExecutionContext.Capture()!;
    }
}
