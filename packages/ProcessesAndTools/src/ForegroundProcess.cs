using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ProcessesAndTools;

/// <summary>A program that this one hands its terminal to until it has ended.</summary>
public static class ForegroundProcess
{
    /// <summary>
    /// Runs a program with this one's standard streams and returns its exit code. It gets the terminal's Ctrl-C itself,
    /// and this process waits for it; a signal to end that is sent to this process alone is passed on. Should this
    /// process be killed, the program is ended too.
    /// </summary>
    /// <param name="fileName">The executable: a path, or a name that is looked for on the PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Asks it to end with SIGTERM, and goes on waiting; after Ctrl-C that is the second signal.</param>
    /// <exception cref="MachineException">It can't be started.</exception>
    public static async Task<int> RunAsync(string fileName, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        ChildWatcher.Prepare();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var process = Start(fileName, arguments);
        ChildWatcher.Add(process.Id, ProcessSignal.Terminate);
        try
        {
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Forward);
            using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Forward);
            using var cancelled = cancellationToken.Register(Terminate);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            return process.ExitCode;
        }
        finally
        {
            ChildWatcher.Remove(process.Id);
        }

        void Forward(PosixSignalContext signal)
        {
            signal.Cancel = true;
            Terminate();
        }

        void Terminate() => Posix.Signal(process.Id, ProcessSignal.Terminate);
    }

    private static Process Start(string fileName, IEnumerable<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(fileName, arguments))!;
        }
        catch (Win32Exception e)
        {
            throw new MachineException($"Cannot start {fileName}: {e.Message}", e);
        }
    }
}
