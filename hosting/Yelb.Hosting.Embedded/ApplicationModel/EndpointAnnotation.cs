using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A port on which a resource can be called.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    private readonly TaskCompletionSource<AllocatedEndpoint> _allocated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Declares an endpoint.</summary>
    /// <param name="protocol">The transport protocol.</param>
    /// <param name="uriScheme">The scheme of its address; the protocol's name by default.</param>
    /// <param name="transport">What is spoken on it; <c>http</c> for the HTTP schemes, else the protocol's name.</param>
    /// <param name="name">Its name; the scheme by default.</param>
    /// <param name="port">The port that callers use; a free one by default.</param>
    /// <param name="targetPort">The port that the process listens on; the host's choice by default.</param>
    /// <param name="isExternal">Whether it is meant for callers outside the application; not by default.</param>
    /// <param name="isProxied">Whether a proxy may stand between callers and process; yes by default.</param>
    public EndpointAnnotation(ProtocolType protocol, string? uriScheme = null, string? transport = null, string? name = null, int? port = null, int? targetPort = null, bool? isExternal = null, bool? isProxied = null)
    {
#pragma warning disable CA1308 // Schemes and endpoint names are lower case by convention.
        var protocolName = protocol.ToString().ToLowerInvariant();
#pragma warning restore CA1308
        Protocol = protocol;
        UriScheme = uriScheme ?? protocolName;
        Transport = transport ?? (UriScheme is "http" or "https" ? "http" : protocolName);
        Name = name ?? UriScheme;
        Port = port;
        TargetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsProxied = isProxied ?? true;
    }

    /// <summary>The endpoint's name, unique in its resource.</summary>
    public string Name { get; set; }

    /// <summary>The transport protocol.</summary>
    public ProtocolType Protocol { get; set; }

    /// <summary>The scheme of its address.</summary>
    public string UriScheme { get; set; }

    /// <summary>What is spoken on it, such as <c>http</c> or <c>http2</c>.</summary>
    public string Transport { get; set; }

    /// <summary>The port that callers use; null for a free one.</summary>
    public int? Port { get; set; }

    /// <summary>The port that the process listens on; null for the host's choice.</summary>
    public int? TargetPort { get; set; }

    /// <summary>Whether it is meant for callers outside the application.</summary>
    public bool IsExternal { get; set; }

    /// <summary>Whether a proxy may stand between callers and process. The embedded host has none.</summary>
    public bool IsProxied { get; set; }

    /// <summary>Whether it speaks TLS.</summary>
    public bool TlsEnabled { get; set; }

    /// <summary>Where it can be reached; null before it is allocated.</summary>
    public AllocatedEndpoint? AllocatedEndpoint
    {
        get => _allocated.Task.IsCompletedSuccessfully ? _allocated.Task.Result : null;
        set => _allocated.TrySetResult(value ?? throw new ArgumentNullException(nameof(value)));
    }

    internal Task<AllocatedEndpoint> Allocation => _allocated.Task;

    /// <summary>Where the second and further replicas listen.</summary>
    internal IReadOnlyList<AllocatedEndpoint> FurtherReplicas { get; set; } = [];
}

/// <summary>Where an endpoint can be reached.</summary>
public class AllocatedEndpoint
{
    /// <summary>Says where an endpoint can be reached.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="address">The host name or address.</param>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <param name="targetPortExpression">A placeholder for the port that the process listens on.</param>
    public AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port, string? targetPortExpression = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        Endpoint = endpoint;
        Address = address;
        Port = port;
        TargetPortExpression = targetPortExpression;
    }

    /// <summary>The endpoint.</summary>
    public EndpointAnnotation Endpoint { get; }

    /// <summary>The host name or address.</summary>
    public string Address { get; }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>A placeholder for the port that the process listens on.</summary>
    public string? TargetPortExpression { get; }

    /// <summary>The scheme.</summary>
    public string UriScheme => Endpoint.UriScheme;

    /// <summary>Address and port.</summary>
    public string EndPointString => $"{Address}:{Port}";

    /// <summary>The whole address.</summary>
    public string UriString => $"{UriScheme}://{EndPointString}";

    /// <inheritdoc/>
    public override string ToString() => UriString;
}

/// <summary>Host names with a meaning.</summary>
public static class KnownHostNames
{
    /// <summary>This machine.</summary>
    public const string Localhost = "localhost";
}
