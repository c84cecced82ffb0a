using EcsServiceConnect.Rehearsal.Services;

namespace EcsServiceConnect.Rehearsal.Deployments;

/// <summary>Replaces tasks some at a time.</summary>
/// <remarks>
/// Amazon ECS Developer Guide, "Deploy Amazon ECS services by replacing tasks" (minimum and maximum per cent, rounded up
/// and down), "Service definition parameters" (the maximum counts tasks that are stopping, too) and "How CloudWatch alarms
/// detect Amazon ECS deployment failures"; how long alarms count after the last task is ECS's own calculation, and left out.
/// </remarks>
internal sealed class RollingReplacement(ServiceDeployments deployments, ServiceTasks tasks) : IReplacement
{
    public void Reconcile(int desired)
    {
        BreakOff(desired);
        var primary = deployments.Primary;
        if (primary.State != RolloutState.Failed)
        {
            StopOld(primary, desired);
            tasks.Keep(primary, desired, (desired * primary.Plan.MaximumPercent / 100) - tasks.All.Count);
            if (primary.State == RolloutState.InProgress && tasks.All.Count == desired && tasks.AreReady(primary, desired))
            {
                deployments.Complete();
            }
        }
    }

    private void BreakOff(int desired)
    {
        var primary = deployments.Primary;
        var isBroken = primary.State == RolloutState.InProgress && primary.Plan.HasCircuitBreaker && primary.FailedTasks >= Deployment.FailureThreshold(desired);
        if (!isBroken && deployments.Alarm is null)
        {
            return;
        }

        var failed = isBroken
            ? deployments.Fail(primary.LastFailure, primary.Plan.RollsBack)
            : deployments.Fail(deployments.Alarm, primary.Plan.Deployment.RollsBackByAlarm);
        foreach (var task in failed == deployments.Primary ? [] : tasks.Kept(failed).ToList())
        {
            ServiceTasks.Stop(task, "rolled back");
        }
    }

    private void StopOld(Deployment primary, int desired)
    {
        var ready = tasks.All.Count(t => t.IsReady);
        var minimum = (int)Math.Ceiling(desired * primary.Plan.MinimumHealthyPercent / 100.0);
        foreach (var task in tasks.Others(primary))
        {
            if (!task.IsReady)
            {
                ServiceTasks.Stop(task, "replaced by a new deployment");
            }
            else if (ready > minimum)
            {
                ready--;
                ServiceTasks.Stop(task, "replaced by a new deployment");
            }
        }
    }
}
