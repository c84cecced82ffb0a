using System.Collections.Concurrent;

namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>Which tasks can write to which folder at this moment: a database's files bear only one.</summary>
internal sealed class VolumeWriters(EventLog events)
{
    private readonly List<(string Folder, string TaskId, bool IsStore)> _open = [];
    private readonly ConcurrentQueue<string> _conflicts = [];
    private readonly ConcurrentQueue<string> _shared = [];

    /// <summary>Each time at which two tasks could write to the same folder, one of them a store.</summary>
    public IReadOnlyCollection<string> Conflicts => _conflicts;

    /// <summary>Each time at which two others could, which a shared file system is there for.</summary>
    public IReadOnlyCollection<string> Shared => _shared;

    public void Open(string folder, string taskId, bool isStore)
    {
        lock (_open)
        {
            foreach (var other in _open.Where(o => o.Folder == folder && o.TaskId != taskId).Distinct())
            {
                (isStore || other.IsStore ? _conflicts : _shared).Enqueue($"{other.TaskId} and {taskId}");
                events.Warn(taskId, $"writes to the same volume as {other.TaskId}");
            }

            _open.Add((folder, taskId, isStore));
        }
    }

    public void Close(string taskId)
    {
        lock (_open)
        {
            _open.RemoveAll(o => o.TaskId == taskId);
        }
    }
}
