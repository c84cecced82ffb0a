using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Deployments;
using EcsServiceConnect.Rehearsal.Services;

namespace EcsServiceConnect.Rehearsal.Loading;

/// <summary>A deployment of a version that is as good as the last, under load: nobody may notice.</summary>
internal sealed class LoadedDeployment(RehearsedService service, StackResources stack, Load load, TimeSpan patience)
{
    private static readonly TimeSpan _before = TimeSpan.FromSeconds(5);

    // A load that is too short would miss what a rolling deployment does at its end.
    private static readonly TimeSpan _least = TimeSpan.FromSeconds(30);

    public string Name => $"a {service.Plan.Deployment.Name} deployment of {service.Name}";

    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var shift = service.Plan.Deployment.Shift;
        var done = new TaskCompletionSource();
        var running = load.RunAsync(shift is null ? _least : _before, done.Task, cancellationToken);
        try
        {
            await Task.Delay(_before, cancellationToken).ConfigureAwait(false);
            service.Deploy();
            var time = patience + stack.DeploymentClock.Here(service.Plan.Deployment.ShiftTime);
            await service.WaitUntilAsync(s => s.Latest.State != RolloutState.InProgress && s.IsSteady, time, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            done.SetResult();
        }

        var result = LoadJudgement.Of(Name, 0, await running.ConfigureAwait(false));
        return service.Latest.State == RolloutState.Completed ? result : result with { HasPassed = false, Detail = $"{result.Detail}; it did not come to its end: {service.Latest.LastFailure ?? service.Hindrance}" };
    }
}
