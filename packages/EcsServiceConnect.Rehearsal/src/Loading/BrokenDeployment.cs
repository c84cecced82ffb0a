using System.Diagnostics;
using System.Globalization;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Deployments;
using EcsServiceConnect.Rehearsal.Services;

namespace EcsServiceConnect.Rehearsal.Loading;

/// <summary>
/// A deployment of a version that answers 500 to everything and is well by its health checks, where an alarm of the
/// deployment looks at that; else, as nothing would end that, of one whose tasks end at once. Only the share of the traffic that the
/// new revision had may fail, and nothing after the rollback.
/// </summary>
internal sealed class BrokenDeployment(RehearsedService service, StackResources stack, Load load, TimeSpan patience)
{
    private static readonly TimeSpan _before = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _after = TimeSpan.FromSeconds(5);

    // What was on its way to the new revision may still fail.
    private static readonly TimeSpan _underWay = TimeSpan.FromSeconds(1);

    private readonly bool _hasAlarm = service.Plan.Deployment.Alarms.Any(a => stack.Alarms[a].Plan.Metric == "HTTPCode_Target_5XX_Count");

    public string Name => $"a {service.Plan.Deployment.Name} deployment of {service.Name}, {(_hasAlarm ? "broken" : "whose tasks end at once")}";

    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource();
        var running = load.RunAsync(_before, done.Task, cancellationToken);
        int? atShift = null;
        var (bearable, percent) = (0, 0m);
        var isRolledBack = false;
        var clock = Stopwatch.StartNew();
        try
        {
            await Task.Delay(_before, cancellationToken).ConfigureAwait(false);
            service.Deploy(_hasAlarm ? service.Plan with { IsBroken = true } : Ending());
            var broken = service.Primary;
            var time = patience + stack.DeploymentClock.Here(service.Plan.Deployment.ShiftTime);

            // Its condition is asked at each look, so that it sees each step.
            isRolledBack = await service.WaitUntilAsync(
                _ =>
                {
                    if (broken.State == RolloutState.InProgress && broken.Percent > percent)
                    {
                        bearable += Share(atShift, percent);
                        (atShift, percent) = (load.Requests, broken.Percent);
                    }

                    return broken.State != RolloutState.InProgress;
                },
                time,
                cancellationToken).ConfigureAwait(false) && broken.State == RolloutState.Failed && service.Primary != broken;
            bearable += Share(atShift, percent);
            clock.Restart();
            await Task.Delay(_after, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            done.SetResult();
        }

        var failedAfterwards = load.SinceLastFailure is { } since && since < clock.Elapsed - _underWay;
        var result = LoadJudgement.Of(Name, percent > 0 ? bearable + Load.Workers : 0, await running.ConfigureAwait(false));
        var detail = string.Create(CultureInfo.InvariantCulture, $"{result.Detail}; {(percent > 0 ? $"with up to {percent} % of the traffic {bearable} might" : "it never had traffic")}; {(isRolledBack ? service.Latest.LastFailure : "it was not rolled back, for no alarm saw it")}{(failedAfterwards ? "; requests failed after the rollback" : "")}");
        return result with { HasPassed = result.HasPassed && isRolledBack && !failedAfterwards, Detail = detail };

        int Share(int? from, decimal share) => from is { } first ? (int)Math.Ceiling((load.Requests - first) * share / 100) : 0;
    }

    private Plan.ServicePlan Ending()
    {
        var task = service.Plan.TaskDefinition;
        return service.Plan with
        {
            TaskDefinition = task with { Containers = [.. task.Containers.Select(c => c.IsEssential ? c with { EntryPoint = ["/bin/false"], Command = [] } : c)] },
        };
    }
}
