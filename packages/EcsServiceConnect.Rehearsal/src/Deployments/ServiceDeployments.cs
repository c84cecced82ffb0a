using System.Globalization;
using EcsServiceConnect.Rehearsal.Alarms;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.Services;

namespace EcsServiceConnect.Rehearsal.Deployments;

/// <summary>The deployments of a service: the one that it is to be now, and the one to go back to.</summary>
internal sealed class ServiceDeployments
{
    private readonly StackResources _stack;

    public ServiceDeployments(ServicePlan plan, StackResources stack)
    {
        _stack = stack;
        Primary = Latest = new(1, plan);
    }

    /// <summary>What the service is to be now.</summary>
    public Deployment Primary { get; private set; }

    /// <summary>The last one that worked; null as long as none has.</summary>
    public Deployment? LastCompleted { get; private set; }

    /// <summary>The last one that began, whatever came of it.</summary>
    public Deployment Latest { get; private set; }

    /// <summary>Begins another one. What is under way is given up first.</summary>
    public void Begin(ServicePlan next)
    {
        if (next.Deployment.Shift is not null && Primary.State == RolloutState.InProgress && LastCompleted is not null)
        {
            Fail("replaced by a new deployment", rollsBack: true);
        }

        var alarms = next.Deployment.Alarms.Select(a => _stack.Alarms[a]).ToList();
        if (alarms.Find(a => a.State == AlarmState.Alarm) is { } ringing)
        {
            // Amazon ECS Developer Guide, "How CloudWatch alarms detect Amazon ECS deployment failures".
            _stack.Events.Warn(next.Name, $"alarm {ringing.Plan.Name} rings already, so no alarm ends this deployment");
            alarms.Clear();
        }

        var revision = next.Deployment.Shift is null ? next : next with { Targets = [.. Primary.Plan.Targets.Select(t => t.Next)] };
        Primary = Latest = new Deployment(Latest.Number + 1, revision) { Alarms = alarms };
        _stack.Events.Add(next.Name, string.Create(CultureInfo.InvariantCulture, $"{(next.Deployment.Shift is null ? "" : $"{next.Deployment.Name} ")}deployment {Primary.Number} begins"));
    }

    public void Complete()
    {
        Primary.State = RolloutState.Completed;
        LastCompleted = Primary;
        _stack.Events.Add(Primary.Plan.Name, "steady");
    }

    /// <summary>Gives the deployment up that is under way.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="rollsBack">Whether to return to the last one that worked.</param>
    /// <returns>The one that failed.</returns>
    public Deployment Fail(string? reason, bool rollsBack)
    {
        var failed = Primary;
        failed.State = RolloutState.Failed;
        failed.LastFailure = reason;
        _stack.Events.Add(failed.Plan.Name, string.Create(CultureInfo.InvariantCulture, $"deployment {failed.Number} failed: {reason}"));
        if (rollsBack && LastCompleted is { } last)
        {
            // A rolling deployment goes back task by task, as a deployment of its own; the other ones have all that they go back to.
            Primary = last.Plan.Deployment.Shift is null ? Latest = new(Latest.Number + 1, last.Plan) : last;
            _stack.Events.Add(failed.Plan.Name, string.Create(CultureInfo.InvariantCulture, $"rolls back to deployment {last.Number}"));
        }

        return failed;
    }

    /// <summary>Why an alarm ends the deployment that is under way; null where none does.</summary>
    public string? Alarm => Primary.State == RolloutState.InProgress && Primary.Alarms.FirstOrDefault(a => a.State == AlarmState.Alarm) is { } ringing ? $"alarm {ringing.Plan.Name} rings" : null;
}
