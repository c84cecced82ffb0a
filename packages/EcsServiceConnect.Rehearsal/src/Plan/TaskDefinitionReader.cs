using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Reads a task definition.</summary>
/// <remarks>Amazon ECS API Reference, "RegisterTaskDefinition".</remarks>
internal sealed class TaskDefinitionReader(ContainerReader containers, VolumeReader volumes, PhysicalNames names, Problems problems, NotRehearsed notRehearsed)
{
    private static readonly string[] _conditions = ["START", "COMPLETE", "SUCCESS", "HEALTHY"];

    public async Task<TaskDefinitionPlan> ReadAsync(TaskDefinition task, string service, CancellationToken cancellationToken)
    {
        PropertyTable.TaskDefinition.Tell(task.Resource.Properties, service, notRehearsed);
        PropertyTable.Tell(PropertyTable.WithinTaskDefinition, task.Resource.Properties, service, notRehearsed);
        var plans = new List<ContainerPlan>();
        foreach (var container in task.Containers)
        {
            if (await containers.ReadAsync(container, service, cancellationToken).ConfigureAwait(false) is { } plan)
            {
                plans.Add(plan);
            }
        }

        Refuse(task, plans, service);
        return new(names.NameOf(task.Resource), task.Cpu ?? Sum(task, "Cpu"), task.Memory ?? Sum(task, "Memory"), plans, volumes.Read(task, service));
    }

    // Where a task has no size, which EC2 allows, it is what its containers want.
    private static int Sum(TaskDefinition task, string property) => task.Containers.Sum(c => c.Definition[property].Number ?? c.Definition["MemoryReservation"].Number ?? 0);

    // What ECS refuses to register.
    private void Refuse(TaskDefinition task, List<ContainerPlan> containers, string service)
    {
        // Where one of them has no image, it is that which is wrong.
        if (containers.Count == task.Containers.Count && containers.TrueForAll(c => c.DependsOn.Keys.All(n => containers.Exists(o => o.Name == n)))
            && containers.Except(StartOrder.Of(containers)).Select(c => c.Name).ToList() is { Count: > 0 } circle)
        {
            problems.Add($"{service}: its containers {string.Join(", ", circle)} wait for each other, so none of them ever starts; change their DependsOn.");
        }

        if (task.Containers.Count == 0)
        {
            problems.Add($"{service}: its task definition has no containers; give it one.");
        }

        foreach (var twice in task.Containers.GroupBy(c => c.Name).Where(g => g.Count() > 1))
        {
            problems.Add($"{service}: its task definition has several containers {twice.Key}; give each a name of its own.");
        }

        foreach (var twice in task.Resource["Volumes"].Items.GroupBy(v => v["Name"].Text).Where(g => g.Count() > 1))
        {
            problems.Add($"{service}: its task definition has several volumes {twice.Key}; give each a name of its own.");
        }

        var names = task.Containers.Select(c => c.Name).ToHashSet();
        var volumeNames = task.Resource["Volumes"].Items.Select(v => v["Name"].Text ?? "").ToHashSet();
        foreach (var container in containers)
        {
            foreach (var other in container.DependsOn.Keys.Where(n => !names.Contains(n)))
            {
                problems.Add($"{service}, container {container.Name}: it depends on container {other}, which its task does not have; name one that it has.");
            }

            foreach (var condition in container.DependsOn.Values.Where(c => !_conditions.Contains(c)))
            {
                problems.Add($"{service}, container {container.Name}: DependsOn has the condition '{condition}'; ECS takes {string.Join(", ", _conditions)}.");
            }

            foreach (var (other, condition) in container.DependsOn.Select(d => (Other: containers.FirstOrDefault(c => c.Name == d.Key), d.Value)))
            {
                if (condition is "COMPLETE" or "SUCCESS" && other?.IsEssential == true)
                {
                    problems.Add($"{service}, container {container.Name}: it waits for the end of container {other.Name}, which is essential, so ECS refuses the task definition; make {other.Name} not essential, or wait for its START.");
                }
                else if (condition == "HEALTHY" && other is { HealthCheck: null })
                {
                    problems.Add($"{service}, container {container.Name}: it waits for container {other.Name} to be HEALTHY, which has no health check; give it one.");
                }
            }

            foreach (var mount in container.Mounts.Where(m => !volumeNames.Contains(m.Volume)))
            {
                problems.Add($"{service}, container {container.Name}: it mounts volume '{mount.Volume}', which its task does not have; name one that it has.");
            }
        }
    }
}
