using Yelb.Voting;

namespace Yelb.Api.Stores;

/// <summary>A <see cref="Batcher{TRequest, TAnswer}"/> of trips to a store.</summary>
/// <param name="store">The store's name, as told to clients.</param>
/// <param name="run">Carries out a batch, all of it or nothing; see there.</param>
/// <param name="kind">Which requests the store refuses or takes alike; by default all of them.</param>
internal sealed class StoreBatcher<TRequest, TAnswer>(
    string store, Func<TRequest[], Task<TAnswer[]>> run, Func<TRequest, object>? kind = null)
    : Batcher<TRequest, TAnswer>(StoreUnavailableException.Limit, holdUp: StoreUnavailableException.Limit, run)
{
    protected override Exception NotInTime(TimeoutException reason) => new StoreUnavailableException(store, reason);

    /// <summary>
    /// An outage is everybody's and leaves open what was done, and so does a fault of this service: a vote without a key
    /// must not be cast again after either.
    /// </summary>
    protected override Func<TRequest, object>? SplitBy(Exception failure) => failure is StoreRefusedException ? kind : null;
}
