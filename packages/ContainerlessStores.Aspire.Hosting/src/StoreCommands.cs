using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace ContainerlessStores;

/// <summary>The dashboard's start, stop and restart buttons, which Aspire adds only to what it starts itself.</summary>
internal static class StoreCommands
{
    public static void Add<T>(IResourceBuilder<T> builder, StoreProcess process)
        where T : ContainerResource
    {
        builder
            .WithCommand(
                KnownResourceCommands.StartCommand,
                "Start",
                async _ => ResultOf(await process.StartAsync().ConfigureAwait(false)),
                new CommandOptions { IconName = "Play", IconVariant = IconVariant.Filled, IsHighlighted = true, UpdateState = StartState })
            .WithCommand(
                KnownResourceCommands.StopCommand,
                "Stop",
                async _ =>
                {
                    await process.StopAsync().ConfigureAwait(false);
                    return ResultOf(null);
                },
                new CommandOptions { IconName = "Stop", IconVariant = IconVariant.Filled, IsHighlighted = true, UpdateState = StopState })
            .WithCommand(
                KnownResourceCommands.RestartCommand,
                "Restart",
                async _ =>
                {
                    await process.StopAsync().ConfigureAwait(false);
                    return ResultOf(await process.StartAsync().ConfigureAwait(false));
                },
                new CommandOptions { IconName = "ArrowCounterclockwise", IconVariant = IconVariant.Regular, UpdateState = RestartState });
    }

    private static ExecuteCommandResult ResultOf(string? failure) =>
        failure is null ? CommandResults.Success() : CommandResults.Failure(failure);

    private static ResourceCommandState StartState(UpdateCommandStateContext context) =>
        IsRunning(context) ? ResourceCommandState.Hidden
        : HasEnded(context) ? ResourceCommandState.Enabled
        : ResourceCommandState.Disabled;

    private static ResourceCommandState StopState(UpdateCommandStateContext context) =>
        IsRunning(context) ? ResourceCommandState.Enabled : ResourceCommandState.Hidden;

    private static ResourceCommandState RestartState(UpdateCommandStateContext context) =>
        IsRunning(context) ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;

    private static bool IsRunning(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.State?.Text == KnownResourceStates.Running;

    private static bool HasEnded(UpdateCommandStateContext context) =>
        KnownResourceStates.TerminalStates.Contains(context.ResourceSnapshot.State?.Text);
}
