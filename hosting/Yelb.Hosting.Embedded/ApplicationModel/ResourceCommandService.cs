using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Gives commands to resources.</summary>
public class ResourceCommandService
{
    private readonly IServiceProvider _services;

    internal ResourceCommandService(IServiceProvider services) => _services = services;

    /// <summary>Gives a command to a resource, or to one replica of it.</summary>
    /// <param name="resourceId">A resource's name, for all its replicas, or a replica's id.</param>
    /// <param name="commandName">The command, such as one of <see cref="KnownResourceCommands"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        var known = _services.GetRequiredService<ResourceNotificationService>().Current
            .Where(e => e.ResourceId == resourceId || e.Resource.Name == resourceId).ToList();
        if (known.Count == 0)
        {
            return CommandResults.Failure($"There is no resource '{resourceId}'.");
        }

        if (known[0].Resource.Annotations.OfType<ResourceCommandAnnotation>().SingleOrDefault(c => c.Name == commandName) is not { } command)
        {
            return CommandResults.Failure($"'{resourceId}' has no command '{commandName}'.");
        }

        var results = await Task.WhenAll(known.Select(e => ExecuteAsync(command, e.ResourceId, cancellationToken))).ConfigureAwait(false);
        return results.FirstOrDefault(r => !r.Success) ?? results[0];
    }

    private async Task<ExecuteCommandResult> ExecuteAsync(ResourceCommandAnnotation command, string resourceId, CancellationToken cancellationToken)
    {
        var logger = _services.GetRequiredService<ResourceLoggerService>().GetLogger(resourceId);
        try
        {
            return await command.ExecuteCommand(new ExecuteCommandContext
            {
                ResourceName = resourceId,
                CancellationToken = cancellationToken,
                Services = _services,
                Logger = logger,
            }).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return CommandResults.Failure(exception.Message);
        }
    }
}
