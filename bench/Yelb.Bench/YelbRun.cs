using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using ProcessesAndTools;

namespace Yelb.Bench;

/// <summary>
/// Yelb as its AppHost runs it without the dashboard, on free ports and on stores that keep their data, in a folder of its
/// own. Aspire's orchestrator has a proxy before every endpoint, which there is none of in AWS: here services are reached,
/// and reach each other, without it.
/// </summary>
internal sealed class YelbRun : IAsyncDisposable
{
    // For a start on a machine that is busy, or that has to fetch a store first.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    private readonly DistributedApplication _application;
    private readonly TemporaryFolder _folder;

    private YelbRun(DistributedApplication application, TemporaryFolder folder)
    {
        _application = application;
        _folder = folder;
    }

    /// <summary>Where each replica of yelb-appserver listens.</summary>
    public required IReadOnlyList<Uri> AppServers { get; init; }

    public Uri AppServer => AppServers[0];

    /// <summary>Where each replica of yelb-ui listens.</summary>
    public required IReadOnlyList<Uri> Webs { get; init; }

    public Uri Web => Webs[0];

    /// <summary>Connection string.</summary>
    public required string Database { get; init; }

    /// <summary>Connection string.</summary>
    public required string Redis { get; init; }

    /// <summary>Starts it.</summary>
    /// <param name="replicas">Of yelb-appserver.</param>
    /// <param name="webs">Of yelb-ui.</param>
    /// <param name="isContained">Whether .NET has no more memory in yelb-ui than in its container in AWS.</param>
    public static async Task<YelbRun> StartAsync(int replicas = 1, int webs = 1, bool isContained = false)
    {
        using var patience = new CancellationTokenSource(_patience);
        var folder = new TemporaryFolder();
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", folder.Path);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Yelb_AppHost>(patience.Token);
        builder.Services.AddLogging(logging => logging
            .SetMinimumLevel(LogLevel.Warning)
            // A service that is not up yet, or killed, is no news here.
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None));
        var (appServer, web) = (Project(builder, "yelb-appserver"), Project(builder, "yelb-ui"));
        foreach (var (service, number) in new[] { (appServer, replicas), (web, webs) })
        {
            service.WithReplicas(number);
            if (number == 1)
            {
                WithoutProxy(service);
            }
        }

        // Aspire has each request traced for a dashboard that is not there; nothing is in AWS.
        foreach (var service in new[] { appServer, web })
        {
            service.WithEnvironment(context => context.EnvironmentVariables.Remove("OTEL_EXPORTER_OTLP_ENDPOINT"));
        }

        // All of the load is one client.
        web.WithEnvironment("RateLimit__PerSecond", "0").WithEnvironment("LiveStreams__PerClient", "100000").WithEnvironment("LiveStreams__Total", "100000");
        if (isContained)
        {
            // 75 % of 512 MiB, as .NET takes in a container by itself; the number is hexadecimal.
            web.WithEnvironment("DOTNET_GCHeapHardLimit", "18000000");
        }

        var application = await builder.BuildAsync(patience.Token);
        await application.StartAsync(patience.Token);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("yelb-appserver", patience.Token);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("yelb-ui", patience.Token);
        return new YelbRun(application, folder)
        {
            AppServers = await AddressesAsync(application, "yelb-appserver", replicas, patience.Token),
            Webs = await AddressesAsync(application, "yelb-ui", webs, patience.Token),
            Database = (await application.GetConnectionStringAsync("yelbdatabase", patience.Token))!,
            Redis = (await application.GetConnectionStringAsync("yelb-redis", patience.Token))!,
        };
    }

    /// <summary>All votes that are committed.</summary>
    public async Task<long> VotesAsync()
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Database) { Pooling = false });
        await using var sum = database.CreateCommand("SELECT sum(count)::bigint FROM restaurants");
        return (long)(await sum.ExecuteScalarAsync())!;
    }

    /// <summary>The process of the replica that listens there.</summary>
    public static RunningProcess ServiceAt(Uri address)
    {
        // What is started for a project is dotnet run, and the service is its child.
        var ofPort = RunningProcess.All().Where(process => process.Variable("ASPNETCORE_URLS")?.EndsWith($":{address.Port}", StringComparison.Ordinal) is true).ToList();
        return ofPort.SelectMany(process => RunningProcess.ChildrenOf(process.Id)).Single(child => ofPort.Contains(child));
    }

    /// <summary>The process of a service or store.</summary>
    public async Task<RunningProcess> ProcessAsync(string resource)
    {
        using var patience = new CancellationTokenSource(_patience);
        var running = await _application.ResourceNotifications.WaitForResourceAsync(
            resource, e => e.Snapshot.State?.Text == KnownResourceStates.Running && StartedProcess(e) is not null, patience.Token);
        var started = StartedProcess(running)!.Value;
        // What is started for a project is dotnet run, and the service is its child.
        return running.Resource is ProjectResource ? RunningProcess.ChildrenOf(started).Single() : RunningProcess.Find(started)!;
    }

    /// <summary>Waits until a resource that died is known to be dead, and starts it again.</summary>
    public async Task StartAgainAsync(string resource)
    {
        using var patience = new CancellationTokenSource(_patience);
        var ended = await _application.ResourceNotifications.WaitForResourceAsync(
            resource, e => KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text), patience.Token);
        // A command is for one replica, which has a name of its own.
        var started = await _application.ResourceCommands.ExecuteCommandAsync(ended.ResourceId, KnownResourceCommands.StartCommand, patience.Token);
        if (!started.Success)
        {
            throw new InvalidOperationException($"{resource} did not start again: {started.Message}");
        }

        await _application.ResourceNotifications.WaitForResourceHealthyAsync(resource, patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        _folder.Dispose();
    }

    private static IResourceBuilder<ProjectResource> Project(IDistributedApplicationTestingBuilder builder, string name) =>
        builder.CreateResourceBuilder(builder.Resources.OfType<ProjectResource>().Single(project => project.Name == name));

    /// <summary>Lets a service listen itself where the others find it; Aspire refuses that for several replicas.</summary>
    private static void WithoutProxy(IResourceBuilder<ProjectResource> project) => project.WithEndpoint("http", endpoint =>
    {
        endpoint.IsProxied = false;
        // Free ones, instead of the AppHost's.
        endpoint.Port = null;
        endpoint.TargetPort = null;
    });

    /// <summary>Where the replicas themselves listen, behind a proxy or not: as they are told.</summary>
    private static async Task<IReadOnlyList<Uri>> AddressesAsync(
        DistributedApplication application, string resource, int replicas, CancellationToken patience)
    {
        var addresses = new Dictionary<string, Uri>();
        await foreach (var e in application.ResourceNotifications.WatchAsync(patience))
        {
            if (e.Resource.Name == resource
                && e.Snapshot.State?.Text == KnownResourceStates.Running
                && e.Snapshot.EnvironmentVariables.FirstOrDefault(variable => variable.Name == "ASPNETCORE_URLS")?.Value is { } url)
            {
                addresses[e.ResourceId] = new Uri(url.Replace("localhost", "127.0.0.1", StringComparison.Ordinal));
                if (addresses.Count == replicas)
                {
                    break;
                }
            }
        }

        return [.. addresses.Values];
    }

    private static int? StartedProcess(ResourceEvent e) =>
        e.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value?.ToString() is { } id
            ? int.Parse(id, CultureInfo.InvariantCulture)
            : null;
}
