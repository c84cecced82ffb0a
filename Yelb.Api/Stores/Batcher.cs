namespace Yelb.Api.Stores;

/// <summary>
/// Lets requests that wait at the same moment share one trip to a store. A request that comes alone leaves at once;
/// those that come while a batch is under way wait for it to end and leave together. So every request is answered by
/// a batch that began after it came, and the next batch begins when one has ended or was given up.
/// </summary>
/// <param name="store">The store's name, as told to clients.</param>
/// <param name="run">Carries out a batch, and returns the answers in the order of the requests. Where it throws, all
/// of the batch have failed.</param>
internal sealed class Batcher<TRequest, TAnswer>(string store, Func<TRequest[], Task<TAnswer[]>> run)
{
    /// <summary>Enough for one trip to cost little per request, and few enough for it to take milliseconds.</summary>
    private const int MaxBatch = 256;

    /// <summary>More than a store that answers would let wait.</summary>
    private const int MaxWaiting = 4096;

    private readonly Queue<Waiter> _waiting = [];
    private bool _isRunning;

    /// <summary>Returns the answer to the request, when the whole of its batch is done.</summary>
    /// <exception cref="StoreUnavailableException">
    /// There was none within <see cref="StoreUnavailableException.Limit"/>, or too many wait already.
    /// </exception>
    public async Task<TAnswer> AskAsync(TRequest request)
    {
        var waiter = new Waiter(request);
        if (EnqueueAndMayRun(waiter))
        {
            _ = RunAsync();
        }

        try
        {
            return await waiter.Task.WaitAsync(StoreUnavailableException.Limit);
        }
        catch (TimeoutException e)
        {
            // Whoever was told that it failed is not carried out after that, where it has not left yet.
            waiter.TrySetCanceled();
            throw new StoreUnavailableException(store, e);
        }
    }

    private bool EnqueueAndMayRun(Waiter waiter)
    {
        lock (_waiting)
        {
            if (_waiting.Count == MaxWaiting)
            {
                throw new StoreUnavailableException(store, new InvalidOperationException($"{MaxWaiting} requests wait for it."));
            }

            _waiting.Enqueue(waiter);
            return !_isRunning && (_isRunning = true);
        }
    }

    private async Task RunAsync()
    {
        while (NextBatch() is { Count: > 0 } batch)
        {
            try
            {
                // A trace shows the trip with the first of those that share it.
                ExecutionContext.Restore(batch[0].Context);
                // One that hangs must not keep the others for longer than it may keep its own.
                var answers = await run([.. batch.Select(waiter => waiter.Request)]).WaitAsync(StoreUnavailableException.Limit);
                for (var i = 0; i < answers.Length; i++)
                {
                    batch[i].TrySetResult(answers[i]);
                }
            }
            catch (Exception e)
            {
                batch.ForEach(waiter => waiter.TrySetException(e));
            }

            // Under load those answered go first: what they ask next then leaves with the rest.
            await Task.Yield();
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

    private sealed class Waiter(TRequest request)
        : TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TRequest Request => request;

        public ExecutionContext Context { get; } = ExecutionContext.Capture()!;
    }
}
