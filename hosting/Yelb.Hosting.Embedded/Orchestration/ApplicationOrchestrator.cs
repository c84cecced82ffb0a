using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts all resources of the model, each when what it waits for is ready, and stops them.</summary>
internal sealed class ApplicationOrchestrator(
    AppHost appHost,
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext executionContext,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    IDistributedApplicationEventing eventing,
    IServiceProvider services,
    ILogger<DistributedApplication> hostLog) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<ProjectReplica> _replicas = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (model.Resources.FirstOrDefault(r => r.TryGetLastAnnotation<ContainerImageAnnotation>(out _)) is { } container)
        {
            throw new DistributedApplicationException($"'{container.Name}' is a container, and the embedded host runs none: let it run as a process, or use Aspire's packages (-p:AspireHost=packages).");
        }

        var resources = model.Resources.Count(r => r is IComputeResource);
        hostLog.Hosting(resources);
        var projects = model.Resources.OfType<ProjectResource>().ToList();
        EndpointAllocator.Allocate(projects, appHost.RandomizePorts);
        projects.ForEach(AddReplicas);

        foreach (var resource in model.Resources)
        {
            await notifications.PublishUpdateAsync(resource, s => s with { State = s.State ?? KnownResourceStates.NotStarted }).ConfigureAwait(false);
        }

        foreach (var resource in model.Resources)
        {
            _ = StartResourceAsync(resource);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_replicas.Select(r => r.StopAsync(cancellationToken))).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _replicas.ForEach(r => r.Dispose());
    }

    private void AddReplicas(ProjectResource project)
    {
        project.Annotations.Add(new ReplicaIds(project, project.GetReplicaCount()));
        var assemblyPath = appHost.OutputOf(project.GetProjectMetadata().ProjectPath);
        for (var i = 0; i < project.GetReplicaCount(); i++)
        {
            var index = i;
            _replicas.Add(new ProjectReplica(project, index, assemblyPath,
                ct => ProjectEnvironment.GatherAsync(project, index, executionContext, services.GetService<DashboardOptions>(), ct),
                notifications, loggers.GetLogger(ReplicaIds.Of(project)[index]), hostLog));
        }

        LifecycleCommands.Add(project, id => _replicas.Single(r => r.Id == id), (replica, ct) => StartOnCommandAsync(project, replica, ct));
    }

    // As in Aspire, the command starts at once what waits already, and waits for what has ended. Who leaves the dashboard
    // meanwhile has given the command all the same.
    private Task StartOnCommandAsync(ProjectResource project, ProjectReplica replica, CancellationToken cancellationToken) =>
        StateOf(replica) is { } state && (state == KnownResourceStates.NotStarted || KnownResourceStates.TerminalStates.Contains(state))
            ? StartReplicasAsync(project, [replica], _stopping.Token).WaitAsync(cancellationToken)
            : replica.StartAsync(cancellationToken);

    private async Task StartReplicasAsync(IResource project, IReadOnlyList<ProjectReplica> replicas, CancellationToken cancellationToken)
    {
        await notifications.WaitForDependenciesAsync(project, replicas.Select(r => r.Id), cancellationToken).ConfigureAwait(false);
        await eventing.PublishAsync(new BeforeResourceStartedEvent(project, services), cancellationToken).ConfigureAwait(false);

        // The others were started by a command meanwhile, and may have ended.
        var waits = project.TryGetLastAnnotation<WaitAnnotation>(out _);
        await Task.WhenAll(replicas.Where(r => !waits || StateOf(r) == KnownResourceStates.Waiting).Select(r => r.StartAsync(cancellationToken))).ConfigureAwait(false);
    }

    private string? StateOf(ProjectReplica replica) =>
        notifications.TryGetCurrentState(replica.Id, out var current) ? current.Snapshot.State?.Text : null;

    private async Task StartResourceAsync(IResource resource)
    {
        var cancellationToken = _stopping.Token;
        try
        {
            if (resource is ParameterResource parameter)
            {
                var value = await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
                await notifications.PublishUpdateAsync(resource, s => s with
                {
                    State = KnownResourceStates.Running,
                    Properties = [new("Value", value) { IsSensitive = parameter.Secret }],
                }).ConfigureAwait(false);
                return;
            }

            if (resource is not ProjectResource)
            {
                await eventing.PublishAsync(new InitializeResourceEvent(resource, eventing, loggers, notifications, services), cancellationToken).ConfigureAwait(false);
                return;
            }

            await eventing.PublishAsync(new ResourceEndpointsAllocatedEvent(resource, services), cancellationToken).ConfigureAwait(false);
            if (!resource.TryGetLastAnnotation<ExplicitStartupAnnotation>(out _))
            {
                await StartReplicasAsync(resource, [.. _replicas.Where(r => ReplicaIds.Of(resource).Contains(r.Id))], cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application stops before the resource has started.
        }
#pragma warning disable CA1031 // Whatever it is, the others go on, and it is shown and logged.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            hostLog.CannotStart(resource.Name, exception.Message);
            loggers.GetLogger(resource).Line(LogLevel.Error, exception.ToString());
            await notifications.PublishUpdateAsync(resource, s => s with { State = new(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error) }).ConfigureAwait(false);
        }
    }
}
