namespace Yelb.Api.Live;

/// <summary>The last word of each store, and the end of its being the last.</summary>
/// <param name="Votes">The votes, or that they are out of reach; null before the first look.</param>
/// <param name="PageViews">The same of the page views.</param>
/// <param name="Beats">How many heartbeats there were.</param>
internal sealed record LiveState(LiveEvent? Votes, LiveEvent? PageViews, long Beats)
{
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Ends when there is a newer state.</summary>
    public Task Changed => _changed.Task;

    public static LiveState Unknown() => new(null, null, 0);

    /// <summary>This state with a signal of its own, as a copy made by <c>with</c> shares the original's.</summary>
    public LiveState AsNext() => this with { _changed = NewSignal() };

    public void Close() => _changed.SetResult();

    // Streams go on by themselves, not one after the other inside whoever closes the state.
    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
