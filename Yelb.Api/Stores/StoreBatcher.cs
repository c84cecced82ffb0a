using Yelb.ServiceDefaults;

namespace Yelb.Api.Stores;

/// <summary>A <see cref="Batcher{TRequest, TAnswer}"/> of trips to a store.</summary>
/// <param name="store">The store's name, as told to clients.</param>
/// <param name="run">Carries out a batch; see there.</param>
internal sealed class StoreBatcher<TRequest, TAnswer>(string store, Func<TRequest[], Task<TAnswer[]>> run)
{
    private readonly Batcher<TRequest, TAnswer> _batcher = new(StoreUnavailableException.Limit, holdUp: StoreUnavailableException.Limit, run);

    /// <summary>Returns the answer to the request, when the whole of its batch is done.</summary>
    /// <exception cref="StoreUnavailableException">
    /// There was none within <see cref="StoreUnavailableException.Limit"/>, or too many wait already.
    /// </exception>
    public async Task<TAnswer> AskAsync(TRequest request)
    {
        try
        {
            return await _batcher.AskAsync(request);
        }
        catch (TimeoutException e)
        {
            throw new StoreUnavailableException(store, e);
        }
    }
}
