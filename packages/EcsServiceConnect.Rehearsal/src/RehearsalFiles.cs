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
    private const string Prefix = "ecs-rehearsal-";
    private const string LockFile = "lock";

    private readonly ConcurrentDictionary<string, StreamWriter> _logs = [];
    private readonly FileStream _lock;
    private bool _keepsLogs;

    public RehearsalFiles()
    {
        ClearOthers();
        Root = Directory.CreateTempSubdirectory(Prefix).FullName;
        _lock = Lock(Root, FileMode.CreateNew);
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

    /// <summary>Lets the logs outlive it, until the next rehearsal begins.</summary>
    public void KeepLogs() => _keepsLogs = true;

    public void Dispose()
    {
        foreach (var log in _logs.Values)
        {
            log.Dispose();
        }

        foreach (var folder in _keepsLogs ? Directory.GetDirectories(Root).Where(f => f != Logs) : [Root])
        {
            Directory.Delete(folder, recursive: true);
        }

        _lock.Dispose();
    }

    /// <summary>Deletes what killed rehearsals have left, and logs that were kept. The kernel takes a lock back when its holder ends, however it ends.</summary>
    private static void ClearOthers()
    {
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), $"{Prefix}*"))
        {
            try
            {
                using var free = Lock(folder, FileMode.Open);
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It runs, or is another user's.
            }
        }
    }

    private static FileStream Lock(string folder, FileMode mode) => new(Path.Combine(folder, LockFile), mode, FileAccess.ReadWrite, FileShare.None);
}
