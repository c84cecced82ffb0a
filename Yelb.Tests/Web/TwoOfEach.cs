using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Yelb.Tests.Web;

/// <summary>The application with two replicas of each service, for tests that run one after another.</summary>
[CollectionDefinition(nameof(TwoOfEach))]
public sealed class TwoOfEach : IAsyncLifetime, ICollectionFixture<TwoOfEach>
{
    private static CancellationToken GivenUp => Patience.Token;

    public YelbApplication Yelb { get; } = new();

    /// <summary>The pages of both replicas of yelb-ui; the same one twice where the host puts one address before both.</summary>
    public IReadOnlyList<Uri> Pages { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await Yelb.StartAsync(builder =>
        {
            foreach (var project in builder.Resources.OfType<ProjectResource>())
            {
                builder.CreateResourceBuilder(project).WithReplicas(2);
            }
        });
        Pages = await AddressesAsync("yelb-ui");
    }

    public ValueTask DisposeAsync() => Yelb.DisposeAsync();

    /// <summary>Stops all replicas of a service, or a store, until the answer is disposed: also by a test that fails.</summary>
    public async Task<IAsyncDisposable> StopAsync(string resource)
    {
        await Yelb.CommandAsync(resource, KnownResourceCommands.StopCommand);
        await Yelb.Application.ResourceNotifications.WaitForResourceAsync(resource, e => KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text), GivenUp);
        return new Stopped(() => Yelb.CommandAsync(resource, KnownResourceCommands.StartCommand));
    }

    private async Task<IReadOnlyList<Uri>> AddressesAsync(string resource)
    {
        var addresses = new Dictionary<string, Uri>();
        await foreach (var state in Yelb.Application.ResourceNotifications.WatchAsync(GivenUp))
        {
            if (state.Resource.Name == resource && state.Snapshot.State?.Text == KnownResourceStates.Running && state.Snapshot.Urls is [var url, ..])
            {
                addresses[state.ResourceId] = new Uri(url.Url);
                if (addresses.Count == 2)
                {
                    break;
                }
            }
        }

        return [.. addresses.Values];
    }

    private sealed class Stopped(Func<Task> start) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await start();
    }
}
