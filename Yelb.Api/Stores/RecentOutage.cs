namespace Yelb.Api.Stores;

/// <summary>A store that did not do what it was asked: true of the store for as long as it was a moment ago.</summary>
/// <param name="reason">What those were told who asked.</param>
internal sealed class RecentOutage(StoreUnavailableException reason)
{
    /// <summary>
    /// Longer than somebody waits before he votes again, and not so long that a server to which nobody comes for its bad
    /// health stays in it.
    /// </summary>
    private const int Milliseconds = 5000;

    private readonly long _at = Environment.TickCount64;

    /// <exception cref="StoreUnavailableException">It was a moment ago.</exception>
    public void ThrowIfRecent()
    {
        if (Environment.TickCount64 - _at < Milliseconds)
        {
            throw new StoreUnavailableException(VotesDatabase.Name, reason.InnerException!);
        }
    }
}
