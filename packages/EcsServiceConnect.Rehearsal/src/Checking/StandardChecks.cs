using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Checking;

/// <summary>The checks that every stack has to pass, and those that its scenario asks for.</summary>
/// <param name="stack">The stack, with its services created.</param>
/// <param name="scenario">What to ask of the application.</param>
/// <param name="template">What it was read from.</param>
internal sealed class StandardChecks(RehearsedStack stack, Scenario scenario, JsonObject template)
{
    private readonly List<CheckResult> _results = [];

    /// <param name="report">Receives each result as it comes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<CheckResult>> RunAsync(Action<CheckResult> report, CancellationToken cancellationToken)
    {
        foreach (var service in stack.Plan.Services)
        {
            Add(Steady(service));
        }

        using var application = stack.PublicAddress is { } address ? new Application(address) : null;
        if (application is null && scenario is { Pages.Count: > 0 } or { Counters.Count: > 0 } or { Streams.Count: > 0 })
        {
            Add(new("the application answers", false, "no load balancer leads to it"));
        }

        // These take as long as they take; the others go on meanwhile.
        var streams = application is null ? [] : scenario.Streams.Select(s => TryAsync($"stream {s.Path}", () => ApplicationChecks.StreamAsync(s, application, cancellationToken))).ToList();
        // Most of these wait for what does not come, so all at once.
        foreach (var check in Quick(application, cancellationToken).Select(c => TryAsync(c.Name, c.Run)).ToList())
        {
            Add(await check.ConfigureAwait(false));
        }

        foreach (var reference in ReferencedAddress.In(stack.Plan).Where(r => r is { IsHttp: true, Server: not null, Endpoint: not null }).DistinctBy(r => r.Server))
        {
            Add(await TryAsync($"requests to {reference} are spread", () => SpreadCheck.RunAsync(reference, stack, cancellationToken)).ConfigureAwait(false));
        }

        foreach (var service in stack.Services.Where(s => s.IsSteady))
        {
            if (service.Plan.TaskDefinition.Containers.Any(c => c.HealthCheck is not null) && service.Plan.MaximumPercent * service.DesiredCount / 100 > service.DesiredCount && Request(application, cancellationToken) is { } request)
            {
                Add(await TryAsync($"an unhealthy task of {service.Name}", () => TaskChecks.UnhealthyAsync(service, request, stack, cancellationToken)).ConfigureAwait(false));
            }
        }

        foreach (var service in stack.Services.Where(s => s.KeepsData))
        {
            Add(await TryAsync($"a deployment of {service.Name}", () => TaskChecks.KeepsDataAsync(service, scenario, application, stack, cancellationToken)).ConfigureAwait(false));
        }

        foreach (var stream in streams)
        {
            Add(await stream.ConfigureAwait(false));
        }

        Add(TaskChecks.KnownNames(stack));
        Add(TaskChecks.OneWriter(stack.Resources.Volumes));
        Add(SecretChecks.Logs(stack.Plan, stack.Resources.Files.Logs));
        return _results;

        void Add(CheckResult result)
        {
            _results.Add(result);
            report(result);
        }
    }

    private IEnumerable<(string Name, Func<Task<CheckResult>> Run)> Quick(Application? application, CancellationToken cancellationToken)
    {
        if (application is not null)
        {
            foreach (var page in scenario.Pages)
            {
                yield return ($"page {page.Path}", () => ApplicationChecks.PageAsync(page, application, cancellationToken));
            }

            foreach (var counter in scenario.Counters)
            {
                yield return ($"{counter.Name} are counted", () => ApplicationChecks.CounterAsync(counter, application, cancellationToken));
            }
        }

        var references = ReferencedAddress.In(stack.Plan);
        foreach (var reference in references)
        {
            yield return ($"{reference.Client.Name} reaches {reference}", () => NetworkChecks.AliasAsync(reference, stack, cancellationToken));
        }

        foreach (var client in stack.Plan.Services)
        {
            foreach (var server in stack.Plan.Services.Where(s => s != client && HasPorts(s) && !references.Any(r => r.Client == client && r.Server == s)))
            {
                yield return ($"{client.Name} can't reach {server.Name}", () => NetworkChecks.IsolationAsync(client, server, stack, cancellationToken));
            }
        }

        foreach (var server in stack.Plan.Services.Where(HasPorts))
        {
            yield return ($"{server.Name} can't be reached from outside", () => NetworkChecks.OutsideAsync(server, stack, cancellationToken));
        }

        foreach (var (loadBalancer, port) in stack.LoadBalancers.Where(b => b.Plan.IsInternetFacing).SelectMany(b => b.Plan.Listeners, (b, l) => (b, l.Port)))
        {
            yield return ($"{loadBalancer.Plan.Name} answers from outside", () => NetworkChecks.LoadBalancerAsync(loadBalancer, port, stack, cancellationToken));
        }

        yield return ("no secret in a task definition", () => Task.FromResult(SecretChecks.TaskDefinitions(stack.Plan)));
        yield return ("no secret in the template", () => Task.FromResult(SecretChecks.Template(stack.Plan, template)));
    }

    private CheckResult Steady(ServicePlan plan)
    {
        var name = $"{plan.Name} is steady";
        var service = stack.Services.FirstOrDefault(s => s.Name == plan.Name);
        return service is null ? new(name, false, "it was not created")
            : service.IsSteady ? new(name, true, string.Create(CultureInfo.InvariantCulture, $"{service.DesiredCount} of {service.DesiredCount} tasks"))
            : new(name, false, service.Primary.LastFailure ?? string.Create(CultureInfo.InvariantCulture, $"{service.Tasks.Count(t => t.IsReady)} of {service.DesiredCount} tasks are ready"));
    }

    private Func<Task>? Request(Application? application, CancellationToken cancellationToken) =>
        application is null ? null
        : scenario.Counters is [var counter, ..] ? () => application.ReadAsync(counter, cancellationToken)
        : scenario.Pages is [var page, ..] ? () => application.GetAsync(page.Path, cancellationToken)
        : null;

    private static bool HasPorts(ServicePlan service) => service.Endpoints.Count > 0 || service.Targets.Count > 0;

    private static async Task<CheckResult> TryAsync(string name, Func<Task<CheckResult>> check)
    {
        try
        {
            return await check().ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or TaskCanceledException or RehearsalException)
        {
            return new(name, false, e.Message);
        }
    }
}
