using System.Diagnostics;
using System.Globalization;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.LoadBalancing;
using EcsServiceConnect.Rehearsal.Services;

namespace EcsServiceConnect.Rehearsal.Checking;

/// <summary>Whether tasks come and go without anybody noticing.</summary>
internal static class TaskChecks
{
    private const int Requests = 40;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    /// <summary>One more task is started and frozen before it is healthy; what is asked meanwhile has to be answered by the others.</summary>
    public static async Task<CheckResult> UnhealthyAsync(RehearsedService service, Func<CancellationToken, Task> request, RehearsedStack stack, CancellationToken cancellationToken)
    {
        var name = $"an unhealthy task of {service.Name} gets no traffic";
        var before = service.Tasks.Select(t => t.Id).ToHashSet();
        var desired = service.DesiredCount;
        service.Scale(desired + 1);
        var isThere = await service.WaitUntilAsync(
            s => s.Tasks.Any(t => !before.Contains(t.Id) && t.Containers.Any(c => c.IsRunning)), _patience, cancellationToken).ConfigureAwait(false);
        var task = service.Tasks.FirstOrDefault(t => !before.Contains(t.Id));
        if (!isThere || task is null)
        {
            service.Scale(desired);
            return new(name, false, "no further task started");
        }

        var frozen = task.Containers.Where(c => c.IsRunning).Select(c => c.Process!).ToList();
        frozen.ForEach(p => p.Freeze());
        try
        {
            for (var i = 0; i < Requests; i++)
            {
                await request(cancellationToken).ConfigureAwait(false);
            }

            var isServed = service.Plan.Namespace is { } ns && stack.Resources.Namespaces[ns].Services.Any(s => s.Instances.Any(i => i.TaskId == task.Id));
            var isTarget = service.Plan.Targets.Any(t => stack.Resources.TargetGroups[t.TargetGroup.Name].HealthOf(task.Id) == TargetHealth.Healthy);
            return new(name, !isServed && !isTarget, isServed || isTarget
                ? $"{task.Id} is registered though it never was healthy"
                : string.Create(CultureInfo.InvariantCulture, $"{Requests} requests were answered by the others"));
        }
        finally
        {
            frozen.ForEach(p => p.Kill());
            service.Scale(desired);
            await service.WaitUntilAsync(s => s.IsSteady, _patience, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Over all that was done before: a database's files bear only one server at a time.</summary>
    public static CheckResult OneWriter(VolumeWriters volumes) => new(
        "each volume has one writer at a time",
        volumes.Conflicts.Count == 0,
        volumes.Conflicts.Count > 0 ? $"{string.Join("; ", volumes.Conflicts)} could write to the same one"
        : volumes.Shared.Count > 0 ? $"warning: {string.Join("; ", volumes.Shared)} could write to the same one; what they write has to bear that"
        : "no two tasks at once");

    /// <summary>A service whose tasks end again and again is steady between two of them.</summary>
    /// <param name="service">The service.</param>
    /// <param name="counts">Whether an end counts, by its time: one may go down with a store that is deployed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<CheckResult> KeepsRunningAsync(RehearsedService service, Func<TimeSpan, bool> counts, CancellationToken cancellationToken)
    {
        var name = $"tasks of {service.Name} keep running";
        if (Ended() is [var first])
        {
            // ECS starts another one, and it may be well with that.
            var patience = 1.5 * first.Lived;
            await service.WaitUntilAsync(_ => Ended().Count > 1, patience < _patience ? patience : _patience, cancellationToken).ConfigureAwait(false);
        }

        var ended = Ended();
        return ended.Count > 1
            ? new(name, false, string.Create(CultureInfo.InvariantCulture, $"{ended.Count} ended by themselves while it was checked, the last one {ended[^1].Text}"))
            : await service.WaitUntilAsync(s => s.IsSteady, _patience, cancellationToken).ConfigureAwait(false)
            ? new(name, true, ended.Count == 0 ? "none ended by itself" : $"one ended by itself, {ended[0].Text}")
            : new(name, false, $"it is not steady any more: {service.Hindrance}");

        List<EndedTask> Ended() => [.. service.Ended.Where(e => counts(e.At))];
    }

    /// <summary>Over the whole of the last deployment of each service: a task that came too early may have been replaced since.</summary>
    public static CheckResult KnownNames(RehearsedStack stack)
    {
        var early = stack.Services.SelectMany(s => stack.Resources.UnknownNames.In(s.Primary)).Order(StringComparer.Ordinal).ToList();
        return new("each task starts after those that it refers to", early.Count == 0, early.Count == 0 ? "each knows their names" : string.Join("; ", early));
    }

    /// <summary>A new deployment of a service that keeps data: all is there afterwards.</summary>
    public static async Task<CheckResult> KeepsDataAsync(RehearsedService service, Scenario scenario, Application? application, CancellationToken cancellationToken)
    {
        var name = $"a deployment of {service.Name} keeps its data";
        var before = await ReadableAsync(scenario, application, cancellationToken).ConfigureAwait(false);
        var clock = Stopwatch.StartNew();
        service.Deploy();
        if (!await service.WaitUntilAsync(s => s.IsSteady, _patience, cancellationToken).ConfigureAwait(false))
        {
            return new(name, false, string.Create(CultureInfo.InvariantCulture, $"it is not steady after {_patience.TotalSeconds:0} s: {service.Hindrance}"));
        }

        var away = clock.Elapsed;
        foreach (var (counter, value) in before)
        {
            if (await application!.ReadEventuallyAsync(counter, _patience, cancellationToken).ConfigureAwait(false) is var after && after < value)
            {
                return new(name, false, string.Create(CultureInfo.InvariantCulture, $"{counter.Name} were {value} and are {after}"));
            }
        }

        return new(name, true, string.Create(CultureInfo.InvariantCulture, $"nothing lost, {away.TotalSeconds:0.0} s"));
    }

    // What can't be read at all is another check's to tell.
    private static async Task<IReadOnlyList<(Counter Counter, long Value)>> ReadableAsync(Scenario scenario, Application? application, CancellationToken cancellationToken)
    {
        var values = new List<(Counter Counter, long Value)>();
        foreach (var counter in application is null ? [] : scenario.Counters)
        {
            try
            {
                values.Add((counter, await application!.ReadAsync(counter, cancellationToken).ConfigureAwait(false)));
            }
            catch (HttpRequestException)
            {
                continue;
            }
        }

        return values;
    }
}
