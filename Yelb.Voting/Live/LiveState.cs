namespace Yelb.Voting.Live;

/// <summary>The last word about each part of what a stream shows, and the end of its being the last.</summary>
/// <param name="Server">Which application server says it, or that none answers; null before one was asked.</param>
/// <param name="Votes">The votes, or that they are out of reach; null before the first look.</param>
/// <param name="PageViews">The same of the page views.</param>
/// <param name="Beats">How many heartbeats there were.</param>
public sealed record LiveState(LiveEvent? Server, LiveEvent? Votes, LiveEvent? PageViews, long Beats)
{
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Nothing is known.</summary>
    public static LiveState Unknown { get; } = new(null, null, null, 0);

    /// <summary>Ends when there is a newer state.</summary>
    public Task Changed => _changed.Task;

    /// <summary>This state with a signal of its own, as a copy made by <c>with</c> shares the original's.</summary>
    public LiveState AsNext() => this with { _changed = NewSignal() };

    /// <summary>There is a newer one.</summary>
    public void Close() => _changed.SetResult();

    /// <summary>Whether both say the same.</summary>
    public bool Equals(LiveState? other) =>
        other is not null && Server == other.Server && Votes == other.Votes && PageViews == other.PageViews && Beats == other.Beats;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Server, Votes, PageViews, Beats);

    // Streams go on by themselves, not one after the other inside whoever closes the state.
    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
