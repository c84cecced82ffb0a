using System.Globalization;
using EcsServiceConnect.Rehearsal.ServiceConnect;
using EcsServiceConnect.Rehearsal.Services;

namespace EcsServiceConnect.Rehearsal.Deployments;

/// <summary>Starts a whole second revision, shifts traffic to it, and stops the first one when both have run long enough: blue/green, canary, linear.</summary>
/// <remarks>
/// Amazon ECS Developer Guide, "Amazon ECS blue/green service deployments workflow" and those for linear and canary
/// deployments; lifecycle hooks are not rehearsed. That test traffic comes a minute before production traffic, and
/// that tasks which keep failing end it with and without a circuit breaker, is inferred: ECS would wait for its own time limits.
/// </remarks>
internal sealed class ShiftedReplacement(ServiceDeployments deployments, ServiceTasks tasks, StackResources stack) : IReplacement
{
    /// <summary>Between test traffic and production traffic.</summary>
    public static readonly TimeSpan TestTime = TimeSpan.FromMinutes(1);

    private TimeSpan _stepBegan;
    private int _step;
    private Deployment? _routed;

    public void Reconcile(int desired)
    {
        if (deployments.Primary.State == RolloutState.InProgress)
        {
            BreakOff(desired);
        }

        var (primary, before) = (deployments.Primary, deployments.LastCompleted);
        if (primary != _routed)
        {
            // Whether it begins or was returned to: all traffic is with the one that worked.
            _routed = primary;
            if (before is not null)
            {
                Route(before, null);
            }
        }

        if (primary.State != RolloutState.Failed || before is not null)
        {
            tasks.Keep(primary, desired, int.MaxValue);
        }

        if (primary.State == RolloutState.InProgress)
        {
            Advance(primary, before, desired);
        }

        // Whoever is not the primary's stays as long as traffic may go back to it.
        if (before is not null && before != primary && primary.State != RolloutState.Completed)
        {
            tasks.Keep(before, desired, int.MaxValue);
        }

        foreach (var task in primary.State == RolloutState.Completed ? tasks.Others(primary) : tasks.Others(primary, before))
        {
            ServiceTasks.Stop(task, task.Deployment.State == RolloutState.Failed ? "rolled back" : "replaced by a new deployment");
        }
    }

    private void BreakOff(int desired)
    {
        var primary = deployments.Primary;
        var isBroken = primary.FailedTasks >= Deployment.FailureThreshold(desired);
        if ((isBroken && (primary.Plan.HasCircuitBreaker || deployments.LastCompleted is not null)) || deployments.Alarm is not null)
        {
            deployments.Fail(isBroken ? primary.LastFailure : deployments.Alarm, isBroken || primary.Plan.Deployment.RollsBackByAlarm);
        }
    }

    private void Advance(Deployment primary, Deployment? before, int desired)
    {
        var steps = primary.Plan.Deployment.Shift!.Steps;
        var passed = stack.Events.Elapsed - _stepBegan;
        switch (primary.Stage)
        {
            case LifecycleStage.ScaleUp when tasks.AreReady(primary, desired) && before is null:
                Route(primary, null);
                Finish(primary);
                break;
            case LifecycleStage.ScaleUp when tasks.AreReady(primary, desired):
                primary.Stage = LifecycleStage.TestTrafficShift;
                _stepBegan = stack.Events.Elapsed;
                Route(before!, primary);
                stack.Events.Add(primary.Plan.Name, string.Create(CultureInfo.InvariantCulture, $"revision {primary.Number} gets test traffic"));
                break;
            case LifecycleStage.TestTrafficShift when passed >= stack.DeploymentClock.Here(TestTime):
                Shift(primary, before!, 0);
                break;
            case LifecycleStage.ProductionTrafficShift when passed >= stack.DeploymentClock.Here(steps[_step].Wait):
                Shift(primary, before!, _step + 1);
                break;
            case LifecycleStage.BakeTime when passed >= stack.DeploymentClock.Here(steps[_step].Wait):
                Route(primary, null);
                Finish(primary);
                break;
        }
    }

    private void Shift(Deployment primary, Deployment before, int step)
    {
        var steps = primary.Plan.Deployment.Shift!.Steps;
        _step = step;
        _stepBegan = stack.Events.Elapsed;
        primary.Stage = step < steps.Count - 1 ? LifecycleStage.ProductionTrafficShift : LifecycleStage.BakeTime;
        primary.Percent = steps[step].Percent;
        Route(before, primary);
        stack.Events.Add(primary.Plan.Name, string.Create(CultureInfo.InvariantCulture, $"revision {primary.Number} gets {primary.Percent} % of the traffic"));
    }

    private void Finish(Deployment primary)
    {
        primary.Stage = LifecycleStage.CleanUp;
        primary.Percent = 100;
        deployments.Complete();
    }

    private void Route(Deployment current, Deployment? next)
    {
        var percent = next?.Percent ?? 0;
        foreach (var endpoint in stack.EndpointsOf(current.Plan))
        {
            endpoint.Traffic = new RevisionTraffic(current.Number, next?.Number, percent);
        }

        foreach (var target in current.Plan.Targets)
        {
            if (target.Alternate is { } alternate)
            {
                stack.Forwards[alternate.ProductionRule].Shift(target.TargetGroup.Name, alternate.TargetGroup.Name, percent);
                if (alternate.TestRule is { } test)
                {
                    stack.Forwards[test].Shift(target.TargetGroup.Name, alternate.TargetGroup.Name, next is null ? 0 : 100);
                }
            }
        }
    }
}
