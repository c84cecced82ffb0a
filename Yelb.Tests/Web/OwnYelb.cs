namespace Yelb.Tests.Web;

/// <summary>Yelb with nobody else in it.</summary>
public sealed class OwnYelb : IAsyncLifetime
{
    internal YelbApplication Yelb { get; } = new();

    public ValueTask InitializeAsync() => Yelb.InitializeAsync();

    public ValueTask DisposeAsync() => Yelb.DisposeAsync();
}
