namespace EcsServiceConnect.Rehearsal.ServiceConnect;

/// <summary>What the tasks that serve an endpoint have received.</summary>
internal sealed class ServedMetrics
{
    private long _requests;
    private long _connections;
    private long _activeConnections;
    private long _bytes;

    public ServedCounts Counts => new(
        Interlocked.Read(ref _requests),
        Interlocked.Read(ref _connections),
        Interlocked.Read(ref _activeConnections),
        Interlocked.Read(ref _bytes));

    public void Requested() => Interlocked.Increment(ref _requests);

    public void Processed(long bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>Counts a connection until what it gives back is disposed of.</summary>
    public IDisposable Connected()
    {
        Interlocked.Increment(ref _connections);
        Interlocked.Increment(ref _activeConnections);
        return new Connection(this);
    }

    private sealed class Connection(ServedMetrics metrics) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref metrics._activeConnections);
    }
}

/// <summary>By CloudWatch's names.</summary>
/// <param name="RequestCount">HTTP requests.</param>
/// <param name="NewConnectionCount">Connections that were opened.</param>
/// <param name="ActiveConnectionCount">Connections that are open; no sum, so that a difference means nothing.</param>
/// <param name="ProcessedBytes">What came from clients.</param>
internal readonly record struct ServedCounts(long RequestCount, long NewConnectionCount, long ActiveConnectionCount, long ProcessedBytes);
