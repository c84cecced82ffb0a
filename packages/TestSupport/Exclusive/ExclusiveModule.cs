using ProcessesAndTools;
using TestSupport.Exclusive;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestPipelineStartup(typeof(ExclusiveModule))]

namespace TestSupport.Exclusive;

/// <summary>
/// Of the test projects that run whole stacks, build, or measure times, lets one run at a time: each keeps two processors
/// busy. `dotnet test` starts as many as the machine has processors and has no setting for that but an argument.
/// </summary>
public sealed class ExclusiveModule : ITestPipelineStartup
{
    // Longer than all tests of all other projects take on a slow machine.
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(40);

    private IDisposable? _turn;

    public async ValueTask StartAsync(IMessageSink diagnosticMessageSink)
    {
        using var patience = new CancellationTokenSource(_longest);
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "TestResults")).FullName;
        _turn = await FileLock.TakeAsync(Path.Combine(folder, "exclusive.lock"), patience.Token);
    }

    public ValueTask StopAsync()
    {
        _turn?.Dispose();
        return ValueTask.CompletedTask;
    }
}
