using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace ProcessesAndTools;

/// <summary>A process that this one started, that it hears, and that does not outlive it.</summary>
public sealed class ChildProcess
{
    // A grandchild that goes on may keep the pipes open: what comes later than this is not waited for.
    private static readonly TimeSpan _lastOutput = TimeSpan.FromSeconds(1);

    private readonly ChildProcessSpec _spec;
    private readonly Process _process;
    private readonly Task _gone;
    private int _stopSignals;

    private ChildProcess(ChildProcessSpec spec, Process process, Action<string, bool> output)
    {
        _spec = spec;
        _process = process;
        Id = process.Id;
        _gone = WaitUntilGoneAsync();
        Exited = ReadUntilExitedAsync(output);
    }

    /// <summary>The process's id.</summary>
    public int Id { get; }

    /// <summary>
    /// Its exit code, 128 and the signal's number if a signal ended it; completes when all its output was delivered.
    /// </summary>
    public Task<int> Exited { get; }

    /// <summary>Starts a process.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="output">Receives each line that it writes, and whether that was on standard error; from two threads.</param>
    /// <exception cref="MachineException">The executable or the folder is missing, or can't be started.</exception>
    public static ChildProcess Start(ChildProcessSpec spec, Action<string, bool> output)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(output);
        if (OperatingSystem.IsWindows())
        {
            throw new MachineException($"Cannot start {spec.FileName}: processes are hosted on Linux and macOS only; on Windows use WSL.");
        }

        var start = StartInfo(spec);
        ChildWatcher.Prepare();
        try
        {
            var process = Process.Start(start)!;
            ChildWatcher.Add(process.Id, spec.StopSignal);
            return new ChildProcess(spec, process, output);
        }
        catch (Win32Exception e)
        {
            throw new MachineException($"Cannot start {spec.FileName}: {e.Message}", e);
        }
    }

    /// <summary>
    /// Asks the process to end, kills it if it has not after <see cref="ChildProcessSpec.StopTimeout"/>, and returns
    /// when it is gone. May be called again, and after it has ended.
    /// </summary>
    /// <param name="cancellationToken">Kills it at once.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (!_gone.IsCompleted && Interlocked.Increment(ref _stopSignals) == 1)
        {
            Posix.Signal(Id, _spec.StopSignal);
        }

        try
        {
            await _gone.WaitAsync(_spec.StopTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            _process.Kill();
        }

        await Exited.ConfigureAwait(false);
    }

    /// <summary>Runs a process to its end, or ends it.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MachineException">It can't be started.</exception>
    public static Task<CommandResult> RunAsync(ChildProcessSpec spec, CancellationToken cancellationToken) => RunAsync(spec, _ => { }, cancellationToken);

    /// <summary>Runs a process to its end, or ends it.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="progress">Receives each line as it comes; from two threads.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MachineException">It can't be started.</exception>
    public static async Task<CommandResult> RunAsync(ChildProcessSpec spec, Action<string> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var lines = new ConcurrentQueue<(string Text, bool IsError)>();
        var process = Start(spec, (line, isError) =>
        {
            lines.Enqueue((line, isError));
            progress(line);
        });
        try
        {
            var code = await process.Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new(code, [.. lines.Select(line => line.Text)]) { Output = string.Join('\n', lines.Where(line => !line.IsError).Select(line => line.Text)) };
        }
        catch (OperationCanceledException)
        {
            await process.StopAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private static ProcessStartInfo StartInfo(ChildProcessSpec spec)
    {
        if (spec.WorkingDirectory is { } folder && !Directory.Exists(folder))
        {
            throw new MachineException($"Cannot start {spec.FileName}: its working directory {folder} does not exist.");
        }

        // Each step becomes the next one in the same process, so that the id stays.
        string[] command = [Executables.Get(spec.FileName), .. spec.Arguments];
        if (spec.Unprivileged && UnprivilegedUser.Current is { } user)
        {
            command = [Executables.Get("setpriv"), .. user.SetPrivArguments, .. command];
        }

        command = OwnSession(command);
        var start = new ProcessStartInfo(command[0], command[1..]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.StandardOutputEncoding = Encoding.UTF8;
        start.StandardErrorEncoding = Encoding.UTF8;
        start.WorkingDirectory = spec.WorkingDirectory ?? "";
        if (!spec.InheritsEnvironment)
        {
            start.Environment.Clear();
        }

        foreach (var (name, value) in spec.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>
    /// Keeps the terminal's Ctrl-C, and signals to our process group, from a command: when it ends is for us to say.
    /// macOS has no setsid; there the command gets them too.
    /// </summary>
    internal static string[] OwnSession(string[] command) =>
        Executables.Find("setsid") is { } setSession ? [setSession, .. command] : command;

    private async Task WaitUntilGoneAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        ChildWatcher.Remove(Id);
    }

    private async Task<int> ReadUntilExitedAsync(Action<string, bool> output)
    {
        using var late = new CancellationTokenSource();
        var reading = Task.WhenAll(
            WriteInputAsync(late.Token),
            ReadAsync(_process.StandardOutput, line => output(line, false), late.Token),
            ReadAsync(_process.StandardError, line => output(line, true), late.Token));
        await _gone.ConfigureAwait(false);
        late.CancelAfter(_lastOutput);
        await reading.ConfigureAwait(false);
        var code = _process.ExitCode;
        // Not the process itself: StopAsync may be about to kill it, which does nothing once it is gone.
        _process.StandardOutput.Dispose();
        _process.StandardError.Dispose();
        return code;
    }

    private async Task WriteInputAsync(CancellationToken late)
    {
        try
        {
            var input = _spec.StandardInputLater is { } later ? await later.WaitAsync(late).ConfigureAwait(false) : _spec.StandardInput;
            await _process.StandardInput.WriteAsync(input).ConfigureAwait(false);
            _process.StandardInput.Close();
        }
        catch (OperationCanceledException)
        {
            // It has ended before there was any.
        }
        catch (IOException)
        {
            // It ended, or closed its input, without reading it; its exit code tells.
        }
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> output, CancellationToken late)
    {
        try
        {
            while (await reader.ReadLineAsync(late).ConfigureAwait(false) is { } line)
            {
                output(line);
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            // Its pipe is held open by a process that it left behind.
        }
    }
}
