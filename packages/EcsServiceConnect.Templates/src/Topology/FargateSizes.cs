namespace EcsServiceConnect.Templates.Topology;

/// <summary>The sizes of tasks that Fargate has, and what Service Connect's proxy takes of one.</summary>
/// <remarks>Amazon ECS Developer Guide, "Amazon ECS task definition parameters for Fargate", Task size.</remarks>
internal static class FargateSizes
{
    /// <summary>CPU units to add for the proxy (Amazon ECS Developer Guide, "Amazon ECS Service Connect components", Service Connect proxy).</summary>
    public const int ProxyCpu = 256;

    /// <summary>The least MiB to add for it.</summary>
    public const int ProxyMemory = 64;

    private const int GiB = 1024;

    /// <summary>CPU units, 1024 for one vCPU, and the MiB that there are with each, both rising.</summary>
    public static IReadOnlyList<(int Cpu, IReadOnlyList<int> Memory)> All { get; } =
    [
        (256, [512, 1 * GiB, 2 * GiB]),
        (512, Steps(1, 4, 1)),
        (1024, Steps(2, 8, 1)),
        (2048, Steps(4, 16, 1)),
        (4096, Steps(8, 30, 1)),
        (8192, Steps(16, 60, 4)),
        (16384, Steps(32, 120, 8)),
    ];

    /// <summary>What there is with a number of CPU units; null where Fargate does not have that.</summary>
    public static IReadOnlyList<int>? MemoryWith(int? cpu) => All.FirstOrDefault(size => size.Cpu == cpu).Memory;

    private static int[] Steps(int least, int largest, int step) =>
        [.. Enumerable.Range(0, ((largest - least) / step) + 1).Select(i => (least + (i * step)) * GiB)];
}
