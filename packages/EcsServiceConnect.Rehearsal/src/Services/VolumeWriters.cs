using System.Collections.Concurrent;

namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>Which tasks can write to which folder at this moment: a database's files bear only one.</summary>
internal sealed class VolumeWriters(EventLog events)
{
    private readonly List<(string Folder, string TaskId)> _open = [];
    private readonly ConcurrentQueue<string> _conflicts = [];

    /// <summary>Each time at which two tasks could write to the same folder.</summary>
    public IReadOnlyCollection<string> Conflicts => _conflicts;

    public void Open(string folder, string taskId)
    {
        lock (_open)
        {
            foreach (var other in _open.Where(o => o.Folder == folder && o.TaskId != taskId).Select(o => o.TaskId))
            {
                _conflicts.Enqueue($"{other} and {taskId}");
                events.Add(taskId, $"writes to the same volume as {other}");
            }

            _open.Add((folder, taskId));
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
