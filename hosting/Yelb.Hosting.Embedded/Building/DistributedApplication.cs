using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Pipelines;
using Aspire.Hosting.Publishing;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yelb.Hosting.Machine;

namespace Aspire.Hosting;

/// <summary>The application.</summary>
/// <param name="host">The host that runs it.</param>
public class DistributedApplication(IHost host) : IHost, IAsyncDisposable
{
    /// <summary>The host's services.</summary>
    public IServiceProvider Services => host.Services;

    /// <summary>What is known of the resources.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Gives commands to resources.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    internal TestingInterception? Interception { get; init; }

    private IDistributedApplicationEventing Eventing => Services.GetRequiredService<IDistributedApplicationEventing>();

    private DistributedApplicationModel Model => Services.GetRequiredService<DistributedApplicationModel>();

    /// <summary>Starts building an application.</summary>
    /// <param name="options">How to build it.</param>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new DistributedApplicationBuilder(options);

    /// <summary>Runs the application until it is told to stop; see <see cref="RunAsync"/>.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Runs the application until it is told to stop. What prevents that is one line of its log, and exit code 1.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (Interception is not null)
        {
            await Interception.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        var logger = Services.GetRequiredService<ILogger<DistributedApplication>>();
        try
        {
            if (Services.GetRequiredService<DistributedApplicationExecutionContext>().IsPublishMode)
            {
                await PublishAsync(logger, cancellationToken).ConfigureAwait(false);
                return;
            }

            await StartAsync(cancellationToken).ConfigureAwait(false);
            await host.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DistributedApplicationException or MachineException)
        {
            logger.CannotRun(exception.Message);
            Environment.ExitCode = 1;
            await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Starts the application; returns when all resources have been told to start.</summary>
    /// <exception cref="DistributedApplicationException">A resource can't be started as the model says, as where its port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await Eventing.PublishAsync(new BeforeStartEvent(Services, Model), cancellationToken).ConfigureAwait(false);
        await host.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops the application and all its processes.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => host.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Interception?.End();
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
        }

        GC.SuppressFinalize(this);
    }

    private async Task PublishAsync(ILogger logger, CancellationToken cancellationToken)
    {
        var stopping = Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        var context = new PipelineContext(Model, Services.GetRequiredService<DistributedApplicationExecutionContext>(), Services, logger, giveUp.Token);
        await new DistributedApplicationPipeline(context).RunAsync(Services.GetRequiredService<IConfiguration>()["step"] ?? WellKnownPipelineSteps.Publish).ConfigureAwait(false);
        await Eventing.PublishAsync(new AfterPublishEvent(Services, Model), cancellationToken).ConfigureAwait(false);
    }
}
