using Aspire.Hosting;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// A size that Fargate has (AWS, "Amazon ECS task definition parameters for Fargate: task CPU and memory").
/// </summary>
/// <param name="Cpu">CPU units, 1024 for one vCPU.</param>
/// <param name="Memory">MiB.</param>
internal sealed record FargateSize(int Cpu, int Memory)
{
    // What AWS says to add for the proxy (AWS, "Amazon ECS Service Connect concepts: proxy service").
    private const int ProxyCpu = 256;
    private const int ProxyMemory = 64;

    private const int GiB = 1024;

    // For each number of CPU units the least, the largest, and the step of memory; 256 units have 512 MiB too.
    private static readonly (int Cpu, int Least, int Largest, int Step)[] _sizes =
    [
        (256, 1 * GiB, 2 * GiB, GiB),
        (512, 1 * GiB, 4 * GiB, GiB),
        (1024, 2 * GiB, 8 * GiB, GiB),
        (2048, 4 * GiB, 16 * GiB, GiB),
        (4096, 8 * GiB, 30 * GiB, GiB),
        (8192, 16 * GiB, 60 * GiB, 4 * GiB),
        (16384, 32 * GiB, 120 * GiB, 8 * GiB),
    ];

    /// <summary>The least size for a service, and for its Service Connect proxy if its tasks have one.</summary>
    /// <exception cref="DistributedApplicationException">Fargate has nothing as large.</exception>
    internal static FargateSize For(EcsService service, bool hasProxy)
    {
        var cpu = service.Options.Cpu + (hasProxy ? ProxyCpu : 0);
        var memory = service.Options.Memory + (hasProxy ? ProxyMemory : 0);
        if (service.Options.Cpu <= 0 || service.Options.Memory <= 0)
        {
            throw new DistributedApplicationException($"Resource '{service.Name}' asks for {service.Options.Cpu} CPU units and {service.Options.Memory} MiB: both must be above 0.");
        }

        if (cpu <= 256 && memory <= 512)
        {
            return new(256, 512);
        }

        foreach (var size in _sizes)
        {
            if (cpu <= size.Cpu && memory <= size.Largest)
            {
                return new(size.Cpu, RoundUp(Math.Max(memory, size.Least), size.Least, size.Step));
            }
        }

        var (largestCpu, _, largestMemory, _) = _sizes[^1];
        throw new DistributedApplicationException(
            $"Resource '{service.Name}' needs {cpu} CPU units and {memory} MiB{(hasProxy ? " with its Service Connect proxy" : "")}, and Fargate has at most {largestCpu} and {largestMemory}: set less in PublishAsEcsService.");
    }

    private static int RoundUp(int memory, int least, int step) => least + ((memory - least + step - 1) / step * step);
}
