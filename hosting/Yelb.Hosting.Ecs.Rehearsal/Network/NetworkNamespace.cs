using System.Net;
using System.Net.Sockets;

namespace Yelb.Hosting.Ecs.Rehearsal.Network;

/// <summary>
/// A network of its own in this machine's kernel. It has no name and belongs to a thread of this process, so that
/// the kernel takes it down with all that is in it when this process ends, however it ends.
/// </summary>
internal sealed class NetworkNamespace : IDisposable
{
    /// <summary>Makes one, with its loopback interface up.</summary>
    /// <exception cref="Machine.MachineException">This user may not make namespaces.</exception>
    public static NetworkNamespace Create() => throw new NotImplementedException();

    /// <summary>The thread that is in it, for `ip link set … netns`.</summary>
    public int ThreadId => throw new NotImplementedException();

    /// <summary>Does something on a thread that is in it: sockets and processes that it makes are in it too.</summary>
    public T Run<T>(Func<T> action) => throw new NotImplementedException();

    /// <summary>A socket that is bound, and not yet listening.</summary>
    public Socket Bind(IPEndPoint address) => throw new NotImplementedException();

    public Task<Socket> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken) => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
