using System.Collections.Concurrent;
using System.Diagnostics;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.Tasks;
using EcsServiceConnect.Templates.Topology;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>A VPC for containers of a test, and what they write.</summary>
internal sealed class ContainerStage : IAsyncLifetime
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>It is there where this user may make namespaces, which the tests ask first.</summary>
    public Vpc Vpc { get; private set; } = null!;

    public string Folder { get; } = Directory.CreateTempSubdirectory("yelb-container-").FullName;

    public ConcurrentQueue<string> Lines { get; } = [];

    public async ValueTask InitializeAsync()
    {
        if (Namespaces.AreAllowed)
        {
            Vpc = await Namespaces.CreateVpcAsync(new Dictionary<string, SecurityGroup>());
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Namespaces.AreAllowed)
        {
            await Vpc.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }

    public Task<RunningContainer> StartAsync(ElasticNetworkInterface network, ContainerPlan plan, string[]? hosts = null, Dictionary<string, string>? volumes = null) =>
        RunningContainer.StartAsync(plan, network, hosts ?? [], volumes ?? [], Lines.Enqueue);

    public async Task LineAsync(string line)
    {
        for (var clock = Stopwatch.StartNew(); !Lines.Contains(line); await Task.Delay(10, TestSupport.Patience.Token))
        {
            Assert.True(clock.Elapsed < Patience, $"No line '{line}' came in time.");
        }
    }

    /// <summary>A container that runs a line of shell as root.</summary>
    public static ContainerPlan Shell(string line) => new()
    {
        Name = "shell",
        Image = "shell:1",
        Files = new Dictionary<string, string>(),
        EntryPoint = ["/bin/sh"],
        Command = ["-c", line],
        WorkingDirectory = "/",
        User = new ContainerUser(0, 0),
        Environment = new Dictionary<string, string>(),
        Secrets = new Dictionary<string, string>(),
        Mounts = [],
        HealthCheck = null,
        IsEssential = true,
        HasReadOnlyRoot = false,
        DependsOn = new Dictionary<string, string>(),
        StopSignal = StopSignal.SIGTERM,
        StopTimeout = TimeSpan.FromSeconds(30),
        LogGroup = null,
        LogStreamPrefix = "shell",
    };

    public static IEnumerable<string> CommandLines() => RunningProcess.All().Select(process => process.Command);
}
