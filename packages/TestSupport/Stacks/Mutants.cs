using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.Rules;

namespace TestSupport.Stacks;

/// <summary>Yelb's template with one fault.</summary>
/// <param name="Name">The fault.</param>
/// <param name="Rule">The rule that must find it.</param>
/// <param name="Apply">Puts it in.</param>
internal sealed record Mutant(string Name, string Rule, Action<YelbTemplate> Apply);

/// <summary>Single faults, each as somebody could make it in an AppHost, in a construct, or in the writer of the template.</summary>
internal static class Mutants
{
    public static IReadOnlyList<Mutant> All { get; } =
    [
        // References and aliases.
        new("the cache is registered under another name than the variable has", ReferenceRules.Unserved, t => t.Cache.Alias["DnsName"] = "redis-server"),
        new("the application server's URL has another port", ReferenceRules.Unserved, t => t.Replace(t.Ui.TaskId, "yelb-appserver:4567", "yelb-appserver:80")),
        new("the connection string in the secret has another host", ReferenceRules.Unserved, t => t.Replace(SecretOf(t, "Host=yelb-db"), "Host=yelb-db", "Host=postgres")),
        new("the connection string in the secret has another port", ReferenceRules.Unserved, t => t.Replace(SecretOf(t, "Host=yelb-db"), "Port=5432", "Port=5433")),
        new("the cache's address in the secret has another port", ReferenceRules.Unserved, t => t.Replace(SecretOf(t, "yelb-redis:6379"), "yelb-redis:6379", "yelb-redis:6380")),
        new("a host variable names nobody", ReferenceRules.Unserved, t => t.AppServer.SetVariable("YELB_REDIS_HOST", "redis-server")),
        new("a JDBC URL names nobody", ReferenceRules.Unserved, t => t.AppServer.SetVariable("YELBDATABASE_JDBCCONNECTIONSTRING", "jdbc:postgresql://db:5432/yelbdatabase")),
        new("the collector is not published", ReferenceRules.Unserved, t => t.Ui.SetVariable("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317")),
        new("the client has no Service Connect", ReferenceRules.Unserved, t => t.Ui.Connect["Enabled"] = false),
        .. ReferenceMutants.All,
        .. DeploymentMutants.All,
        new("a task that no service runs names an alias", StandaloneTaskRules.Alias, t => t.Add("OneOff", "AWS::ECS::TaskDefinition", new() { ["ContainerDefinitions"] = Array(new JsonObject { ["Name"] = "one-off", ["Image"] = "one-off", ["Environment"] = Array(new JsonObject { ["Name"] = "services__yelb-appserver__http__0", ["Value"] = "http://yelb-appserver:4567" }) }) })),
        new("two services have the same alias", AliasRules.Duplicate, t => t.Cache.Endpoint!["ClientAliases"] = t.Database.Endpoint!["ClientAliases"]!.DeepClone()),
        new("two aliases of one port", AliasRules.SeveralAliases, t => t.Cache.Endpoint!["ClientAliases"]!.AsArray().Add(new JsonObject { ["DnsName"] = "redis-server", ["Port"] = 6379 })),
        new("two services have the same discovery name", AliasRules.DuplicateDiscoveryName, t => t.Cache.Endpoint!["DiscoveryName"] = t.Database.Endpoint!["DiscoveryName"]!.ToString()),
        new("a discovery name of 65 characters", AliasRules.BadDiscoveryName, t => t.Cache.Endpoint!["DiscoveryName"] = new string('a', 65)),
        new("an unknown namespace", NamespaceRules.Unknown, t => t.Cache.Connect["Namespace"] = "yelp"),
        new("no namespace", NamespaceRules.Unknown, t => t.Cache.Connect.Remove("Namespace")),

        // Names.
        new("a port name absent from the task definition", NameRules.Port, t => t.Database.Endpoint!["PortName"] = "postgres"),
        new("a load balancer container name that matches nothing", NameRules.LoadBalancer, t => t.Ui.Properties["LoadBalancers"]![0]!["ContainerName"] = "web"),
        new("a load balancer port that matches nothing", NameRules.LoadBalancer, t => t.Ui.Properties["LoadBalancers"]![0]!["ContainerPort"] = 8081),
        new("a mount of a volume that is not there", NameRules.Volume, t => t.Database.Container["MountPoints"]![0]!["SourceVolume"] = "data"),
        new("a container that waits for one that is not there", NameRules.Container, t => t.Ui.Container["DependsOn"] = Array(new JsonObject { ["ContainerName"] = "init", ["Condition"] = "SUCCESS" })),
        new("a key that the secret does not have", NameRules.SecretKey, t => t.Replace(t.AppServer.TaskId, ":ConnectionStrings__yelbdatabase::", ":ConnectionStrings__yelb-db::")),
        new("scaling on the requests of nobody", NameRules.Metric, t => t.Add("Policy", "AWS::ApplicationAutoScaling::ScalingPolicy", new() { ["TargetTrackingScalingPolicyConfiguration"] = new JsonObject { ["CustomizedMetricSpecification"] = new JsonObject { ["Namespace"] = "AWS/ECS", ["MetricName"] = "RequestCount", ["Dimensions"] = Array(new JsonObject { ["Name"] = "DiscoveryName", ["Value"] = "yelb-appserver-grpc" }) } } })),

        // Protocol and timeouts.
        new("HTTP without appProtocol", ProtocolRules.NoAppProtocol, t => t.AppServer.Port.Remove("AppProtocol")),
        new("HTTPS to a port with appProtocol http", ProtocolRules.TlsAsHttp, t => t.Replace(t.Ui.TaskId, "http://yelb-appserver", "https://yelb-appserver")),
        new("a per-request timeout on TCP", ProtocolRules.TimeoutOnTcp, t => t.Database.Timeout["PerRequestTimeoutSeconds"] = 30),
        new("a per-request timeout that cuts a stream", ProtocolRules.CutStream, t => { t.AppServer.Resource["Metadata"]!["aspire:streaming"] = true; t.AppServer.Timeout["PerRequestTimeoutSeconds"] = 60; }),
        new("the default per-request timeout on a stream", ProtocolRules.CutStream, t => { t.AppServer.Resource["Metadata"]!["aspire:streaming"] = true; t.AppServer.Timeout.Remove("PerRequestTimeoutSeconds"); }),
        new("an idle timeout shorter than the per-request one", ProtocolRules.ShortIdle, t => { t.AppServer.Timeout["PerRequestTimeoutSeconds"] = 60; t.AppServer.Timeout["IdleTimeoutSeconds"] = 30; }),

        // Security groups.
        new("the database is closed to the application server", ReachabilityRules.Closed, t => RemoveRules(t, "Ingress", t.Database.SecurityGroupId)),
        new("the database is open on another port", ReachabilityRules.Closed, t => ChangePorts(t, t.Database.SecurityGroupId, 5433)),
        new("the proxy listens on a port that is closed", ReachabilityRules.Closed, t => t.AppServer.Endpoint!["IngressPortOverride"] = 15000),
        new("the UI is closed to the load balancer", ReachabilityRules.Closed, t => RemoveRules(t, "Ingress", t.Ui.SecurityGroupId)),
        new("a variable of the UI names the database, which is closed to it", ReachabilityRules.Closed, t => t.Ui.SetVariable("YELBDATABASE_URI", "postgresql://yelb-db:5432/yelbdatabase")),
        new("the listener is on a port that nobody can reach", ReachabilityRules.Closed, t => t.First("AWS::ElasticLoadBalancingV2::Listener")["Port"] = 8443),
        new("the database's files are closed to it", ReachabilityRules.Closed, t => RemoveRules(t, "Ingress", YelbTemplate.TargetId(MountTargetOf(t, t.Database)["SecurityGroups"]![0]!))),
        new("a managed store that is closed to its client", ReachabilityRules.Closed, t =>
        {
            t.Add("StoreGroup", "AWS::EC2::SecurityGroup", []);
            t.Add("Store", "AWS::RDS::DBInstance", new() { ["Engine"] = "postgres", ["VPCSecurityGroups"] = Array(Attribute("StoreGroup", "GroupId")) });
            t.AppServer.SetVariable("STORE_HOST", Attribute("Store", "Endpoint.Address"));
        }),
        new("a VPC endpoint that is closed", ReachabilityRules.Closed, t =>
        {
            t.Add("EndpointGroup", "AWS::EC2::SecurityGroup", []);
            t.Add("Endpoint", "AWS::EC2::VPCEndpoint", new() { ["VpcEndpointType"] = "Interface", ["ServiceName"] = "com.amazonaws.eu-west-1.logs", ["SecurityGroupIds"] = Array(Attribute("EndpointGroup", "GroupId")) });
        }),
        new("a service that is open to the internet", SecurityGroupRules.OpenToAnyone, t => t.Resources[t.Database.SecurityGroupId]!["Properties"]!["SecurityGroupIngress"] = Array(new JsonObject { ["IpProtocol"] = "tcp", ["FromPort"] = 5432, ["ToPort"] = 5432, ["CidrIp"] = "0.0.0.0/0" })),
        new("one security group for two services", SecurityGroupRules.Shared, t => t.Cache.Properties["NetworkConfiguration"] = t.Database.Properties["NetworkConfiguration"]!.DeepClone()),
        new("no security group", SecurityGroupRules.Shared, t => t.Cache.SecurityGroups.Clear()),

        // Order and deployment.
        new("the application server before the database", DeploymentOrderRules.ClientFirst, t => t.RemoveDependenciesOn(t.Database.Id)),
        new("the UI before the application server", DeploymentOrderRules.ClientFirst, t => t.RemoveDependenciesOn(t.AppServer.Id)),
        new("the UI before its listener", DeploymentOrderRules.ListenerLater, t => t.RemoveDependenciesOn(t.OfType("AWS::ElasticLoadBalancingV2::Listener").First().Id)),
        new("a target group without a listener", DeploymentOrderRules.NoListener, t => t.First("AWS::ElasticLoadBalancingV2::Listener")["DefaultActions"] = Array(new JsonObject { ["Type"] = "fixed-response" })),
        new("the database before its mount targets", DeploymentOrderRules.MountLater, t => t.Database.Resource.Remove("DependsOn")),
        new("no circuit breaker", DeploymentRules.NoRollback, t => t.Ui.Deployment.Remove("DeploymentCircuitBreaker")),
        new("a circuit breaker without rollback", DeploymentRules.NoRollback, t => t.Ui.Deployment["DeploymentCircuitBreaker"]!["Rollback"] = false),
        new("a deployment that can neither stop nor start a task", DeploymentRules.Stuck, t => t.Database.Deployment["MinimumHealthyPercent"] = 100),
        new("no logs of the proxy", DeploymentRules.NoProxyLogs, t => t.AppServer.Connect.Remove("LogConfiguration")),

        // Secrets and roles.
        new("a password in plain text", PlainTextSecretRules.PlainText, t => t.Database.SetVariable("POSTGRES_PASSWORD", "correct-horse")),
        new("a connection string with a password in plain text", PlainTextSecretRules.PlainText, t => t.AppServer.SetVariable("ConnectionStrings__yelbdatabase", "Host=yelb-db;Port=5432;Username=postgres;Password=horse")),
        new("a URL with a password in plain text", PlainTextSecretRules.PlainText, t => t.AppServer.SetVariable("YELBDATABASE_URI", "postgresql://postgres:horse@yelb-db:5432/yelbdatabase")),
        new("an API key among the headers of telemetry", PlainTextSecretRules.PlainText, t => t.Ui.SetVariable("OTEL_EXPORTER_OTLP_HEADERS", "x-otlp-api-key=2f1c")),
        new("a secret resolved into a plain variable", PlainTextSecretRules.PlainText, t => t.AppServer.SetVariable("REDIS_AUTH", "{{resolve:secretsmanager:yelb:SecretString:::}}")),
        new("a password in the command", PlainTextSecretRules.PlainText, t => t.Cache.Container["Command"] = Array("redis-server", "--requirepass", "horse")),
        new("a literal secret in Secrets Manager", PlainTextSecretRules.PlainText, t => { var secret = t.First("AWS::SecretsManager::Secret"); secret.Remove("GenerateSecretString"); secret["SecretString"] = "horse"; }),
        new("a password in plain text inside the composed secret", PlainTextSecretRules.PlainText, t => t.Replace(SecretOf(t, "Host=yelb-db"), ";Password=", ";Password=horse")),
        new("a parameter with a password as its default", PlainTextSecretRules.PlainText, t => (t.Root["Parameters"] ??= new JsonObject())["DbPassword"] = new JsonObject { ["Type"] = "String", ["NoEcho"] = true, ["Default"] = "horse" }),
        new("a parameter with an API key as its default", PlainTextSecretRules.PlainText, t => t.Root["Parameters"]!["ApiKey"] = new JsonObject { ["Type"] = "String", ["Default"] = "2f1c" }),
        new("an execution role that reads every secret", RoleRules.Excess, t => ReadSecrets(t.AppServer)["Resource"] = "*"),
        new("an execution role that reads another service's secret", RoleRules.Excess, t =>
        {
            var statement = ReadSecrets(t.Cache).DeepClone();
            statement["Resource"] = new JsonObject { ["Ref"] = SecretOf(t, "Host=yelb-db") };
            t.Cache.Statements("ExecutionRoleArn").Add(statement);
        }),
        new("a secret that the execution role may not read", RoleRules.Unreadable, t => t.Cache.Statements("ExecutionRoleArn").Remove(ReadSecrets(t.Cache))),
        new("a task role that allows every action", RoleRules.Excess, t => t.Database.Statements("TaskRoleArn")[0]!["Action"] = "*"),

        // Size.
        new("a size that Fargate does not have", TaskSizeRules.Impossible, t => t.AppServer.Task["Memory"] = "5120"),
        new("CPU that Fargate does not have", TaskSizeRules.Impossible, t => t.AppServer.Task["Cpu"] = "300"),
        new("8 vCPU with memory between two steps", TaskSizeRules.Impossible, t => { t.AppServer.Task["Cpu"] = "8192"; t.AppServer.Task["Memory"] = "17408"; }),
        new("no room for the proxy", TaskSizeRules.NoProxyRoom, t => { t.AppServer.Task["Cpu"] = "256"; t.AppServer.Task["Memory"] = "512"; }),
        new("a container that leaves no memory for the proxy", TaskSizeRules.NoProxyRoom, t => t.AppServer.Container["Memory"] = int.Parse(t.AppServer.Task["Memory"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture)),
        new("a container above the task's memory", TaskSizeRules.TooLarge, t => t.AppServer.Container["Memory"] = 65536),
        new("ephemeral storage that Fargate does not have", TaskSizeRules.Storage, t => t.AppServer.Task["EphemeralStorage"] = new JsonObject { ["SizeInGiB"] = 250 }),
        new("a stop timeout above Fargate's", TaskSizeRules.StopTimeout, t => t.Database.Container["StopTimeout"] = 300),

        // What CloudFormation takes.
        new("61 dynamic references", LimitRules.References, t =>
        {
            var secret = t.Resources[SecretOf(t, "Host=yelb-db")]!["Properties"]!.AsObject();
            secret["SecretString"] = new JsonObject { ["Fn::Join"] = Array("", Array([.. Enumerable.Repeat("{{resolve:secretsmanager:mail}}", 61 - 2).Select(r => JsonValue.Create(r))])) };
            t.Add("Note", "AWS::SNS::Topic", new() { ["DisplayName"] = new JsonObject { ["Fn::Sub"] = $"{{{{resolve:secretsmanager:${{{YelbTemplate.TargetId(t.Database.Container["Secrets"]![0]!["ValueFrom"]!)}}}}}}}, {{{{resolve:ssm:/mail}}}}" } });
        }),
        new("501 resources", LimitRules.Size, t => { for (var i = t.Resources.Count; i < 501; i++) { t.Add($"Topic{i}", "AWS::SNS::Topic", []); } }),
        new("201 parameters", LimitRules.Size, t => { for (var i = t.Root["Parameters"]!.AsObject().Count; i < 201; i++) { t.Root["Parameters"]![$"P{i}"] = new JsonObject { ["Type"] = "String" }; } }),
        new("201 outputs", LimitRules.Size, t => { for (var i = t.Root["Outputs"]!.AsObject().Count; i < 201; i++) { t.Root["Outputs"]![$"O{i}"] = new JsonObject { ["Value"] = "x" }; } }),

        // Scaling and health.
        new("minimum above maximum capacity", ScalingRules.MinAboveMax, t => { var target = t.First("AWS::ApplicationAutoScaling::ScalableTarget"); target["MinCapacity"] = target["MaxCapacity"]!.GetValue<int>() + 1; }),
        new("a desired count beside a scaling target", ScalingRules.FixedCount, t => t.AppServer.Properties["DesiredCount"] = 1),
        new("a target group's health-check timeout above its interval", HealthCheckRules.SlowTimeout, t => t.Ui.TargetGroup["HealthCheckTimeoutSeconds"] = 60),
        new("a container's health-check timeout above its interval", HealthCheckRules.SlowTimeout, t => { t.Database.Container["HealthCheck"]!["Timeout"] = 30; t.Database.Container["HealthCheck"]!["Interval"] = 10; }),
        new("a server without a health check", HealthCheckRules.Missing, t => t.Database.Container.Remove("HealthCheck")),

        // Capacity and network.
        new("no cluster", CapacityRules.NoCluster, t => t.Ui.Properties.Remove("Cluster")),
        new("LaunchType together with CapacityProviderStrategy", CapacityRules.LaunchTypeBesideProvider, t => t.Ui.Properties["LaunchType"] = "FARGATE"),
        new("neither launch type nor capacity provider", CapacityRules.NoCapacity, t => t.Ui.Properties.Remove("CapacityProviderStrategy")),
        new("capacity providers that the cluster does not have", CapacityRules.Unassociated, RemoveProviders),
        new("network mode bridge", NetworkRules.NotAwsVpc, t => t.Ui.Task["NetworkMode"] = "bridge"),
        new("no network configuration", NetworkRules.NoSubnets, t => t.Ui.Properties.Remove("NetworkConfiguration")),
        new("target type instance with awsvpc", NetworkRules.TargetType, t => t.Ui.TargetGroup["TargetType"] = "instance"),

        // State.
        new("the database on Spot", StatefulRules.OnSpot, t => t.Database.Properties["CapacityProviderStrategy"] = Array(new JsonObject { ["CapacityProvider"] = "FARGATE_SPOT", ["Weight"] = 1 })),
        new("two databases during a deployment", StatefulRules.TwoWriters, t => t.Database.Deployment.Remove("MaximumPercent")),
        new("two databases", StatefulRules.TwoWriters, t => t.Database.Properties["DesiredCount"] = 2),
        new("a cache that scales", StatefulRules.TwoWriters, t => t.Add("Target", "AWS::ApplicationAutoScaling::ScalableTarget", new() { ["MinCapacity"] = 1, ["MaxCapacity"] = 3, ["ResourceId"] = new JsonObject { ["Fn::Join"] = Array("/", Array("service", "yelb", Attribute(t.Cache.Id, "Name"))) } })),
        new("two services on one volume", StatefulRules.SharedVolume, t => t.Cache.Task["Volumes"]![0]!["EFSVolumeConfiguration"] = t.Database.Efs.DeepClone()),
        new("a file system without encryption", FileSystemRules.Unencrypted, t => t.First("AWS::EFS::FileSystem")["Encrypted"] = false),
        new("a volume without encryption on its way", FileSystemRules.NoTransit, t => t.Database.Efs.Remove("TransitEncryption")),

        .. RefusedMutants.All,
        .. LoadBalancerMutants.All,
        .. LaterMutants.All,
        .. AlarmMutants.All,
        .. StartMutants.All,
        .. FileMutants.All,
        .. ApplicationMutants.All,
        .. CommonMutants.All,
        .. SlipMutants.All,
        .. ContradictionMutants.All,
        .. VainMutants.All,
        .. StoreMutants.All,
        .. BesideMutants.All,
        .. WatchMutants.All,
    ];

    private static JsonArray Array(params JsonNode[] items) => [.. items];

    private static JsonObject Attribute(string id, string attribute) => new() { ["Fn::GetAtt"] = Array(id, attribute) };

    private static JsonNode MountTargetOf(YelbTemplate template, TemplateService service)
    {
        var fileSystem = YelbTemplate.TargetId(service.Efs["FilesystemId"]!);
        return template.OfType("AWS::EFS::MountTarget").Select(t => t.Resource["Properties"]!).First(t => YelbTemplate.TargetId(t["FileSystemId"]!) == fileSystem);
    }

    private static string SecretOf(YelbTemplate template, string text) =>
        template.OfType("AWS::SecretsManager::Secret").Single(s => s.Resource.ToJsonString().Contains(text, StringComparison.Ordinal)).Id;

    private static JsonNode ReadSecrets(TemplateService service) =>
        service.Statements("ExecutionRoleArn").Single(s => s!["Action"]!.ToJsonString().Contains("secretsmanager:GetSecretValue", StringComparison.Ordinal))!;

    private static void RemoveRules(YelbTemplate template, string direction, string group)
    {
        template.Resources[group]!["Properties"]!.AsObject().Remove($"SecurityGroup{direction}");
        foreach (var (id, _) in RulesOf(template, direction, group))
        {
            template.Resources.Remove(id);
        }
    }

    private static void ChangePorts(YelbTemplate template, string group, int port)
    {
        var inline = template.Resources[group]!["Properties"]!["SecurityGroupIngress"] as JsonArray ?? [];
        foreach (var rule in inline.Concat(RulesOf(template, "Ingress", group).Select(r => r.Resource["Properties"])))
        {
            (rule!["FromPort"], rule["ToPort"]) = (port, port);
        }
    }

    private static List<(string Id, JsonObject Resource)> RulesOf(YelbTemplate template, string direction, string group) =>
        [.. template.OfType($"AWS::EC2::SecurityGroup{direction}").Where(r => YelbTemplate.TargetId(r.Resource["Properties"]!["GroupId"]!) == group)];

    private static void RemoveProviders(YelbTemplate template)
    {
        template.First("AWS::ECS::Cluster").Remove("CapacityProviders");
        foreach (var (id, _) in template.OfType("AWS::ECS::ClusterCapacityProviderAssociations").ToList())
        {
            template.Resources.Remove(id);
        }
    }
}
