using System.Globalization;
using System.Text.Json.Nodes;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Deployments;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Checking;

/// <summary>The checks that every stack has to pass, and those that its scenario asks for.</summary>
/// <param name="stack">The stack, with its services created.</param>
/// <param name="scenario">What to ask of the application.</param>
/// <param name="template">What it was read from.</param>
internal sealed class StandardChecks(RehearsedStack stack, Scenario scenario, JsonObject template)
{
    // Those that only ask and those that wait for tasks; a check that passes takes a fraction of it.
    private static readonly TimeSpan _asking = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _waiting = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _whole = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan _wholeOfService = TimeSpan.FromSeconds(15);

    private readonly List<CheckResult> _results = [];

    /// <param name="report">Receives each result as it comes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<CheckResult>> RunAsync(Action<CheckResult> report, CancellationToken cancellationToken)
    {
        using var checks = new BoundedChecks(_whole + (stack.Plan.Services.Count * _wholeOfService) + TimeSpan.FromSeconds(scenario.Streams.Select(s => s.Seconds).DefaultIfEmpty().Max()), cancellationToken);
        var begin = stack.Resources.Events.Elapsed;
        var deployed = stack.Services.Where(s => s.Primary.State == RolloutState.Completed).ToList();
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
        var streams = application is null ? [] : scenario.Streams.Select(s => checks.RunAsync($"stream {s.Path}", TimeSpan.FromSeconds(s.Seconds) + _asking, end => ApplicationChecks.StreamAsync(s, application, end))).ToList();
        // Most of these wait for what does not come, so all at once.
        foreach (var check in Quick(application).Select(c => checks.RunAsync(c.Name, _asking, c.Run)).ToList())
        {
            Add(await check.ConfigureAwait(false));
        }

        foreach (var reference in ReferencedAddress.In(stack.Plan).Where(r => r is { IsHttp: true, Server: not null, Endpoint: not null }).DistinctBy(r => r.Server))
        {
            Add(await checks.RunAsync($"requests to {reference} are spread", _waiting, end => SpreadCheck.RunAsync(reference, stack, end)).ConfigureAwait(false));
        }

        foreach (var service in stack.Services.Where(s => s.IsSteady))
        {
            if (service.Plan.TaskDefinition.Containers.Any(c => c.HealthCheck is not null) && service.Plan.MaximumPercent * service.DesiredCount / 100 > service.DesiredCount && Request(application) is { } request)
            {
                Add(await checks.RunAsync($"an unhealthy task of {service.Name}", _waiting, end => TaskChecks.UnhealthyAsync(service, request, stack, end)).ConfigureAwait(false));
            }
        }

        var lost = stack.Resources.Events.Elapsed;
        foreach (var service in stack.Services.Where(s => s.KeepsData))
        {
            Add(await checks.RunAsync($"a deployment of {service.Name}", _waiting, end => TaskChecks.KeepsDataAsync(service, scenario, application, end)).ConfigureAwait(false));
        }

        var recovered = stack.Resources.Events.Elapsed;
        foreach (var stream in streams)
        {
            Add(await stream.ConfigureAwait(false));
        }

        foreach (var service in deployed)
        {
            Add(await checks.RunAsync($"tasks of {service.Name}", _waiting, end => TaskChecks.KeepsRunningAsync(
                service, at => at > begin && (at < lost || at > recovered), end)).ConfigureAwait(false));
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

    private IEnumerable<(string Name, Func<CancellationToken, Task<CheckResult>> Run)> Quick(Application? application)
    {
        if (application is not null)
        {
            foreach (var page in scenario.Pages)
            {
                yield return ($"page {page.Path}", end => ApplicationChecks.PageAsync(page, application, end));
            }

            foreach (var counter in scenario.Counters)
            {
                yield return ($"{counter.Name} are counted", end => ApplicationChecks.CounterAsync(counter, application, end));
            }
        }

        var references = ReferencedAddress.In(stack.Plan);
        foreach (var reference in references)
        {
            yield return ($"{reference.Client.Name} reaches {reference}", end => NetworkChecks.AliasAsync(reference, stack, end));
        }

        foreach (var client in stack.Plan.Services)
        {
            foreach (var server in stack.Plan.Services.Where(s => s != client && !client.Peers.Contains(s.Name) && HasPorts(s) && !references.Any(r => r.Client == client && r.Server == s)))
            {
                yield return ($"{client.Name} can't reach {server.Name}", end => NetworkChecks.IsolationAsync(client, server, stack, end));
            }
        }

        foreach (var server in stack.Plan.Services.Where(HasPorts))
        {
            yield return ($"{server.Name} can't be reached from outside", end => NetworkChecks.OutsideAsync(server, stack, end));
        }

        foreach (var (loadBalancer, port) in stack.LoadBalancers.Where(b => b.Plan.IsInternetFacing).SelectMany(b => b.Plan.Listeners, (b, l) => (b, l.Port)))
        {
            yield return ($"{loadBalancer.Plan.Name} answers from outside", end => NetworkChecks.LoadBalancerAsync(loadBalancer, port, stack, end));
        }

        foreach (var (reference, store) in StoreChecks.In(stack.Plan))
        {
            yield return ($"{reference.Server!.Name} lets nobody in without its password", end => StoreChecks.AsksAsync(reference, store, stack, end));
        }

        yield return ("no secret in a task definition", _ => Task.FromResult(SecretChecks.TaskDefinitions(stack.Plan)));
        yield return ("no secret in the template", _ => Task.FromResult(SecretChecks.Template(stack.Plan, template)));
    }

    private CheckResult Steady(ServicePlan plan)
    {
        var name = $"{plan.Name} is steady";
        var service = stack.Services.FirstOrDefault(s => s.Name == plan.Name);
        return service is null ? new(name, false, "it was not created")
            : service.IsSteady ? new(name, true, string.Create(CultureInfo.InvariantCulture, $"{service.DesiredCount} of {service.DesiredCount} tasks"))
            : new(name, false, service.Hindrance);
    }

    private Func<CancellationToken, Task>? Request(Application? application) =>
        application is null ? null
        : scenario.Counters is [var counter, ..] ? end => application.ReadAsync(counter, end)
        : scenario.Pages is [var page, ..] ? end => application.GetAsync(page.Path, end)
        : null;

    private static bool HasPorts(ServicePlan service) => service.Endpoints.Count > 0 || service.Targets.Count > 0;
}
