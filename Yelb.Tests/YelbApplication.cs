using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(Yelb.Tests.YelbApplication))]
[assembly: LongestFirst(
    nameof(Yelb.Tests.Web.TwoOfEach), nameof(Yelb.Tests.Rehearsal.RehearsalTests), nameof(Yelb.Tests.Web.OutageTests), nameof(Yelb.Tests.Stores.FailingStores),
    nameof(Yelb.Tests.Web.BrowserTests), nameof(Yelb.Tests.Api.TwoServers), nameof(Yelb.Tests.Ecs.PublishTests),
    nameof(Yelb.Tests.Web.ClientLimitTests), nameof(Yelb.Tests.Rehearsal.PipelineStepTests))]

namespace Yelb.Tests;

/// <summary>The whole application as the AppHost models it, on free ports and throw-away stores; shared by tests that leave it running.</summary>
public sealed partial class YelbApplication : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3); // The first start may have to fetch a store.

    private DistributedApplication? _application;

    public DistributedApplication Application => _application ?? throw new InvalidOperationException("The application has not been started.");

    /// <summary>Calls yelb-appserver.</summary>
    public HttpClient Api { get; private set; } = null!;

    /// <summary>Calls yelb-ui; answers that redirect are given as they are.</summary>
    public HttpClient Web { get; private set; } = null!;

    public Uri WebAddress => Application.GetEndpoint("yelb-ui");

    public async Task<string> ConnectionStringAsync(string resourceName) =>
        await Application.GetConnectionStringAsync(resourceName) ?? throw new InvalidOperationException($"{resourceName} has no connection string.");

    public ValueTask InitializeAsync() => StartAsync(_ => { });

    /// <summary>Starts the application with several application servers.</summary>
    public ValueTask StartWithReplicasAsync(int replicas) => StartAsync(builder =>
        builder.CreateResourceBuilder(builder.Resources.OfType<ProjectResource>().Single(r => r.Name == "yelb-appserver")).WithReplicas(replicas));

    /// <summary>Starts the application after a change to its model.</summary>
    public async ValueTask StartAsync(Action<IDistributedApplicationTestingBuilder> change, bool withDashboard = false)
    {
        using var patience = new CancellationTokenSource(_patience);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Yelb_AppHost>(
            [], (options, _) => options.DisableDashboard = !withDashboard, patience.Token);
        foreach (var resource in builder.Resources)
        {
            // Without a volume a store keeps nothing, and so does not meet the developer's own data.
            foreach (var mount in resource.Annotations.OfType<ContainerMountAnnotation>().ToList())
            {
                resource.Annotations.Remove(mount);
            }
        }

        change(builder);
        _application = await builder.BuildAsync(patience.Token);
        try
        {
            await _application.StartAsync(patience.Token);
            await _application.ResourceNotifications.WaitForResourceHealthyAsync("yelb-appserver", patience.Token);
            await _application.ResourceNotifications.WaitForResourceHealthyAsync("yelb-ui", patience.Token);
        }
        catch (Exception e) when (e is DistributedApplicationException or OperationCanceledException)
        {
            throw new InvalidOperationException($"Yelb did not start: {await StatesAsync(_application)}", e);
        }

        Api = _application.CreateHttpClient("yelb-appserver");
        Web = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = WebAddress };
    }

    /// <summary>Gives a command, such as those of <see cref="KnownResourceCommands"/>, to all replicas of a resource.</summary>
    public async Task CommandAsync(string resourceName, string command)
    {
        var result = await Application.ResourceCommands.ExecuteCommandAsync(Resource(resourceName), command, Patience.Token);
        Assert.True(result.Success, result.Message);
    }

    public IResource Resource(string name) => Application.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(r => r.Name == name);

    /// <summary>The lines that a resource, with all its replicas, logged so far, as it wrote them to a file.</summary>
    public async Task<IReadOnlyList<string>> LogAsync(string resourceName) =>
        [.. (await LogAsync(Application, Resource(resourceName))).Select(line => TimeOrColour().Replace(line, ""))];

    private static async Task<IReadOnlyList<string>> LogAsync(DistributedApplication application, IResource resource)
    {
        var lines = new List<string>();
        await foreach (var batch in application.Services.GetRequiredService<ResourceLoggerService>().GetAllAsync(resource))
        {
            lines.AddRange(batch.Select(line => line.Content));
        }

        return lines;
    }

    /// <summary>What its resources were doing, with the last lines of their logs.</summary>
    private static async Task<string> StatesAsync(DistributedApplication application)
    {
        var states = new StringBuilder();
        foreach (var resource in application.Services.GetRequiredService<DistributedApplicationModel>().Resources)
        {
            // One with replicas has no state of its own, and all its lines.
            var state = application.ResourceNotifications.TryGetCurrentState(resource.Name, out var current) ? current.Snapshot.State?.Text : null;
            states.AppendLine().Append(CultureInfo.InvariantCulture, $"{resource.Name}: {state ?? "unknown"}");
            foreach (var line in (await LogAsync(application, resource)).TakeLast(20))
            {
                states.AppendLine().Append("  ").Append(line);
            }
        }

        return states.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        Web?.Dispose();
        if (_application is not null)
        {
            await _application.StopAsync();
            await _application.DisposeAsync();
        }
    }

    /// <summary>What the host puts before a line, and what the console logger colours its levels with there.</summary>
    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT[\d:.]+Z |\e\[[\d;]*m")]
    private static partial Regex TimeOrColour();
}
