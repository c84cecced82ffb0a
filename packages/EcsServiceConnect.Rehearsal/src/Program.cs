using System.Text.Json;
using EcsServiceConnect.Rehearsal.CommandLine;
using EcsServiceConnect.Rehearsal.Contract;
using ProcessesAndTools;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    stop.Cancel();
};
using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stop.Cancel();
});

try
{
    var arguments = RehearsalArguments.Parse(args);
    return Environment.IsPrivilegedProcess ? await RehearsalProgram.RunAsync(arguments, stop.Token) : await OrdinaryUser.RunAsync(args);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
catch (Exception e) when (e is RehearsalException or MachineException or IOException or JsonException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
catch (Exception e)
{
    Console.Error.WriteLine($"The rehearsal can't go on, and that is its own fault: {e.GetType().Name}, {e.Message.ReplaceLineEndings(" ")}");
    return 1;
}
