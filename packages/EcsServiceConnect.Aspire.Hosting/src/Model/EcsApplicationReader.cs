using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>Reads Aspire's model into ours.</summary>
internal sealed class EcsApplicationReader(EcsEnvironmentResource environment, DistributedApplicationExecutionContext executionContext)
{
    // Where a container of the .NET images listens (HTTP_PORTS), and the next ones where a project has several endpoints.
    private const int FirstProjectPort = 8080;

    private readonly List<string> _errors = [];

    /// <summary>Reads the model.</summary>
    /// <exception cref="DistributedApplicationException">Something in it can't be published; the message has a line for each such thing.</exception>
    public async Task<EcsApplication> ReadAsync(DistributedApplicationModel model, CancellationToken cancellationToken)
    {
        // The ports of all services come first, so that references may go in any order and in circles.
        var services = model.GetComputeResources()
            .Select(r => (Resource: r, Service: ReadService(r)))
            .ToDictionary(p => p.Resource, p => p.Service);
        var resolver = new EcsValueResolver(services, environment, _errors);
        var files = new ContainerFileReader(model, executionContext, environment.AppHostDirectory, _errors);

        foreach (var (resource, service) in services)
        {
            await ReadValuesAsync(resource, service, resolver, cancellationToken).ConfigureAwait(false);
            service.FileFolders = await files.ReadAsync(resource, service, cancellationToken).ConfigureAwait(false);
            AddWaits(resource, service, services);
        }

        foreach (var service in services.Values)
        {
            foreach (var port in service.Ports)
            {
                // What only the load balancer calls needs no name in Service Connect.
                port.IsServed = !port.IsExternal || services.Values.Any(s => !s.IsStandaloneTask && s.References.Any(r => r.Ports.Contains(port)));
            }

            _errors.AddRange(EcsServiceRules.Errors(service));
            _errors.AddRange(VolumeRules.Errors(service));
        }

        if (_errors.Count > 0)
        {
            throw new DistributedApplicationException(string.Join(Environment.NewLine, _errors));
        }

        var (ordered, cycles) = DeploymentOrder.Of([.. services.Values]);
        return new EcsApplication(environment.Name, ordered, resolver.Parameters, cycles);
    }

    private EcsService ReadService(IResource resource) => new()
    {
        Name = resource.Name,
        Image = ReadImage(resource),
        Options = resource.Annotations.OfType<EcsServiceOptions>().SingleOrDefault() ?? new EcsServiceOptions(),
        Replicas = resource.GetReplicaCount(),
        Runtime = environment.RuntimeOf(resource),
        Ports = ReadPorts(resource),
        Volumes = VolumeReader.Read(resource, _errors),
        ManagedStore = resource.Annotations.OfType<EcsManagedStoreAnnotation>().SingleOrDefault()?.Store,
        IsStandaloneTask = resource.Annotations.OfType<ExplicitStartupAnnotation>().Any(),
    };

    private EcsImage ReadImage(IResource resource)
    {
        if (resource is ProjectResource project)
        {
            return new EcsProjectImage(project.GetProjectMetadata().ProjectPath, $"{LogicalName.Of(resource.Name)}Image");
        }

        if (resource.Annotations.OfType<ContainerImageAnnotation>().LastOrDefault() is not { } image)
        {
            _errors.Add($"'{resource.Name}' has neither a project nor a container image, so there is nothing that ECS could run.");
            return new EcsRegistryImage("");
        }

        if (image.SHA256 is null && image.Tag is null or "latest")
        {
            _errors.Add($"The image of '{resource.Name}' has no fixed tag, so that what runs would change by itself; give it one with WithImageTag.");
        }

        var registry = image.Registry is null ? "" : $"{image.Registry}/";
        return new EcsRegistryImage($"{registry}{image.Image}{(image.SHA256 is { } digest ? $"@sha256:{digest}" : $":{image.Tag}")}");
    }

    private List<EcsPort> ReadPorts(IResource resource)
    {
        var nextPort = FirstProjectPort;
        var ports = new List<EcsPort>();
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            if (endpoint.UriScheme == "https")
            {
                _errors.Add($"The endpoint '{endpoint.Name}' of '{resource.Name}' is https. In ECS the load balancer and Service Connect's proxies do TLS, and the application speaks http; declare it with WithHttpEndpoint.");
            }

            var containerPort = endpoint.TargetPort ?? (resource is ProjectResource ? nextPort++ : endpoint.Port);
            if (containerPort is null)
            {
                _errors.Add($"The endpoint '{endpoint.Name}' of '{resource.Name}' has no target port, so it is not known where its container listens; give it one.");
                continue;
            }

            ports.Add(new EcsPort
            {
                Endpoint = new EcsEndpoint(endpoint.Name, endpoint.UriScheme),
                Name = $"{resource.Name}-{endpoint.Name}",
                ContainerPort = containerPort.Value,
                AliasPort = endpoint.Port ?? containerPort.Value,
                AppProtocol = AppProtocol(endpoint),
                IsExternal = endpoint.IsExternal,
            });
        }

        return ports;
    }

    // Amazon ECS API reference, PortMapping appProtocol: http, http2 or grpc; without it the proxy balances TCP connections.
    private static EcsAppProtocol? AppProtocol(EndpointAnnotation endpoint) => (endpoint.UriScheme, endpoint.Transport) switch
    {
        ("grpc", _) => EcsAppProtocol.Grpc,
        (_, "http2") => EcsAppProtocol.Http2,
        ("http" or "https", _) => EcsAppProtocol.Http,
        _ => null,
    };

    private async Task ReadValuesAsync(IResource resource, EcsService service, EcsValueResolver resolver, CancellationToken cancellationToken)
    {
        var environmentContext = new EnvironmentCallbackContext(executionContext, resource, cancellationToken: cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(environmentContext).ConfigureAwait(false);
        }

        var arguments = new List<object>();
        var argumentsContext = new CommandLineArgsCallbackContext(arguments, resource, cancellationToken) { ExecutionContext = executionContext };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(argumentsContext).ConfigureAwait(false);
        }

        var dialled = new HashSet<EcsPort>();
        service.Variables = [.. environmentContext.EnvironmentVariables.Select(v => new EcsVariable(v.Key, resolver.Resolve(v.Value, service, $"the variable '{v.Key}'", dialled)))];
        service.Command = [.. arguments.Select((a, i) => resolver.Resolve(a, service, $"argument {i + 1}", dialled))];
        service.EntryPoint = resource is ContainerResource { Entrypoint: { } entryPoint } ? [entryPoint] : [];
        service.References = [.. resolver.OwnersOf(dialled).Where(r => r.Server != service)];
    }

    private static void AddWaits(IResource resource, EcsService service, Dictionary<IResource, EcsService> services)
    {
        foreach (var awaited in resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource))
        {
            var server = awaited is IResourceWithParent { Parent: var parent } ? parent : awaited;
            if (services.TryGetValue(server, out var other) && other != service && service.References.All(r => r.Server != other))
            {
                service.References = [.. service.References, new EcsReference(other, [])];
            }
        }
    }
}
