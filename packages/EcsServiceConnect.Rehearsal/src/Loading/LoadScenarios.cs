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

    private readonly List<CheckResult> _results = [];

    /// <param name="report">Receives each result as it comes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<CheckResult>> RunAsync(Action<CheckResult> report, CancellationToken cancellationToken)
    {
        var stateless = stack.Services.Where(s => !s.KeepsData).ToList();
        foreach (var service in stateless.Where(s => s.DesiredCount < 2))
        {
            service.Scale(2);
            await service.WaitUntilAsync(s => s.IsSteady, _patience, cancellationToken).ConfigureAwait(false);
        }

        foreach (var service in stateless.Where(s => s.Plan.Endpoints.Count > 0))
        {
            await DisturbAsync($"a task of {service.Name} killed", 0, () => service.RunningTask.Kill()).ConfigureAwait(false);
        }

        if (stateless.SelectMany(s => s.Tasks).FirstOrDefault(t => t.CapacityProvider == "FARGATE_SPOT") is { } spot)
        {
            await DisturbAsync($"{spot.Service.Name} loses a Spot task", 0, () => _ = spot.InterruptAsync()).ConfigureAwait(false);
        }

        await DeployAsync(stateless, report, cancellationToken).ConfigureAwait(false);

        foreach (var service in stack.Services.Where(s => s.KeepsData))
        {
            await DisturbAsync($"the task of {service.Name} lost", null, () => service.RunningTask.Kill()).ConfigureAwait(false);
        }

        if (_results.Count == 0)
        {
            Add(new("tasks come and go under load", false, "no service has a task to lose"), report);
        }

        return _results;

        async Task DisturbAsync(string name, int? bearable, Action fault) => await TryAsync(name, report, async () =>
        {
            var load = new Load(scenario, application).RunAsync(_duration, Task.CompletedTask, cancellationToken);
            await Task.Delay(_first, cancellationToken).ConfigureAwait(false);
            try
            {
                fault();
            }
            catch (RehearsalException e)
            {
                await load.ConfigureAwait(false);
                return new(name, false, e.Message);
            }

            return LoadJudgement.Of(name, bearable, await load.ConfigureAwait(false));
        }, cancellationToken).ConfigureAwait(false);
    }

    // A new deployment of each of them; and a broken one, where the strategy is one that keeps it from users.
    private async Task DeployAsync(IEnumerable<RehearsedService> services, Action<CheckResult> report, CancellationToken cancellationToken)
    {
        foreach (var service in services)
        {
            var deployment = new LoadedDeployment(service, stack.Resources, new(scenario, application), _patience);
            await TryAsync(deployment.Name, report, () => deployment.RunAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            if (service.Plan.Deployment.Shift is not null)
            {
                var broken = new BrokenDeployment(service, stack.Resources, new(scenario, application), _patience);
                await TryAsync(broken.Name, report, () => broken.RunAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task TryAsync(string name, Action<CheckResult> report, Func<Task<CheckResult>> disturb, CancellationToken cancellationToken)
    {
        CheckResult result;
        try
        {
            result = await disturb().ConfigureAwait(false);
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

        Add(result, report);
    }

    private void Add(CheckResult result, Action<CheckResult> report)
    {
        _results.Add(result);
        report(result);
    }
}
