using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ProcessesAndTools.Tests;

/// <summary>This program as a parent of two children, one of which does not heed its stop signal; instead of running tests.</summary>
internal static class KilledParent
{
    private const string Variable = "YELB_TESTS_KILLED_PARENT";

    /// <summary>Starts the program; returns it and its children's ids.</summary>
    public static async Task<(Process Parent, int[] Children)> StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            Environment = { [Variable] = "yes" },
        };
        var parent = Process.Start(start)!;
        var ids = await parent.StandardOutput.ReadLineAsync(cancellationToken);
        return (parent, [.. ids!.Split(' ').Select(id => int.Parse(id, null))]);
    }

    // Before the test runner's entry point: a program of its own would be a whole project.
    [ModuleInitializer]
    internal static void Run()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not null)
        {
            var heeds = ChildProcess.Start(new() { FileName = "sleep", Arguments = ["600"], Unprivileged = true }, (_, _) => { });
            var ignores = ChildProcess.Start(new() { FileName = "sh", Arguments = ["-c", "trap '' TERM; while :; do sleep 0.1; done"] }, (_, _) => { });
            Console.WriteLine($"{heeds.Id} {ignores.Id}");
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
