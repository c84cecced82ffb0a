using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>The start, stop and restart buttons of a project's replicas.</summary>
internal static class LifecycleCommands
{
    public static void Add(ProjectResource project, Func<string, ProjectReplica> replica, Func<ProjectReplica, CancellationToken, Task> start)
    {
        Add(KnownResourceCommands.StartCommand, "Start", "Play", highlighted: true, isRunning => isRunning ? ResourceCommandState.Hidden : ResourceCommandState.Enabled,
            start);
        Add(KnownResourceCommands.StopCommand, "Stop", "Stop", highlighted: true, isRunning => isRunning ? ResourceCommandState.Enabled : ResourceCommandState.Hidden,
            (r, ct) => r.StopAsync(ct));
        Add(KnownResourceCommands.RestartCommand, "Restart", "ArrowCounterclockwise", highlighted: false, isRunning => isRunning ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
            async (r, ct) =>
            {
                await r.StopAsync(ct).ConfigureAwait(false);
                await start(r, ct).ConfigureAwait(false);
            });

        void Add(string name, string displayName, string icon, bool highlighted, Func<bool, ResourceCommandState> state, Func<ProjectReplica, CancellationToken, Task> execute) =>
            project.Annotations.Add(new ResourceCommandAnnotation(
                name,
                displayName,
                async context =>
                {
                    await execute(replica(context.ResourceName), context.CancellationToken).ConfigureAwait(false);
                    return CommandResults.Success();
                },
                new CommandOptions
                {
                    IconName = icon,
                    IconVariant = IconVariant.Filled,
                    IsHighlighted = highlighted,
                    UpdateState = context => context.ResourceSnapshot.State?.Text switch
                    {
                        "Running" => state(true),
                        "Starting" or "Stopping" => ResourceCommandState.Disabled,
                        _ => state(false),
                    },
                }));
    }
}
