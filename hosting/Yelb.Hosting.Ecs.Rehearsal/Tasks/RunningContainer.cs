using Yelb.Hosting.Ecs.Rehearsal.Network;
using Yelb.Hosting.Ecs.Rehearsal.Plan;

namespace Yelb.Hosting.Ecs.Rehearsal.Tasks;

/// <summary>
/// A container as a process: in its task's network namespace and a mount namespace of its own, whose root is this
/// machine's with the image's files, the hosts file and the volumes laid over it; what it writes elsewhere goes with it.
/// </summary>
internal sealed class RunningContainer
{
    /// <summary>Starts it.</summary>
    /// <param name="plan">What it runs.</param>
    /// <param name="network">Its task's network.</param>
    /// <param name="hosts">The lines of its hosts file beside localhost's.</param>
    /// <param name="volumes">The folder on this machine of each of the task's volumes.</param>
    /// <param name="output">Receives each line that it writes.</param>
    /// <exception cref="Machine.MachineException">It can't be started: why.</exception>
    public static RunningContainer Start(
        ContainerPlan plan,
        ElasticNetworkInterface network,
        IReadOnlyList<string> hosts,
        IReadOnlyDictionary<string, string> volumes,
        Action<string> output) => throw new NotImplementedException();

    public int ProcessId => throw new NotImplementedException();

    /// <summary>Its exit code, 128 and the signal's number if a signal ended it.</summary>
    public Task<int> Exited => throw new NotImplementedException();

    /// <summary>Processor time that it and its descendants have taken.</summary>
    public TimeSpan ProcessorTime => throw new NotImplementedException();

    /// <summary>Runs its health check's command once inside it; whether it succeeded in time.</summary>
    public Task<bool> CheckHealthAsync(HealthCheckPlan check, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>SIGTERM, and SIGKILL for all that is left after the time.</summary>
    public Task StopAsync(TimeSpan timeout) => throw new NotImplementedException();

    /// <summary>SIGKILL.</summary>
    public void Kill() => throw new NotImplementedException();
}
