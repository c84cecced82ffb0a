using Yelb.ServiceDefaults;

namespace Yelb.Api.Stores;

/// <summary>A <see cref="Batcher{TRequest, TAnswer}"/> of trips to a store.</summary>
/// <param name="store">The store's name, as told to clients.</param>
/// <param name="run">Carries out a batch; see there.</param>
internal sealed class StoreBatcher<TRequest, TAnswer>(string store, Func<TRequest[], Task<TAnswer[]>> run)
    : Batcher<TRequest, TAnswer>(StoreUnavailableException.Limit, holdUp: StoreUnavailableException.Limit, run)
{
    protected override Exception NotInTime(TimeoutException reason) => new StoreUnavailableException(store, reason);
}
