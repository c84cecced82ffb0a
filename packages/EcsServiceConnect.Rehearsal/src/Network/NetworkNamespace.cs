using System.Collections.Concurrent;
using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.Network;

/// <summary>
/// A network of its own in this machine's kernel. It has no name and belongs to a thread and an open file of this
/// process, so that the kernel takes it down with all that is in it when this process ends, however it ends.
/// </summary>
/// <remarks>
/// A socket belongs for good to the namespace that its thread was in when it was made, and in a user namespace a thread
/// can't leave for the machine's own network again: hence a thread for each. It makes sockets and does nothing that
/// starts threads: one of the thread pool, say, would be in this namespace too. Processes enter by
/// themselves: <see cref="Enter"/>.
/// </remarks>
internal sealed class NetworkNamespace : IDisposable
{
    private readonly BlockingCollection<Task> _work;
    private readonly SafeFileHandle _handle;

    private NetworkNamespace(BlockingCollection<Task> work, SafeFileHandle handle)
    {
        _work = work;
        _handle = handle;
    }

    /// <summary>Makes one, with its loopback interface up.</summary>
    /// <exception cref="MachineException">This user may not make namespaces.</exception>
    public static async Task<NetworkNamespace> CreateAsync()
    {
        var work = new BlockingCollection<Task>();
        new Thread(() => Work(work)) { IsBackground = true, Name = nameof(NetworkNamespace) }.Start();
        try
        {
            var created = new NetworkNamespace(work, await OnThreadAsync(work, EnterNew).ConfigureAwait(false));
            await created.RunAsync("ip", ["link", "set", "lo", "up"]).ConfigureAwait(false);
            return created;
        }
        catch
        {
            work.CompleteAdding();
            throw;
        }
    }

    /// <summary>Its path for other processes of this user, as long as this process lives.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{_handle.DangerousGetHandle()}");

    /// <summary>The beginning of a command that runs in it, as the same process.</summary>
    public IReadOnlyList<string> Enter => ["nsenter", $"--net={Path}"];

    /// <summary>Runs a tool in it to its end.</summary>
    /// <exception cref="MachineException">It is missing or failed: what it said.</exception>
    public async Task RunAsync(string tool, IReadOnlyList<string> arguments, string input = "")
    {
        var path = Executables.Get(tool);
        var (code, lines) = await ChildProcess.RunAsync(
            new() { FileName = Enter[0], Arguments = [.. Enter.Skip(1), path, .. arguments], StandardInput = input },
            CancellationToken.None).ConfigureAwait(false);
        if (code != 0)
        {
            var said = lines.Count > 0 ? lines[0] : string.Create(CultureInfo.InvariantCulture, $"exit code {code}");
            throw new MachineException($"{tool} {string.Join(' ', arguments)} failed: {said}");
        }
    }

    /// <summary>A socket that is bound, and not yet listening.</summary>
    public Socket Bind(IPEndPoint address)
    {
        // Kestrel asks for it and waits; what it waits for is a matter of microseconds.
        var socket = CreateSocketAsync(address).GetAwaiter().GetResult();
        try
        {
            socket.Bind(address);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A connection out of it; without delays for the sake of fuller packets.</summary>
    public async Task<Socket> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = await CreateSocketAsync(address).ConfigureAwait(false);
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);

            // Fails where the connection was reset already. SocketsHttpHandler asks for it, too, and would let that out as it is.
            _ = socket.RemoteEndPoint;
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What has come in over its interface so far.</summary>
    /// <exception cref="SocketException">Its task is gone.</exception>
    public Task<long> ReceivedBytesAsync() => OnThreadAsync(() => long.Parse(
        // proc(5), /proc/net/dev: after the name the received bytes come first.
        File.ReadLines("/proc/thread-self/net/dev").Single(l => l.TrimStart().StartsWith("eth0:", StringComparison.Ordinal)).Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0],
        CultureInfo.InvariantCulture));

    public void Dispose()
    {
        _work.CompleteAdding();
        _handle.Dispose();
    }

    private Task<Socket> CreateSocketAsync(IPEndPoint address) => OnThreadAsync(() => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));

    private async Task<T> OnThreadAsync<T>(Func<T> action)
    {
        try
        {
            return await OnThreadAsync(_work, action).ConfigureAwait(false);
        }
        catch (InvalidOperationException) when (_work.IsAddingCompleted)
        {
            // Its task is gone.
            throw new SocketException((int)SocketError.NetworkDown);
        }
    }

    private static SafeFileHandle EnterNew()
    {
        try
        {
            Posix.EnterNewNetwork();
        }
        catch (Win32Exception e)
        {
            throw new MachineException($"This user may not make network namespaces ({e.Message}): run as root, or allow user namespaces on this machine.", e);
        }

        return File.OpenHandle("/proc/thread-self/ns/net", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
    }

    private static void Work(BlockingCollection<Task> work)
    {
        foreach (var task in work.GetConsumingEnumerable())
        {
            task.RunSynchronously(TaskScheduler.Default);
        }
    }

    private static Task<T> OnThreadAsync<T>(BlockingCollection<Task> work, Func<T> action)
    {
        // What awaits it goes on elsewhere: this thread is in the namespace.
        var task = new Task<T>(action, TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(task);
        return task;
    }
}
