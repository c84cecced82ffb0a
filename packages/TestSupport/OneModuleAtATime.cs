using ProcessesAndTools;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestPipelineStartup(typeof(OneModuleAtATime))]

namespace TestSupport;

/// <summary>
/// Lets one test project's tests run at a time. `dotnet test` starts as many as the machine has processors and has no
/// setting for that but an argument; here they use real servers, network namespaces, and all of the processors.
/// </summary>
public sealed class OneModuleAtATime : ITestPipelineStartup
{
    // Longer than all tests of all other projects take on a slow machine.
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(40);

    private IDisposable? _turn;

    public async ValueTask StartAsync(IMessageSink diagnosticMessageSink)
    {
        using var patience = new CancellationTokenSource(_longest);
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "TestResults")).FullName;
        _turn = await FileLock.TakeAsync(Path.Combine(folder, "turn.lock"), patience.Token);
    }

    public ValueTask StopAsync()
    {
        _turn?.Dispose();
        return ValueTask.CompletedTask;
    }
}
