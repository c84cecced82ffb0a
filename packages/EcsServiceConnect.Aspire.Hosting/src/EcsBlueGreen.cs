namespace EcsServiceConnect.Hosting;

/// <summary>All requests at once, as soon as the tasks of the new version are healthy.</summary>
public sealed class EcsBlueGreen : EcsDeploymentStrategy
{
    internal override string Name => "BLUE_GREEN";

    internal override string Summary => FormattableString.Invariant($"blue/green, both for {BakeTime.TotalMinutes:0} min");
}
