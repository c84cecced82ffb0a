using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>
/// Accounts for every annotation of a published resource: it is used, it is known to mean nothing in ECS, or it is
/// reported. So nothing that an AppHost says is dropped in silence, of Aspire's own or of another integration's.
/// </summary>
internal static class AnnotationRules
{
    /// <summary>What its reader uses.</summary>
    private static readonly HashSet<string> _used =
    [
        // Read here: endpoints, values, images, mounts, files, probes, order, number, environment.
        "EndpointAnnotation", "EnvironmentCallbackAnnotation", "CommandLineArgsCallbackAnnotation", "ContainerImageAnnotation",
        "ContainerMountAnnotation", "ContainerFileSystemCallbackAnnotation", "EndpointProbeAnnotation", "HealthCheckAnnotation",
        "WaitAnnotation", "ExplicitStartupAnnotation", "ReplicaAnnotation", "ComputeEnvironmentAnnotation", "ManifestPublishingCallbackAnnotation",
        "DockerfileBuildAnnotation",

        // Used by Aspire itself while it makes variables and connection strings.
        "EndpointReferenceAnnotation", "EndpointEnvironmentInjectionFilterAnnotation", "ReferenceEnvironmentInjectionAnnotation",
        "ConnectionPropertyAnnotation", "ConnectionStringRedirectAnnotation", "ProjectLaunchDefaultsAnnotation", "DisableForwardedHeadersAnnotation",
        "Http2ServiceAnnotation", "OtlpExporterAnnotation", "OrleansProviderTypeAnnotation", "ResourceRelationshipAnnotation",

        // Used by Aspire while it builds images, and by its pipeline.
        "DockerfileBuilderCallbackAnnotation", "DockerfileBaseImageAnnotation", "ContainerBuildOptionsCallbackAnnotation", "ContainerFilesSourceAnnotation",
        "ContainerFilesDestinationAnnotation", "DotnetProgramPublishingAnnotation", "PipelineStepAnnotation", "PipelineConfigurationAnnotation", "NameValidationPolicyAnnotation",
        "PostgresCreateDatabaseScriptAnnotation",
    ];

    /// <summary>What means nothing in ECS, with the reason.</summary>
    private static readonly Dictionary<string, string> _meaningless = new()
    {
        ["ContainerLifetimeAnnotation"] = "how long a container of the local run lives",
        ["PersistenceAnnotation"] = "how long a container of the local run lives",
        ["ContainerNameAnnotation"] = "the container engine's name; others dial the resource's",
        ["ContainerImagePullPolicyAnnotation"] = "Fargate pulls at each start",
        ["ContainerImagePushOptionsCallbackAnnotation"] = "the stack's own repositories are pushed to",
        ["ContainerRegistryReferenceAnnotation"] = "the stack's own repositories are pushed to",
        ["RegistryTargetAnnotation"] = "the stack's own repositories are pushed to",
        ["DcpInstancesAnnotation"] = "processes of the local run",
        ["ProxySupportAnnotation"] = "the proxy of the local run",
        ["DefaultLaunchProfileAnnotation"] = "launchSettings.json is for running locally",
        ["LaunchProfileAnnotation"] = "launchSettings.json is for running locally",
        ["ExcludeLaunchProfileAnnotation"] = "launchSettings.json is for running locally",
        ["ProjectLaunchArgsOverrideAnnotation"] = "how the local run starts a project",
        ["LaunchToolArgsCallbackAnnotation"] = "how the local run starts a project",
        ["ExecutableLaunchRecipeAnnotation"] = "how the local run starts a project",
        ["ForceProcessExecutionAnnotation"] = "how the local run starts a project",
        ["RequiredCommandAnnotation"] = "a program of the developer's machine",
        ["SupportsDebuggingAnnotation"] = "debugging locally",
        ["TerminalAnnotation"] = "a terminal of the local run",
        ["ResourceSnapshotAnnotation"] = "Aspire's dashboard of the local run",
        ["ResourceUrlAnnotation"] = "Aspire's dashboard of the local run",
        ["ResourceUrlsCallbackAnnotation"] = "Aspire's dashboard of the local run",
        ["ResourceCommandAnnotation"] = "Aspire's dashboard of the local run",
        ["ResourceIconAnnotation"] = "Aspire's dashboard of the local run",
        ["HiddenAnnotation"] = "Aspire's dashboard of the local run",
        ["InputGeneratorAnnotation"] = "how a parameter is asked for",
        ["ExcludeFromMcpAnnotation"] = "what agents see of the local run",
        ["ExcludeLifecycleCommandsAnnotation"] = "Aspire's dashboard of the local run",
        ["McpServerEndpointAnnotation"] = "what agents see of the local run",
        ["CertificateTrustConfigurationCallbackAnnotation"] = "trust in the developer's certificate",
        ["HttpsCertificateConfigurationCallbackAnnotation"] = "the developer's certificate; in ECS load balancers and proxies do TLS",
        ["HttpsCertificateAnnotation"] = "the developer's certificate; in ECS load balancers and proxies do TLS",
        ["ContainerCertificatePathsAnnotation"] = "trust in the developer's certificate",
    };

    /// <summary>What an application may need, and does not get: the name of the rule, and what to do.</summary>
    private static readonly Dictionary<string, (string Rule, string Message)> _unsupported = new()
    {
        ["ContainerRuntimeArgsCallbackAnnotation"] = ("runtime-arguments", "has arguments for a container engine (WithContainerRuntimeArgs), and Fargate has none: set what ECS has of it by PublishAsEcsService((stack, service) => …)"),
        ["ContainerNetworkAliasAnnotation"] = ("network-alias", "has further names in the container network (WithContainerNetworkAlias), and Service Connect knows it by its own name only: let others refer to the resource"),
        ["CertificateAuthorityCollectionAnnotation"] = ("certificate-authorities", "trusts certificate authorities of the AppHost's (WithCertificateAuthorityCollection), which its image does not: put them into the image"),
        ["EmulatorResourceAnnotation"] = ("emulator", "is an emulator, which is for running locally: call RunAsEmulator where builder.ExecutionContext.IsRunMode only, and refer to the real thing by AddConnectionString when publishing"),
    };

    /// <summary>Reports what is neither used nor meaningless.</summary>
    public static void Check(IResource resource, EcsFindings findings)
    {
        // The metadata of a project is an annotation too.
        var types = resource.Annotations.Where(a => a is not IProjectMetadata).Select(a => a.GetType()).Distinct();
        foreach (var type in types.Where(t => t.Assembly != typeof(AnnotationRules).Assembly))
        {
            if (type.Name == "ContainerFilesDestinationAnnotation" && !resource.Annotations.OfType<DockerfileBuildAnnotation>().Any())
            {
                findings.Report(resource, "files-of-an-image", $"'{resource.Name}' takes files from another resource's image (PublishWithContainerFiles), and the .NET SDK, which makes its image, does not: give it a Dockerfile by PublishAsDockerFile, or let the other resource serve them.");
            }
            else if (_unsupported.TryGetValue(type.Name, out var unsupported))
            {
                findings.Report(resource, unsupported.Rule, $"'{resource.Name}' {unsupported.Message}.");
            }
            else if (!Bases(type).Any(t => _used.Contains(t.Name) || _meaningless.ContainsKey(t.Name)) && !IsOfImageBuild(type))
            {
                findings.Warnings.Add($"'{resource.Name}' has {type.Name} (of {type.Assembly.GetName().Name}), which the ECS publisher does not know: what it says is not published.");
            }
        }
    }

    private static IEnumerable<Type> Bases(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            yield return type;
        }
    }

    // Aspire's integrations of other languages keep in them what becomes a Dockerfile.
    private static bool IsOfImageBuild(Type type) =>
        type.Assembly.GetName().Name is "Aspire.Hosting.JavaScript" or "Aspire.Hosting.NodeJs" or "Aspire.Hosting.Python" or "Aspire.Hosting.Go" or "Aspire.Hosting.Java" or "Aspire.Hosting.Rust";
}
