using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Reads a task definition.</summary>
/// <remarks>Amazon ECS API Reference, "RegisterTaskDefinition".</remarks>
internal sealed class TaskDefinitionReader(ContainerReader containers, VolumeReader volumes, PhysicalNames names, Problems problems, NotRehearsed notRehearsed)
{
    public async Task<TaskDefinitionPlan> ReadAsync(TaskDefinition task, string service, CancellationToken cancellationToken)
    {
        PropertyTable.TaskDefinition.Tell(task.Resource.Properties, service, notRehearsed);
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
        if (task.Containers.Count == 0)
        {
            problems.Add($"{service}: its task definition has no containers; give it one.");
        }

        var names = task.Containers.Select(c => c.Name).ToHashSet();
        var volumeNames = task.Resource["Volumes"].Items.Select(v => v["Name"].Text ?? "").ToHashSet();
        foreach (var container in containers)
        {
            foreach (var other in container.DependsOn.Keys.Where(n => !names.Contains(n)))
            {
                problems.Add($"{service}, container {container.Name}: it depends on container {other}, which its task does not have; name one that it has.");
            }

            foreach (var mount in container.Mounts.Where(m => !volumeNames.Contains(m.Volume)))
            {
                problems.Add($"{service}, container {container.Name}: it mounts volume '{mount.Volume}', which its task does not have; name one that it has.");
            }
        }
    }
}
