using System.Globalization;
using EcsServiceConnect.Rehearsal.Deployments;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.ServiceConnect;
using EcsServiceConnect.Rehearsal.Services;

namespace EcsServiceConnect.Rehearsal.CommandLine;

/// <summary>A stack at a glance: a line for each service and for each of its tasks, and for the alarms that deployments look at.</summary>
internal sealed class StackTable(RehearsedStack stack)
{
    private readonly Dictionary<string, (TimeSpan At, long Requests)> _last = [];

    public IReadOnlyList<string> Lines()
    {
        List<string> lines = [Row("SERVICE / TASK", "REVISION", "STATE", "HEALTH", "TARGET", "REQ/S", "5XX", "RETRIES", "EJECTED", "ADDRESS")];
        foreach (var service in stack.Services)
        {
            var (rate, counts) = Measure(service);
            lines.Add(Row(
                service.Name,
                Revisions(service),
                string.Create(CultureInfo.InvariantCulture, $"{service.Tasks.Count(t => t.IsReady)}/{service.DesiredCount} ready"),
                State(service),
                "",
                rate is { } r ? r.ToString("0.#", CultureInfo.InvariantCulture) : "",
                Number(counts.Code5XX),
                Number(counts.Retries),
                Number(counts.Ejections),
                string.Join(" ", service.Plan.Endpoints.SelectMany(e => e.Aliases))));
            foreach (var task in service.Tasks)
            {
                lines.Add(Row(
                    $"  {task.Id[(service.Name.Length + 1)..]}{(task.CapacityProvider == "FARGATE_SPOT" ? " (Spot)" : "")}",
                    Number(task.Deployment.Number),
                    Text(task.State),
                    task.IsHealthy switch { true => "healthy", false => "unhealthy", null => "-" },
                    string.Join(" ", task.Service.Targets.Select(t => stack.Resources.TargetGroups[t.TargetGroup.Name].HealthOf(task.Id) is { } health ? Text(health) : "-")),
                    "",
                    "",
                    "",
                    EjectedAt(task),
                    task.HasNetwork ? task.Network.Address.ToString() : ""));
            }
        }

        lines.AddRange(stack.Resources.Alarms.Values.Select(a => Row(a.Plan.Name, "", "alarm", a.StateValue)));
        return lines;
    }

    private (double? Rate, TargetCounts Counts) Measure(RehearsedService service)
    {
        var names = service.Plan.Endpoints.Select(e => e.DiscoveryName).ToList();
        var counts = names.Aggregate(default(TargetCounts), (sum, name) => sum + stack.Resources.Metrics.TargetOfAll(name));
        var requests = names.Sum(n => stack.Resources.Metrics.Served(n).Counts.RequestCount) + service.Plan.Targets.Sum(Requests);
        var now = stack.Resources.Events.Elapsed;
        var (at, before) = _last.GetValueOrDefault(service.Name, (now, requests));
        _last[service.Name] = (now, requests);
        return (now > at ? (requests - before) / (now - at).TotalSeconds : null, counts);
    }

    private long Requests(TargetPlan target) => target.TargetGroups.Sum(g => stack.Resources.TargetGroups[g.Name].Metrics.Counts.RequestCount);

    // With their shares of traffic while it is shifted from one to the other.
    private static string Revisions(RehearsedService service) => service is { Primary: { State: not RolloutState.Completed, Plan.Deployment.Shift: not null } next, LastCompleted: { } before }
        ? string.Create(CultureInfo.InvariantCulture, $"{before.Number}: {100 - next.Percent} %, {next.Number}: {next.Percent} %")
        : Number(service.Primary.Number);

    private static string State(RehearsedService service) => service.Primary switch
    {
        { State: RolloutState.Failed } => "failed",
        { State: RolloutState.Completed } => service.Latest.State == RolloutState.Failed && service.Latest != service.Primary ? "rolled back" : "steady",
        { Plan.Deployment.Shift: null } => "deploying",
        { Stage: LifecycleStage.ScaleUp } => "scaling up",
        { Stage: LifecycleStage.TestTrafficShift } => "testing",
        { Stage: LifecycleStage.BakeTime } => "baking",
        _ => "shifting",
    };

    // Which of the hosts that others dial is avoided by somebody.
    private string EjectedAt(EcsTask task)
    {
        var address = task.HasNetwork ? task.Network.Address.ToString() : null;
        var by = stack.Services.SelectMany(s => s.Tasks).Count(t => t.Proxy?.Ejected.Any(e => e.Address.StartsWith($"{address}:", StringComparison.Ordinal)) == true);
        return by == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"by {by}");
    }

    private static string Number(long value) => value == 0 ? "" : value.ToString(CultureInfo.InvariantCulture);

    private static string Text<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Row(params ReadOnlySpan<string> cells)
    {
        ReadOnlySpan<int> widths = [22, 18, 14, 12, 11, 8, 6, 9, 9, 0];
        var line = "";
        for (var i = 0; i < cells.Length; i++)
        {
            line += cells[i].PadRight(Math.Max(0, widths[i] - 1)) + (widths[i] > 0 ? " " : "");
        }

        return line.TrimEnd();
    }
}
