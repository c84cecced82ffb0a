namespace EcsServiceConnect.Rehearsal.Forwarding;

/// <summary>Takes turns, also where the list changes between two turns.</summary>
internal sealed class RoundRobin
{
    private uint _turn = uint.MaxValue;

    /// <summary>The next one; the default where there is none.</summary>
    public T? Next<T>(IReadOnlyList<T> candidates) =>
        candidates.Count == 0 ? default : candidates[(int)(Interlocked.Increment(ref _turn) % (uint)candidates.Count)];
}
