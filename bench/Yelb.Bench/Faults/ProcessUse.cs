using EcsServiceConnect.Rehearsal;
using EcsServiceConnect.Rehearsal.Services;
using EcsServiceConnect.Rehearsal.Tasks;
using ProcessesAndTools;

namespace Yelb.Bench.Faults;

/// <summary>What the processes of a service hold, a task.</summary>
/// <param name="Memory">Megabytes, by <see cref="RunningProcess.OwnMemoryOfTree"/>.</param>
/// <param name="Handles">Open files, sockets among them.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Connections">Open sockets.</param>
internal sealed record ProcessUse(double Memory, double Handles, double Threads, double Connections)
{
    /// <summary>By service, the mean of its tasks.</summary>
    public static IReadOnlyDictionary<string, ProcessUse> Of(RehearsedStack stack) => stack.Services.ToDictionary(s => s.Name, s =>
    {
        var tasks = s.Tasks.Where(t => t.State == EcsTaskState.Running).Select(Of).ToList();
        return new ProcessUse(tasks.Average(t => t.Memory), tasks.Average(t => t.Handles), tasks.Average(t => t.Threads), tasks.Average(t => t.Connections));
    });

    /// <summary>Whether it is more than before by more than what comes and goes.</summary>
    public bool HasGrownSince(ProcessUse before) =>
        Memory > (1.5 * before.Memory) + 30 || Handles > (1.5 * before.Handles) + 30 || Threads > (1.5 * before.Threads) + 15 || Connections > (1.5 * before.Connections) + 15;

    public override string ToString() => FormattableString.Invariant($"{Memory:0} MB, {Handles:0} handles, {Threads:0} threads, {Connections:0} connections");

    private static ProcessUse Of(EcsTask task)
    {
        var first = task.Containers.Where(c => c.IsRunning).Select(c => c.Process!.ProcessId).ToList();
        var all = first.SelectMany(ContainerProcesses.Own).ToList();
        var handles = all.SelectMany(id => Files($"/proc/{id}/fd").Select(Target)).ToList();
        return new(
            first.Sum(id => RunningProcess.Find(id)?.OwnMemoryOfTree() ?? 0),
            handles.Count,
            all.Sum(id => Files($"/proc/{id}/task").Length),
            handles.Count(name => name.StartsWith("socket:", StringComparison.Ordinal)));
    }

    private static string Target(string handle)
    {
        try
        {
            return File.ResolveLinkTarget(handle, returnFinalTarget: false)?.Name ?? "";
        }
        catch (IOException)
        {
            // It has just been closed.
            return "";
        }
    }

    private static string[] Files(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (IOException)
        {
            // It has just ended.
            return [];
        }
    }
}
