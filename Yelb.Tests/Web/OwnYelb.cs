namespace Yelb.Tests;

/// <summary>Yelb with nobody else in it but the tests of one class.</summary>
public sealed class OwnYelb : IAsyncLifetime
{
    internal YelbApplication Yelb { get; } = new();

    public ValueTask InitializeAsync() => Yelb.InitializeAsync();

    public ValueTask DisposeAsync() => Yelb.DisposeAsync();
}
