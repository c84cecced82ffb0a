using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ProcessesAndTools;

/// <summary>The few POSIX calls that .NET does not offer. The signals' numbers are the same on Linux and macOS.</summary>
internal static partial class Posix
{
    private const int NoSuchProcess = 3;
    private const int NewNetwork = 0x40000000;

    /// <summary>Signals a process; does nothing where it is gone.</summary>
    public static void Signal(int processId, ProcessSignal signal) => Signal(processId, signal switch
    {
        ProcessSignal.Interrupt => 2,
        ProcessSignal.Kill => 9,
        _ => 15,
    });

    /// <summary>SIGSTOP, by Linux's number; does nothing where the process is gone.</summary>
    public static void Freeze(int processId) => Signal(processId, 19);

    /// <summary>SIGCONT, by Linux's number, which ends <see cref="Freeze"/>; does nothing where the process is gone.</summary>
    public static void Thaw(int processId) => Signal(processId, 18);

    public static void ChangeOwner(string path, int userId, int groupId)
    {
        if (ChangeLinkOwner(path, userId, groupId) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"Cannot give {path} to user {userId}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>Puts the calling thread into a network namespace that nobody else is in.</summary>
    public static void EnterNewNetwork()
    {
        if (Unshare(NewNetwork) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Signals a process, by the system's own number; does nothing where the process is gone.</summary>
    public static void Signal(int processId, int number)
    {
        if (Kill(processId, number) != 0
            && Marshal.GetLastPInvokeError() is var error and not NoSuchProcess)
        {
            throw new Win32Exception(error);
        }
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int kinds);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeLinkOwner(string path, int userId, int groupId);
}
