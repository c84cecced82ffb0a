namespace EcsServiceConnect.Templates.Forms;

/// <summary>Clusters and task definitions of Amazon ECS.</summary>
internal static class EcsForms
{
    private const string Cluster = "AWS::ECS::Cluster";
    private const string Task = "AWS::ECS::TaskDefinition";
    private const string Container = "ContainerDefinitions[]/";
    private const string ContainerDefinition = "Amazon ECS API Reference, ContainerDefinition";
    private const string HealthCheck = "Amazon ECS API Reference, HealthCheck";
    private const string PortMapping = "Amazon ECS API Reference, PortMapping";
    private const string Efs = "Amazon ECS API Reference, EFSVolumeConfiguration";

    // Docker's reference grammar: a host that ends with a slash may be in capitals, what follows it may not, a tag may again.
    private static readonly TextForm _image = new(@"(?=\S{1,255}$)(?!\w+://)(?:[^/@]*[.:][^/@]*/)?[^A-Z:@]+(?::[\w][\w.-]*)?(?:@[A-Za-z0-9_+.-]+:[0-9a-fA-F]+)?", "a name as REGISTRY/NAME:TAG: up to 255 characters, no https:// in front, no blank, and no capitals in NAME");

    public static IReadOnlyList<PropertyForm> All { get; } =
    [
        new(Cluster, "ClusterName", Common.EcsName, "Amazon ECS API Reference, CreateCluster: clusterName"),
        new(Cluster, "ClusterSettings[containerInsights]/Value", new WordForm("enabled", "disabled", "enhanced"), "Amazon ECS API Reference, ClusterSetting"),
        new(Cluster, "Configuration/ExecuteCommandConfiguration/Logging", new WordForm("NONE", "DEFAULT", "OVERRIDE"), "Amazon ECS API Reference, ExecuteCommandConfiguration"),

        new(Task, "Family", Common.EcsName, "Amazon ECS API Reference, RegisterTaskDefinition: family"),
        new(Task, "RuntimePlatform/CpuArchitecture", new WordForm("X86_64", "ARM64"), "Amazon ECS API Reference, RuntimePlatform"),
        new(Task, "RuntimePlatform/OperatingSystemFamily", new TextForm("LINUX|WINDOWS_SERVER_[A-Z0-9_]+", "LINUX or WINDOWS_SERVER_…"), "Amazon ECS API Reference, RuntimePlatform"),
        new(Task, "PidMode", new WordForm("host", "task"), "Amazon ECS API Reference, RegisterTaskDefinition: pidMode"),
        new(Task, "IpcMode", new WordForm("host", "task", "none"), "Amazon ECS API Reference, RegisterTaskDefinition: ipcMode"),
        new(Task, "Volumes[]/Name", Common.EcsName, "Amazon ECS API Reference, Volume"),
        new(Task, "Volumes[]/EFSVolumeConfiguration/RootDirectory", new TextForm("/.*", "a path from the root, with a slash in front"), Efs),
        new(Task, "Volumes[]/EFSVolumeConfiguration/FilesystemId", new TextForm(@"fs-\w+", "the id of a file system, as fs-0123456789abcdef0"), Efs),
        new(Task, "Volumes[]/EFSVolumeConfiguration/AuthorizationConfig/AccessPointId", new TextForm(@"fsap-\w+", "the id of an access point, as fsap-0123456789abcdef0"), "Amazon ECS API Reference, EFSAuthorizationConfig"),
        new(Task, "Volumes[]/EFSVolumeConfiguration/TransitEncryption", Common.Switch, Efs),
        new(Task, "Volumes[]/EFSVolumeConfiguration/TransitEncryptionPort", new NumberForm(0, 65535), Efs),
        new(Task, "Volumes[]/EFSVolumeConfiguration/AuthorizationConfig/IAM", Common.Switch, "Amazon ECS API Reference, EFSAuthorizationConfig"),

        new(Task, Container + "Name", Common.EcsName, ContainerDefinition),
        new(Task, Container + "Image", _image, ContainerDefinition),
        new(Task, Container + "WorkingDirectory", new TextForm(@"(?:/|[A-Za-z]:[\\/]).*", "a path from the root"), ContainerDefinition),
        new(Task, Container + "LogConfiguration/Options/mode", new WordForm("blocking", "non-blocking"), "Amazon ECS API Reference, LogConfiguration: options"),
        new(Task, Container + "LogConfiguration/Options/max-buffer-size", new TextForm(@"\d+[bkmgBKMG]?", "a size, as 25m"), "Amazon ECS API Reference, LogConfiguration: options"),
        new(Task, Container + "Essential", Common.Boolean, ContainerDefinition),
        new(Task, Container + "Cpu", Common.Count, ContainerDefinition),
        new(Task, Container + "Memory", new NumberForm(4, int.MaxValue), ContainerDefinition),
        new(Task, Container + "MemoryReservation", new NumberForm(4, int.MaxValue), ContainerDefinition),
        new(Task, Container + "StopTimeout", new NumberForm(2, int.MaxValue), ContainerDefinition),
        new(Task, Container + "MountPoints[]/ContainerPath", new TextForm(@"(?:/|[A-Za-z]:[\\/]).*", "a path from the root"), "Amazon ECS API Reference, MountPoint"),
        new(Task, Container + "DependsOn[]/Condition", new WordForm("START", "COMPLETE", "SUCCESS", "HEALTHY"), "Amazon ECS API Reference, ContainerDependency"),
        new(Task, Container + "StartTimeout", new NumberForm(2, 120), ContainerDefinition),
        new(Task, Container + "LogConfiguration/LogDriver", new WordForm("json-file", "syslog", "journald", "gelf", "fluentd", "awslogs", "splunk", "awsfirelens"), "Amazon ECS API Reference, LogConfiguration"),
        new(Task, Container + "FirelensConfiguration/Type", new WordForm("fluentd", "fluentbit"), "Amazon ECS API Reference, FirelensConfiguration"),
        new(Task, Container + "Environment[]/Name", new TextForm("[^=]+", "a name, with no = in it"), "Amazon ECS API Reference, KeyValuePair"),
        new(Task, Container + "EnvironmentFiles[]/Type", new WordForm("s3"), "Amazon ECS API Reference, EnvironmentFile"),
        new(Task, Container + "EnvironmentFiles[]/Value", new TextForm(@".*\.env", "a file whose name ends with .env"), "Amazon ECS API Reference, EnvironmentFile"),
        new(Task, Container + "RestartPolicy/RestartAttemptPeriod", new NumberForm(60, 1800), "Amazon ECS API Reference, ContainerRestartPolicy"),
        new(Task, Container + "Ulimits[]/Name", new WordForm("core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack"), "Amazon ECS API Reference, Ulimit"),
        new(Task, Container + "LinuxParameters/Swappiness", new NumberForm(0, 100), "Amazon ECS API Reference, LinuxParameters"),

        new(Task, Container + "PortMappings[]/ContainerPort", Common.Port, PortMapping),
        new(Task, Container + "PortMappings[]/HostPort", new NumberForm(0, 65535), PortMapping),
        new(Task, Container + "PortMappings[]/Protocol", new WordForm("tcp", "udp"), PortMapping) { IsAdvice = true },
        new(Task, Container + "PortMappings[]/AppProtocol", new WordForm("http", "http2", "grpc"), PortMapping),
        new(Task, Container + "PortMappings[]/Name", new TextForm("[a-z0-9_][a-z0-9_-]{0,63}", "up to 64 of a-z, 0-9, _ and -, with no - in front"), PortMapping),
        new(Task, Container + "PortMappings[]/ContainerPortRange", new TextForm(@"\d{1,5}-\d{1,5}", "two ports with a hyphen between them"), PortMapping),

        new(Task, Container + "HealthCheck/Interval", new NumberForm(5, 300), HealthCheck),
        new(Task, Container + "HealthCheck/Timeout", new NumberForm(2, 60), HealthCheck),
        new(Task, Container + "HealthCheck/Retries", new NumberForm(1, 10), HealthCheck),
        new(Task, Container + "HealthCheck/StartPeriod", new NumberForm(0, 300), HealthCheck),
    ];
}
