using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Yelb.Bench;

/// <summary>Yelb as its AppHost runs it without the dashboard, on free ports and on stores that keep their data, in a folder of its own.</summary>
internal sealed class YelbRun : IAsyncDisposable
{
    private readonly DistributedApplication _application;
    private readonly TemporaryFolder _folder;

    private YelbRun(DistributedApplication application, TemporaryFolder folder, IReadOnlyList<Uri> appServers, string database, string redis)
    {
        _application = application;
        _folder = folder;
        AppServers = appServers;
        Database = database;
        Redis = redis;
    }

    /// <summary>Where each replica of yelb-appserver listens.</summary>
    public IReadOnlyList<Uri> AppServers { get; }

    public Uri AppServer => AppServers[0];

    public Uri Web => _application.GetEndpoint("yelb-ui");

    /// <summary>Connection string.</summary>
    public string Database { get; }

    /// <summary>Connection string.</summary>
    public string Redis { get; }

    public static async Task<YelbRun> StartAsync(int replicas = 1)
    {
        var folder = new TemporaryFolder();
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", folder.Path);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Yelb_AppHost>(["--no-dashboard"], (_, _) => { });
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        builder.CreateResourceBuilder(builder.Resources.OfType<ProjectResource>().Single(r => r.Name == "yelb-appserver")).WithReplicas(replicas);
        // All of the load is one client.
        builder.CreateResourceBuilder(builder.Resources.OfType<ProjectResource>().Single(r => r.Name == "yelb-ui")).WithEnvironment("RateLimit__PerSecond", "0");
        var application = await builder.BuildAsync();
        await application.StartAsync();
        await application.ResourceNotifications.WaitForResourceHealthyAsync("yelb-ui");
        return new YelbRun(
            application,
            folder,
            await AppServersAsync(application, replicas),
            (await application.GetConnectionStringAsync("yelbdatabase"))!,
            (await application.GetConnectionStringAsync("yelb-redis"))!);
    }

    /// <summary>All votes that are committed.</summary>
    public async Task<long> VotesAsync()
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Database) { Pooling = false });
        await using var sum = database.CreateCommand("SELECT sum(count)::bigint FROM restaurants");
        return (long)(await sum.ExecuteScalarAsync())!;
    }

    /// <summary>The process of a resource that runs as one.</summary>
    public async Task<int> ProcessIdAsync(string resource)
    {
        var running = await _application.ResourceNotifications.WaitForResourceAsync(
            resource, e => e.Snapshot.State?.Text == KnownResourceStates.Running && ProcessId(e) is not null);
        return ProcessId(running)!.Value;
    }

    /// <summary>Waits until a resource that died is known to be dead, and starts it again.</summary>
    public async Task StartAgainAsync(string resource)
    {
        await _application.ResourceNotifications.WaitForResourceAsync(resource, e => KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text));
        var started = await _application.ResourceCommands.ExecuteCommandAsync(resource, KnownResourceCommands.StartCommand);
        if (!started.Success)
        {
            throw new InvalidOperationException($"{resource} did not start again: {started.Message}");
        }

        await _application.ResourceNotifications.WaitForResourceHealthyAsync(resource);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<IReadOnlyList<Uri>> AppServersAsync(DistributedApplication application, int replicas)
    {
        var addresses = new Dictionary<string, Uri>();
        await foreach (var e in application.ResourceNotifications.WatchAsync())
        {
            if (e.Resource.Name == "yelb-appserver" && e.Snapshot.Urls is [var url, ..] && e.Snapshot.State?.Text == KnownResourceStates.Running)
            {
                addresses[e.ResourceId] = new Uri(url.Url.Replace("localhost", "127.0.0.1", StringComparison.Ordinal));
                if (addresses.Count == replicas)
                {
                    break;
                }
            }
        }

        return [.. addresses.Values];
    }

    private static int? ProcessId(ResourceEvent e) =>
        e.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value?.ToString() is { } id ? int.Parse(id, null) : null;
}
