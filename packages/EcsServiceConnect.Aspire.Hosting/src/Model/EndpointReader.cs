using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>Reads a resource's endpoints: where its container listens, and under which name and port others dial it.</summary>
internal sealed class EndpointReader(EcsFindings findings)
{
    // Where the containers of the .NET images listen (HTTP_PORTS).
    private const int FirstProjectPort = 8080;

    // Amazon ECS API Reference, "PortMapping: name": up to 64 characters, of lower case.
    private const int LongestPortName = 64;

    /// <param name="resource">The resource.</param>
    /// <param name="values">Its variables and arguments as its AppHost gives them.</param>
    public IReadOnlyList<EcsPort> Read(IResource resource, RawValues values)
    {
        var used = new HashSet<int>();
        var ports = new List<EcsPort>();
        var standIns = new List<string>();
        // A task has all ports for itself, so every resource begins anew.
        foreach (var resolved in resource.ResolveEndpoints(new PortAllocator(FirstProjectPort + 1)))
        {
            var endpoint = resolved.Endpoint;
            if (IsDefaultHttps(resource, endpoint, values))
            {
                standIns.Add(endpoint.Name);
                continue;
            }

            if (Error(resource, endpoint) is { } error)
            {
                findings.Errors.Add(error);
                continue;
            }

            var containerPort = resolved.TargetPort.Value ?? FirstProjectPort;
            if (resolved.TargetPort.IsAllocated && resource is ContainerResource && !values.Tell(endpoint))
            {
                findings.Errors.Add($"The endpoint '{endpoint.Name}' of '{resource.Name}' has no target port, so it is not known where its container listens; give it one: targetPort: 80.");
                continue;
            }

            if (!used.Add(containerPort))
            {
                findings.Errors.Add($"The endpoint '{endpoint.Name}' of '{resource.Name}' listens on port {containerPort}, as another of its endpoints does; give each a target port of its own.");
                continue;
            }

            ports.Add(new EcsPort
            {
                Endpoint = new EcsEndpoint(endpoint.Name, endpoint.UriScheme),
                Name = PortName(resource.Name, endpoint.Name),
                ContainerPort = containerPort,
                AliasPort = resolved.ExposedPort is { IsAllocated: false, Value: { } exposed } ? exposed : containerPort,
                AppProtocol = AppProtocol(endpoint),
                IsExternal = endpoint.IsExternal,
            });
        }

        if (standIns.Count > 0 && ports.Find(p => p.AppProtocol is not null) is { } http)
        {
            http.StandsInFor = standIns;
        }

        return ports;
    }

    /// <summary>
    /// Whether Aspire added the endpoint to a project by itself when it publishes (Aspire, "ProjectLaunchDefaultsAnnotation"):
    /// it has no port, and Aspire tells the project to listen there neither by HTTPS_PORTS nor by Kestrel's configuration.
    /// The load balancer does TLS, so what refers to it is led to http.
    /// </summary>
    private static bool IsDefaultHttps(IResource resource, EndpointAnnotation endpoint, RawValues values) =>
        endpoint is { UriScheme: "https", Port: null }
        && resource.Annotations.OfType<ProjectLaunchDefaultsAnnotation>().Any()
        && resource.Annotations.OfType<EndpointAnnotation>().Any(e => e.UriScheme == "http")
        && !values.Tell(endpoint);

    private static string? Error(IResource resource, EndpointAnnotation endpoint) => endpoint switch
    {
        { Protocol: ProtocolType.Udp } =>
            $"The endpoint '{endpoint.Name}' of '{resource.Name}' is UDP, which Service Connect does not carry (Amazon ECS, \"Service Connect considerations\"): use TCP, or take the endpoint away.",
        { UriScheme: "https" } =>
            $"The endpoint '{endpoint.Name}' of '{resource.Name}' is https. In ECS the load balancer and Service Connect's proxies do TLS, and the application speaks http: declare it with WithHttpEndpoint{(resource is ProjectResource ? ", and leave https out of Kestrel's configuration for Production" : "")}.",
        { IsExternal: true, UriScheme: not ("http" or "grpc") } =>
            $"The endpoint '{endpoint.Name}' of '{resource.Name}' is external and speaks '{endpoint.UriScheme}', and what faces the internet is a load balancer of HTTP: leave isExternal out, and reach it from within, or put an HTTP endpoint before it.",
        _ => null,
    };

    /// <summary>
    /// The name of a port mapping: in lower case, as ECS takes it, and where it is too long cut to a name that stays the
    /// same from one deployment to the next.
    /// </summary>
    private static string PortName(string resource, string endpoint)
    {
        var name = $"{resource}-{endpoint}".ToLowerInvariant();
        if (name.Length <= LongestPortName)
        {
            return name;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8];
        return $"{name[..(LongestPortName - hash.Length - 1)].TrimEnd('-')}-{hash}";
    }

    // Amazon ECS API reference, PortMapping appProtocol: http, http2 or grpc; without it the proxy balances TCP connections.
    private static EcsAppProtocol? AppProtocol(EndpointAnnotation endpoint) => (endpoint.UriScheme, endpoint.Transport) switch
    {
        ("grpc", _) => EcsAppProtocol.Grpc,
        (_, "http2") => EcsAppProtocol.Http2,
        ("http", _) => EcsAppProtocol.Http,
        _ => null,
    };
}
