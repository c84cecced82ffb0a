using System.Globalization;
using EcsServiceConnect.Hosting.Deployment;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>The kind of program in a container: what ECS has to be told of it that its image does not say.</summary>
internal abstract class EcsRuntime
{
    /// <summary>A .NET project.</summary>
    public static EcsRuntime DotNet { get; } = new DotNetRuntime();

    /// <summary>A program that nothing is known of: its health check has to be given.</summary>
    public static EcsRuntime Other { get; } = new OtherRuntime();

    /// <summary>Who owns the files of its volumes, where neither the AppHost nor the image's name says; root by default.</summary>
    public virtual EcsFileOwner FileOwner { get; } = new(0, 0);

    /// <summary>
    /// Whether the container of a service with data runs as that user from its start; false by default, for the image's
    /// own user. An image's own switch of user needs rights over others' files.
    /// </summary>
    public virtual bool RunsAsFileOwner => false;

    /// <summary>The health check's command, as ECS takes it; null where none is known.</summary>
    public abstract IReadOnlyList<string>? HealthCheck(EcsService service);

    /// <summary>The entry point and the command, by default those of the AppHost.</summary>
    public virtual (string[] EntryPoint, string[] Command) Start(EcsService service, string[] command) => ([.. service.EntryPoint], command);

    /// <summary>The port of the first endpoint.</summary>
    protected static int Port(EcsService service, int otherwise) => service.Ports is [var first, ..] ? first.ContainerPort : otherwise;

    private sealed class DotNetRuntime : EcsRuntime
    {
        /// <summary>The user 'app' of Microsoft's images.</summary>
        public override EcsFileOwner FileOwner { get; } = new(1654, 1654);

        // Where the AppHost has no probe, that it listens must do.
        public override IReadOnlyList<string>? HealthCheck(EcsService service) => (service.Probes.Container, service.Ports) switch
        {
            ({ } probe, _) => HealthProbe.Command(Address("http", probe.Port, probe.Path), probe.Timeout),
            (null, [{ ContainerPort: var port }, ..]) => HealthProbe.Command(Address("tcp", port, ""), TimeSpan.FromSeconds(4)),
            _ => null,
        };

        private static Uri Address(string scheme, int port, string path) => new(string.Create(CultureInfo.InvariantCulture, $"{scheme}://127.0.0.1:{port}{path}"));
    }

    private sealed class OtherRuntime : EcsRuntime
    {
        public override IReadOnlyList<string>? HealthCheck(EcsService service) => null;
    }
}
