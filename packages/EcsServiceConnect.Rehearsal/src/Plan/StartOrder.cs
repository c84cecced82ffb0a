namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>The order in which a task's containers start: each after those that it depends on.</summary>
/// <remarks>Amazon ECS API Reference, "ContainerDependency".</remarks>
internal static class StartOrder
{
    /// <summary>The containers in that order, without those that wait for each other, or for one that is not there.</summary>
    public static IReadOnlyList<ContainerPlan> Of(IReadOnlyCollection<ContainerPlan> containers)
    {
        var ordered = new List<ContainerPlan>();
        while (containers.FirstOrDefault(c => !ordered.Contains(c) && c.DependsOn.Keys.All(name => ordered.Exists(o => o.Name == name))) is { } next)
        {
            ordered.Add(next);
        }

        return ordered;
    }
}
