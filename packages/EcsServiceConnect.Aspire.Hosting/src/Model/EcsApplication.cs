namespace EcsServiceConnect.Hosting.Model;

/// <summary>All that becomes one stack.</summary>
/// <param name="Name">The environment's name: the stack, cluster and namespace.</param>
/// <param name="Services">The services, each before those that refer to it, as far as there is no cycle.</param>
/// <param name="Parameters">The AppHost's parameters that any value uses.</param>
/// <param name="Cycles">Services that refer to each other in a circle.</param>
internal sealed record EcsApplication(
    string Name,
    IReadOnlyList<EcsService> Services,
    IReadOnlyList<EcsParameter> Parameters,
    IReadOnlyList<IReadOnlyList<EcsService>> Cycles)
{
    /// <summary>What is published otherwise than somebody may expect; nothing by default.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
