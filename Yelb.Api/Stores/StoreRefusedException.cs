namespace Yelb.Api.Stores;

/// <summary>
/// A store blamed what was asked of it, and did nothing of it: the transaction was rolled back, or the command not begun.
/// </summary>
/// <param name="store">The store's name.</param>
/// <param name="cause">What it said.</param>
internal sealed class StoreRefusedException(string store, Exception cause)
    : Exception($"{store} refused what was asked of it: {cause.Message}", cause);
