using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>How containers end.</summary>
public sealed class ContainerStopTests : IAsyncLifetime
{
    private readonly ContainerStage _stage = new();

    public ValueTask InitializeAsync() => _stage.InitializeAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task It_is_asked_to_end_and_then_killed_with_all_it_started()
    {
        await using var network = await _stage.Vpc.AttachAsync("task", []);
        var polite = await _stage.StartAsync(network, ContainerStage.Shell("trap 'echo asked; exit 3' TERM; echo ready; while :; do sleep 0.05; done"));
        await _stage.LineAsync("ready");
        await polite.StopAsync(ContainerStage.Patience);
        Assert.Contains("asked", _stage.Lines);
        Assert.Equal(3, await polite.Exited);

        _stage.Lines.Clear();
        var deaf = await _stage.StartAsync(network, ContainerStage.Shell("trap '' TERM; setsid sleep 615 & echo ready; i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo worked; wait"));
        await _stage.LineAsync("worked");
        Assert.InRange(deaf.ProcessorTime, TimeSpan.FromMilliseconds(20), ContainerStage.Patience);
        Assert.Contains("sleep 615", ContainerStage.CommandLines());
        await deaf.StopAsync(TimeSpan.FromMilliseconds(100));
        Assert.Equal(128 + 9, await deaf.Exited);
        Assert.DoesNotContain("sleep 615", ContainerStage.CommandLines());
        Assert.InRange(deaf.ProcessorTime, TimeSpan.FromMilliseconds(20), ContainerStage.Patience);
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task It_is_asked_with_the_stop_signal_of_its_image()
    {
        await using var network = await _stage.Vpc.AttachAsync("task", []);
        var plan = ContainerStage.Shell("trap 'echo terminated; exit 1' TERM; trap 'echo quit; exit 4' QUIT; echo ready; while :; do sleep 0.05; done");
        var container = await _stage.StartAsync(network, plan with { StopSignal = StopSignal.SIGQUIT });
        await _stage.LineAsync("ready");
        await container.StopAsync(ContainerStage.Patience);
        Assert.Equal(4, await container.Exited);
        Assert.Equal(["ready", "quit"], _stage.Lines);
    }
}
