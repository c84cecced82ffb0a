using Constructs;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// The construct of one thing of the AppHost, by its name there, which its logical ids come from. It may be called as what
/// all share is (Vpc, Cluster, OutputRegion), and then is told from it.
/// </summary>
internal static class StackScope
{
    internal static Construct Add(Construct stack, string name) =>
        new(stack, stack.Node.TryFindChild(name) is not null || name.StartsWith("Output", StringComparison.Ordinal) || name is "BootstrapVersion" or "CheckBootstrapVersion"
            ? $"{name}-resource"
            : name);
}
