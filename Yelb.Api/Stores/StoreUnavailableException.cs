namespace Yelb.Api.Stores;

/// <summary>A store did not answer, or not in time. What was asked of it may have been done all the same.</summary>
/// <param name="store">The store's name, as told to clients.</param>
/// <param name="cause">For the log only; clients are not told.</param>
internal sealed class StoreUnavailableException(string store, Exception cause)
    : Exception($"{store} is out of reach.", cause)
{
    /// <summary>
    /// How long a request waits for a store, waiting for a connection included: well under the 2 s in which it must be
    /// answered, as a machine that starts everything at once is slow.
    /// </summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.2);
}
