using System.Globalization;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Rehearsal.Plan;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.Tasks;

/// <summary>
/// A container as processes of this machine: in its task's network namespace and in mount, process, host name and IPC
/// namespaces of its own. Its root is this machine's with the image's files, the hosts file and the volumes laid over
/// it; what it writes elsewhere goes with it.
/// </summary>
/// <remarks>
/// As in a container, its command has the process id 1 there: the kernel kills all others with it, and it gets no signal
/// that it does not handle except SIGKILL from outside.
/// </remarks>
internal sealed class RunningContainer
{
    /// <summary>The exit code of what SIGKILL ended.</summary>
    public const int Killed = 128 + (int)StopSignal.SIGKILL;

    // POSIX, "Shell Command Language", "Exit Status for Commands"; setpriv keeps to it.
    private const int NotFound = 127;

    private static readonly TimeSpan _preparation = TimeSpan.FromSeconds(30);

    private readonly ContainerCommand _command;
    private readonly ChildProcess _process;
    private readonly StopSignal _stopSignal;
    private TimeSpan _processorTime;

    private RunningContainer(ContainerCommand command, ChildProcess process, StopSignal stopSignal, int processId)
    {
        _stopSignal = stopSignal;
        _command = command;
        _process = process;
        ProcessId = processId;
    }

    /// <summary>Its command's process id on this machine.</summary>
    public int ProcessId { get; }

    /// <summary>Its exit code, 128 and the signal's number if a signal ended it; when it completes, nothing of it runs any more.</summary>
    public Task<int> Exited => _process.Exited;

    /// <summary>Processor time that it and its descendants have taken; what it was at last after its end.</summary>
    public TimeSpan ProcessorTime => _processorTime = ContainerProcesses.ProcessorTime(ProcessId) ?? _processorTime;

    /// <summary>Starts it, and returns when its root is made.</summary>
    /// <param name="plan">What it runs.</param>
    /// <param name="network">Its task's network.</param>
    /// <param name="hosts">The lines of its hosts file beside localhost's and its own.</param>
    /// <param name="volumes">The folder on this machine of each of the task's volumes.</param>
    /// <param name="output">Receives each line that it writes; from two threads.</param>
    /// <exception cref="MachineException">It can't be started: why.</exception>
    public static async Task<RunningContainer> StartAsync(
        ContainerPlan plan,
        ElasticNetworkInterface network,
        IReadOnlyList<string> hosts,
        IReadOnlyDictionary<string, string> volumes,
        Action<string> output)
    {
        var command = new ContainerCommand(plan, network, hosts, volumes);
        var processId = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        string? complaint = null;
        var process = ChildProcess.Start(Spec(command.Start, command), (line, isError) =>
        {
            if (isError || processId.Task.IsCompleted)
            {
                complaint ??= line;
                output(line);
            }
            else
            {
                processId.SetResult(int.Parse(line, CultureInfo.InvariantCulture));
            }
        });
        await Task.WhenAny(processId.Task, process.Exited, Task.Delay(_preparation)).ConfigureAwait(false);

        // Of two that are there at once any may be the first: a short command has ended before it is seen to have started.
        if (processId.Task.IsCompleted)
        {
            return new RunningContainer(command, process, plan.StopSignal, await processId.Task.ConfigureAwait(false));
        }

        await process.StopAsync().ConfigureAwait(false);
        throw new MachineException($"The container {plan.Name} can't be started: {complaint ?? "its root was not ready in time."}");
    }

    /// <summary>Runs its health check's command once inside it; null where it succeeded in time, else how it failed.</summary>
    /// <exception cref="MachineException">It is none that can be run.</exception>
    public async Task<string?> CheckHealthAsync(HealthCheckPlan check, CancellationToken cancellationToken)
    {
        var (code, lines) = await RunAsync(_command.Check(check, ProcessId), cancellationToken).ConfigureAwait(false);
        return code switch
        {
            0 => null,
            Killed => string.Create(CultureInfo.InvariantCulture, $"its command had not ended after {check.Timeout.TotalSeconds:0.###} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"its command exited with code {code}{(lines.Count > 0 ? $": {lines[^1].Trim()}" : "")}{(code == NotFound ? "; the image has to have what it runs" : "")}"),
        };
    }

    /// <summary>Runs a line of its shell once inside it, as ECS Exec does; its exit code is <see cref="Killed"/> where it took longer.</summary>
    public Task<CommandResult> ExecuteAsync(string line, TimeSpan timeout, CancellationToken cancellationToken) => RunAsync(_command.Execute(line, timeout, ProcessId), cancellationToken);

    /// <summary>Its image's stop signal, and SIGKILL for all that is left after the time.</summary>
    /// <remarks>Amazon ECS API Reference, "StopTask": the image's STOPSIGNAL, SIGTERM where it has none.</remarks>
    public async Task StopAsync(TimeSpan timeout)
    {
        Signal((int)_stopSignal);
        try
        {
            await Exited.WaitAsync(timeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Kill();
            await Exited.ConfigureAwait(false);
        }
    }

    /// <summary>SIGKILL, to all of its processes.</summary>
    public void Kill() => Signal((int)StopSignal.SIGKILL);

    /// <summary>SIGSTOP, to all of its processes: it is there and does not answer.</summary>
    /// <remarks>
    /// Not to a health check that runs in it, which is the agent's and has a time of its own. nsenter(1), stopped with its
    /// command, would stay so, and a container does not end before all that came into it was waited for (pid_namespaces(7)).
    /// </remarks>
    public void Freeze()
    {
        foreach (var id in ContainerProcesses.Own(ProcessId))
        {
            Posix.Freeze(id);
        }
    }

    /// <summary>SIGCONT, to all of its processes: it goes on, if it was frozen.</summary>
    public void Thaw()
    {
        foreach (var id in ContainerProcesses.Own(ProcessId))
        {
            Posix.Thaw(id);
        }
    }

    private Task<CommandResult> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken) => ChildProcess.RunAsync(Spec(command, _command), cancellationToken);

    private void Signal(int signal)
    {
        if (!Exited.IsCompleted)
        {
            Posix.Signal(ProcessId, signal);
        }
    }

    // It goes at once with this process: nobody is left to see how it ends.
    private static ChildProcessSpec Spec(IReadOnlyList<string> command, ContainerCommand container) => new()
    {
        FileName = command[0],
        Arguments = [.. command.Skip(1)],
        Environment = container.Environment,
        InheritsEnvironment = false,
        WorkingDirectory = "/",
        StopSignal = ProcessSignal.Kill,
    };
}
