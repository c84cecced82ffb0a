using System.Collections.Concurrent;
using EcsServiceConnect.Rehearsal.Plan;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal;

/// <summary>
/// The files of a rehearsal, in one temporary folder that goes with it: EFS file systems, which outlive tasks,
/// volumes that end with their task, and log groups.
/// </summary>
internal sealed class RehearsalFiles : IDisposable
{
    private readonly ConcurrentDictionary<string, StreamWriter> _logs = [];

    public RehearsalFiles()
    {
        Root = Directory.CreateTempSubdirectory("ecs-rehearsal-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // Containers of every user look into it.
            File.SetUnixFileMode(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        Logs = Directory.CreateDirectory(Path.Combine(Root, "logs")).FullName;
        Images = Directory.CreateDirectory(Path.Combine(Root, "images")).FullName;
    }

    public string Root { get; }

    /// <summary>A folder for each log group, a file for each stream.</summary>
    public string Logs { get; }

    /// <summary>What containers run that this program brings along.</summary>
    public string Images { get; }

    /// <summary>The folder of a task's volume, made where it is not there.</summary>
    public string Volume(string taskId, VolumePlan volume)
    {
        var path = Path.Combine(volume.SharedFolder is { } shared ? [Root, "efs", .. shared.Split('/')] : [Root, "tasks", taskId, volume.Name]);
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            if (volume.Owner is { } owner && UserNamespace.Has(owner))
            {
                Posix.ChangeOwner(path, owner.UserId, owner.GroupId);
            }
        }

        return path;
    }

    /// <summary>Deletes what a task kept for itself.</summary>
    public void EndTask(string taskId)
    {
        if (Path.Combine(Root, "tasks", taskId) is var folder && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Adds a line to a log stream (Amazon ECS, "Send Amazon ECS logs to CloudWatch": prefix/container/task).</summary>
    public void Log(ContainerPlan container, string taskId, string line)
    {
        if (container.LogGroup is not { } group)
        {
            return;
        }

        var path = Path.Combine(Logs, group.Trim('/'), container.LogStreamPrefix, container.Name, $"{taskId.Replace('/', '-')}.log");
        var writer = _logs.GetOrAdd(path, static path =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new StreamWriter(path, append: true) { AutoFlush = true };
        });
        lock (writer)
        {
            writer.WriteLine(line);
        }
    }

    public void Dispose()
    {
        foreach (var log in _logs.Values)
        {
            log.Dispose();
        }

        Directory.Delete(Root, recursive: true);
    }
}
