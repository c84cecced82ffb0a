using System.Diagnostics;
using System.Runtime.CompilerServices;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Rehearsal.Tasks;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>This program as one that rehearses a task with a container and its descendants; instead of running tests.</summary>
internal static class KilledRehearsal
{
    private const string Variable = "YELB_TESTS_KILLED_REHEARSAL";

    /// <summary>Starts the program; returns it and the container's process id.</summary>
    public static async Task<(Process Rehearsal, int Container)> StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [Variable] = "yes" },
        };
        var rehearsal = Process.Start(start)!;
        return (rehearsal, int.Parse((await rehearsal.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), cancellationToken))!, null));
    }

    // Before the test runner's entry point: a program of its own would be a whole project.
    [ModuleInitializer]
    internal static void Run()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not null)
        {
            // No other thread may go on in this module before this returns: hence no async method here.
            var vpc = Vpc.CreateAsync(new Dictionary<string, SecurityGroup>()).GetAwaiter().GetResult();
            var network = vpc.AttachAsync("task", []).GetAwaiter().GetResult();
            var plan = ContainerStage.Shell("trap '' TERM; setsid sleep 600 & echo ready; while :; do sleep 0.1; done");
            using var ready = new ManualResetEventSlim();
            var container = RunningContainer.StartAsync(plan, network, [], new Dictionary<string, string>(), _ => ready.Set()).GetAwaiter().GetResult();
            ready.Wait();
            Console.WriteLine(container.ProcessId);
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
