using System.Globalization;
using EcsServiceConnect.Rehearsal.Checking;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Services;

namespace EcsServiceConnect.Rehearsal.Loading;

/// <summary>What a stack loses, and what of it its users notice, while tasks come and go under load.</summary>
/// <param name="stack">A steady stack.</param>
/// <param name="scenario">What to ask.</param>
/// <param name="application">Whom.</param>
internal sealed class LoadScenarios(RehearsedStack stack, Scenario scenario, Application application)
{
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _first = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <param name="report">Receives each result as it comes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<CheckResult>> RunAsync(Action<CheckResult> report, CancellationToken cancellationToken)
    {
        var results = new List<CheckResult>();
        var stateless = stack.Services.Where(s => !s.KeepsData).ToList();
        foreach (var service in stateless.Where(s => s.DesiredCount < 2))
        {
            service.Scale(2);
            await service.WaitUntilAsync(s => s.IsSteady, _patience, cancellationToken).ConfigureAwait(false);
        }

        foreach (var service in stateless.Where(s => s.Plan.Endpoints.Count > 0))
        {
            await DisturbAsync($"a task of {service.Name} killed", 0, () => TaskOf(service).Kill()).ConfigureAwait(false);
        }

        if (stateless.SelectMany(s => s.Tasks).FirstOrDefault(t => t.CapacityProvider == "FARGATE_SPOT") is { } spot)
        {
            await DisturbAsync($"{spot.Service.Name} loses a Spot task", 0, () => _ = spot.InterruptAsync()).ConfigureAwait(false);
        }

        foreach (var service in stateless)
        {
            await DisturbAsync($"a rolling deployment of {service.Name}", 0, () => service.Deploy()).ConfigureAwait(false);
        }

        foreach (var service in stack.Services.Where(s => s.KeepsData))
        {
            await DisturbAsync($"the task of {service.Name} lost", null, () => TaskOf(service).Kill()).ConfigureAwait(false);
        }

        if (results.Count == 0)
        {
            results.Add(new("tasks come and go under load", false, "no service has a task to lose"));
            report(results[^1]);
        }

        return results;

        async Task DisturbAsync(string name, int? bearable, Action fault)
        {
            var load = new Load(scenario, application).RunAsync(_duration, cancellationToken);
            await Task.Delay(_first, cancellationToken).ConfigureAwait(false);
            CheckResult result;
            try
            {
                fault();
                result = Judge(name, bearable, await load.ConfigureAwait(false));
            }
            catch (RehearsalException e)
            {
                result = new(name, false, e.Message);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                result = new(name, false, $"not well again: {e.Message}");
            }

            var steady = await Task.WhenAll(stack.Services.Select(async s => (Is: await s.WaitUntilAsync(w => w.IsSteady, _patience, cancellationToken).ConfigureAwait(false), s.Name, s.Hindrance))).ConfigureAwait(false);
            if (Array.Find(steady, s => !s.Is) is { Name: { } unsteady, Hindrance: var hindrance })
            {
                result = result with { HasPassed = false, Detail = string.Create(CultureInfo.InvariantCulture, $"{result.Detail}; {unsteady} is not steady {_patience.TotalSeconds:0} s later: {hindrance}") };
            }

            results.Add(result);
            report(result);
        }
    }

    private static EcsTask TaskOf(RehearsedService service) => service.Tasks.FirstOrDefault(t => t.State == EcsTaskState.Running)
        ?? throw new RehearsalException($"no task of {service.Name} runs");

    private static CheckResult Judge(string name, int? bearable, LoadResult load)
    {
        // A number that other requests raise too, such as that of page views, may well rise by more.
        var counted = load.Counted.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Counter.Name}: {c.Acknowledged} acknowledged, {c.Lost} lost")
            + (c.Counter.IsIdempotent ? string.Create(CultureInfo.InvariantCulture, $", {c.Double} double") : ""));
        var failed = string.Create(CultureInfo.InvariantCulture, $"{load.Failed} of {load.Requests} requests failed");
        var hasPassed = load.Requests > 0
            && (bearable is null || load.Failed <= bearable)
            && load.Counted.All(c => !c.Counter.IsKept || c.Lost == 0)
            && load.Counted.All(c => !c.Counter.IsIdempotent || c.Double == 0);
        return new(name, hasPassed, $"{failed}{(load.FirstFailure is { } first ? $" ({first})" : "")}; {string.Join("; ", counted)}");
    }
}
