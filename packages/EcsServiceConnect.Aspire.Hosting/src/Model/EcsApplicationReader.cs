using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Hosting.Telemetry;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>Reads Aspire's model into ours.</summary>
internal sealed class EcsApplicationReader(EcsEnvironmentResource environment, DistributedApplicationExecutionContext executionContext)
{
    // An executable that is published as a container is another resource of the same name (Aspire, "PublishAsDockerFile").
    private static readonly EqualityComparer<IResource> _byName =
        EqualityComparer<IResource>.Create((one, other) => string.Equals(one?.Name, other?.Name, StringComparison.OrdinalIgnoreCase), r => r.Name.ToUpperInvariant().GetHashCode(StringComparison.Ordinal));

    private readonly EcsFindings _findings = new();

    /// <summary>Reads the model.</summary>
    /// <exception cref="DistributedApplicationException">Something in it can't be published; the message has a line for each such thing.</exception>
    public async Task<EcsApplication> ReadAsync(DistributedApplicationModel model, CancellationToken cancellationToken)
    {
        var resources = PublishedResources.Of(model, environment, _findings);
        var values = new Dictionary<IResource, RawValues>();
        foreach (var resource in resources)
        {
            var own = await RawValues.OfAsync(resource, executionContext, cancellationToken).ConfigureAwait(false);
            values.Add(resource, TelemetrySenders.Connect(resource, own, environment.TelemetryReceiver, _findings));
        }

        // The ports of all services come first, so that references may go in any order and in circles.
        var endpoints = new EndpointReader(_findings);
        var completed = resources.SelectMany(r => r.Annotations.OfType<WaitAnnotation>()).Where(w => w.WaitType is WaitType.WaitForCompletion).Select(w => w.Resource).ToHashSet(_byName);
        var services = resources.ToDictionary(r => r, r => ReadService(r, endpoints.Read(r, values[r]), completed.Contains(r)), _byName);
        TelemetryRules.Check(services, environment, _findings);
        PublicAddresses.Assign(services.Values, environment, _findings);
        var files = new ContainerFileReader(model, executionContext, environment.AppHostDirectory, _findings.Errors);
        var resolver = new EcsValueResolver(services, environment, _findings.Errors);

        foreach (var (resource, service) in services)
        {
            ReadValues(resource, service, values[resource], resolver);
            service.FileFolders = await files.ReadAsync(resource, service, cancellationToken).ConfigureAwait(false);
            service.OutboundPorts = OutsideCalls.Ports(service, values[resource], model, _findings);
            AddWaits(resource, service, services);
            ProbeReader.ReportUnasked(resource, service, _findings);
        }

        OrleansClusters.Connect(services.Values, _findings);
        foreach (var service in services.Values)
        {
            foreach (var port in service.Ports)
            {
                // What only the load balancer calls needs no name in Service Connect.
                port.IsServed = !port.IsExternal || services.Values.Any(s => !s.IsStandaloneTask && s.References.Any(r => r.Ports.Contains(port)));
            }

            _findings.Errors.AddRange(EcsServiceRules.Errors(service));
            _findings.Errors.AddRange(VolumeRules.Errors(service));
            _findings.Errors.AddRange(DeploymentStrategyRules.Errors(service));
        }

        _findings.Warnings.AddRange(UnusedOptions.Warnings(services.Values, environment));
        _findings.Errors.AddRange(EcsEnvironmentRules.Errors(environment));
        _findings.Errors.AddRange(EcsParameterRules.Errors(resolver.Parameters, services.Values));
        if (_findings.Errors.Count > 0)
        {
            throw new DistributedApplicationException(string.Join(Environment.NewLine, _findings.Errors));
        }

        var (ordered, cycles) = DeploymentOrder.Of([.. services.Values]);
        return new EcsApplication(environment.Name, ordered, resolver.Parameters, cycles) { Warnings = _findings.Warnings };
    }

    private EcsService ReadService(IResource resource, IReadOnlyList<EcsPort> ports, bool isAwaited)
    {
        var options = resource.Annotations.OfType<EcsServiceOptions>().SingleOrDefault() ?? new EcsServiceOptions();
        return new()
        {
            Name = resource.Name,
            Image = ReadImage(resource),
            Options = options,
            Replicas = resource.GetReplicaCount(),
            Runtime = environment.RuntimeOf(resource),
            Ports = ports,
            Probes = ProbeReader.Read(resource, ports, options.HealthCheckPath),
            Volumes = VolumeReader.Read(resource, _findings.Errors),
            ManagedStore = resource.Annotations.OfType<EcsManagedStoreAnnotation>().SingleOrDefault()?.Store,
            IsStandaloneTask = resource.Annotations.OfType<ExplicitStartupAnnotation>().Any(),
            RunsOnce = options.RunsOnce || isAwaited,
            Page = resource.Annotations.OfType<EcsTokenPageAnnotation>().SingleOrDefault()?.Page,
            ExportsToCloudWatch = resource.Annotations.OfType<EcsCloudWatchExportAnnotation>().Any(),
        };
    }

    private EcsImage ReadImage(IResource resource)
    {
        var parameter = $"{LogicalName.Of(resource.Name)}Image";
        if (resource.Annotations.OfType<DockerfileBuildAnnotation>().Any())
        {
            return new EcsDockerfileImage(parameter);
        }

        if (resource is ProjectResource project)
        {
            if (project.GetProjectMetadata().ProjectPath.EndsWith(".cs", StringComparison.OrdinalIgnoreCase))
            {
                _findings.Errors.Add($"'{resource.Name}' is a file-based app, and an image is made of a project: 'dotnet project convert {Path.GetFileName(project.GetProjectMetadata().ProjectPath)}' makes one of it.");
            }

            return new EcsProjectImage(project.GetProjectMetadata().ProjectPath, parameter);
        }

        if (resource.Annotations.OfType<ContainerImageAnnotation>().LastOrDefault() is not { } image)
        {
            _findings.Errors.Add($"'{resource.Name}' has neither a project nor a container image, so there is nothing that ECS could run.");
            return new EcsRegistryImage("");
        }

        if (image.SHA256 is null && image.Tag is null or "latest")
        {
            _findings.Errors.Add($"The image of '{resource.Name}' has no fixed tag, so that what runs would change by itself; give it one with WithImageTag.");
        }

        var registry = image.Registry is null ? "" : $"{image.Registry}/";
        return new EcsRegistryImage($"{registry}{image.Image}{(image.SHA256 is { } digest ? $"@sha256:{digest}" : $":{image.Tag}")}");
    }

    private static void ReadValues(IResource resource, EcsService service, RawValues values, EcsValueResolver resolver)
    {
        var dialled = new HashSet<EcsPort>();
        service.Variables = [.. values.Variables.Select(v => new EcsVariable(v.Key, resolver.Resolve(v.Value, service, $"the variable '{v.Key}'", dialled)))];
        if (service.IsStateful && service.KnownImage?.Lasting is { } lasting && service.Variables.All(v => v.Name != lasting.Name))
        {
            service.Variables = [.. service.Variables, new(lasting.Name, EcsValue.Of(lasting.Value))];
        }

        service.Command = [.. values.Arguments.Select((a, i) => resolver.Resolve(a, service, $"argument {i + 1}", dialled))];
        service.EntryPoint = resource is ContainerResource { Entrypoint: { } entryPoint } ? [entryPoint] : [];
        service.References = [.. resolver.OwnersOf(dialled).Where(r => r.Server != service)];
    }

    private void AddWaits(IResource resource, EcsService service, Dictionary<IResource, EcsService> services)
    {
        foreach (var wait in resource.Annotations.OfType<WaitAnnotation>())
        {
            var awaited = wait.Resource;
            if (wait is { WaitType: WaitType.WaitForCompletion, ExitCode: not 0 and var code })
            {
                _findings.Errors.Add($"'{resource.Name}' waits for '{awaited.Name}' to end with exit code {code}, and ECS knows success as 0 only: let it end with 0.");
            }

            var server = awaited is IResourceWithParent { Parent: var parent } ? parent : awaited;
            if (services.TryGetValue(server, out var other) && other != service && service.References.All(r => r.Server != other))
            {
                service.References = [.. service.References, new EcsReference(other, [])];
            }
        }
    }
}
