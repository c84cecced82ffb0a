using Aspire.Hosting;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>The size of a task.</summary>
/// <param name="Cpu">CPU units, 1024 for one vCPU.</param>
/// <param name="Memory">MiB.</param>
internal sealed record FargateSize(int Cpu, int Memory)
{
    /// <summary>The least size for a service, and for its Service Connect proxy if its tasks have one.</summary>
    /// <exception cref="DistributedApplicationException">Fargate has nothing as large.</exception>
    internal static FargateSize For(EcsService service, bool hasProxy)
    {
        var cpu = service.Options.Cpu + (hasProxy ? FargateSizes.ProxyCpu : 0);
        var memory = service.Options.Memory + (hasProxy ? FargateSizes.ProxyMemory : 0);
        if (service.Options.Cpu <= 0 || service.Options.Memory <= 0)
        {
            throw new DistributedApplicationException($"Resource '{service.Name}' asks for {service.Options.Cpu} CPU units and {service.Options.Memory} MiB: both must be above 0.");
        }

        foreach (var size in FargateSizes.All.Where(size => cpu <= size.Cpu && memory <= size.Memory[^1]))
        {
            return new(size.Cpu, size.Memory.First(m => memory <= m));
        }

        var (largestCpu, largestMemory) = FargateSizes.All[^1];
        throw new DistributedApplicationException(
            $"Resource '{service.Name}' needs {cpu} CPU units and {memory} MiB{(hasProxy ? " with its Service Connect proxy" : "")}, and Fargate has at most {largestCpu} and {largestMemory[^1]}: set less in PublishAsEcsService.");
    }
}
