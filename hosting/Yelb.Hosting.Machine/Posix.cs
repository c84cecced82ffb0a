using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Yelb.Hosting.Machine;

/// <summary>The few POSIX calls that .NET does not offer. The signals' numbers are the same on Linux and macOS.</summary>
internal static partial class Posix
{
    private const int NoSuchProcess = 3;

    public static void Signal(int processId, ProcessSignal signal)
    {
        if (Kill(processId, signal == ProcessSignal.Interrupt ? 2 : 15) != 0
            && Marshal.GetLastPInvokeError() is var error and not NoSuchProcess)
        {
            throw new Win32Exception(error);
        }
    }

    public static void ChangeOwner(string path, int userId, int groupId)
    {
        if (ChangeLinkOwner(path, userId, groupId) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"Cannot give {path} to user {userId}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeLinkOwner(string path, int userId, int groupId);
}
