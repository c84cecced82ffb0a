namespace Yelb.Api.Stores;

/// <summary>Something that a store did not do: true of the store for as long as it was a moment ago.</summary>
/// <param name="reason">What those were told who asked.</param>
internal sealed class RecentOutage(StoreUnavailableException reason)
{
    /// <summary>
    /// Longer than somebody waits before he votes again, and soon over where nobody comes to a server for its bad health.
    /// </summary>
    private const int Milliseconds = 3000;

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
