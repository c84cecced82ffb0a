using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.Rules;

namespace TestSupport.Stacks;

/// <summary>Single faults that ECS, CloudFormation, or another service that makes a resource refuses.</summary>
internal static class RefusedMutants
{
    public static IReadOnlyList<Mutant> All { get; } =
    [
        // Numbers out of their range.
        new("a container's health check every second", FormRules.OutOfRange, t => { t.Database.Container["HealthCheck"]!["Interval"] = 1; t.Database.Container["HealthCheck"]!["Timeout"] = 1; }),
        new("a container's health check with a timeout of a second", FormRules.OutOfRange, t => t.Database.Container["HealthCheck"]!["Timeout"] = 1),
        new("eleven tries of a container's health check", FormRules.OutOfRange, t => t.Database.Container["HealthCheck"]!["Retries"] = 11),
        new("ten minutes to start", FormRules.OutOfRange, t => t.Ui.Container["HealthCheck"]!["StartPeriod"] = 600),
        new("a container port above 65535", FormRules.OutOfRange, t => t.Cache.Port["ContainerPort"] = 70000),
        new("an alias on port 0", FormRules.OutOfRange, t => t.Cache.Alias["Port"] = 0),
        new("a negative number of tasks", FormRules.OutOfRange, t => t.Ui.Properties["DesiredCount"] = -1),
        new("a negative minimum of healthy tasks", FormRules.OutOfRange, t => t.Ui.Deployment["MinimumHealthyPercent"] = -1),
        new("a negative idle timeout", FormRules.OutOfRange, t => t.Cache.Timeout["IdleTimeoutSeconds"] = -1),
        new("a number of tasks in words", FormRules.OutOfRange, t => t.Ui.Properties["DesiredCount"] = "two"),
        new("a container with one MiB", FormRules.OutOfRange, t => t.Ui.Container["Memory"] = 1),
        new("no time to stop", FormRules.OutOfRange, t => t.Ui.Container["StopTimeout"] = 0),
        new("a weight of 1001", FormRules.OutOfRange, t => t.Cache.Properties["CapacityProviderStrategy"]![0]!["Weight"] = 1001),
        new("a generated password of 5000 characters", FormRules.OutOfRange, t => Generated(t)["PasswordLength"] = 5000),
        new("an access point's user below zero", FormRules.OutOfRange, t => t.First("AWS::EFS::AccessPoint")["PosixUser"]!["Uid"] = "-5"),
        new("a database with 1 GiB", FormRules.OutOfRange, t => AddDatabase(t)["AllocatedStorage"] = "1"),
        new("backups of a database for 60 days", FormRules.OutOfRange, t => AddDatabase(t)["BackupRetentionPeriod"] = 60),
        new("a database on port 80", FormRules.OutOfRange, t => AddDatabase(t)["Port"] = "80"),

        // Names and other text.
        new("a container's name with a dot", FormRules.Malformed, t => { t.Ui.Container["Name"] = "yelb.ui"; t.Ui.Properties["LoadBalancers"]![0]!["ContainerName"] = "yelb.ui"; }),
        new("a container's name of 256 characters", FormRules.Malformed, t => t.Cache.Container["Name"] = new string('r', 256)),
        new("a family with a blank", FormRules.Malformed, t => t.Ui.Task["Family"] = "yelb ui"),
        new("a service's name with a slash", FormRules.Malformed, t => t.Ui.Properties["ServiceName"] = "yelb/ui"),
        new("a cluster's name with a dot", FormRules.Malformed, t => t.First("AWS::ECS::Cluster")["ClusterName"] = "yelb.eu"),
        new("a port's name in capitals", FormRules.Malformed, t => { t.Cache.Port["Name"] = "Redis"; t.Cache.Endpoint!["PortName"] = "Redis"; t.Cache.Endpoint["DiscoveryName"] = "redis"; }),
        new("a port's name of 65 characters", FormRules.Malformed, t => { t.Cache.Port["Name"] = new string('p', 65); t.Cache.Endpoint!["PortName"] = new string('p', 65); }),
        new("a volume's name with a dot", FormRules.Malformed, t => { t.Database.Task["Volumes"]![0]!["Name"] = "yelb.data"; t.Database.Container["MountPoints"]![0]!["SourceVolume"] = "yelb.data"; }),
        new("an alias with a hyphen in front", FormRules.Malformed, t => t.Cache.Endpoint!["ClientAliases"]![0]!["DnsName"] = "-yelb-redis"),
        new("an alias of 128 characters", FormRules.Malformed, t => t.Cache.Endpoint!["ClientAliases"]![0]!["DnsName"] = string.Join('.', Enumerable.Repeat("abcdefg", 17))),
        new("a log group's name with a blank", FormRules.Malformed, t => t.First("AWS::Logs::LogGroup")["LogGroupName"] = "/ecs/yelb logs"),
        new("a role's name of 65 characters", FormRules.Malformed, t => t.First("AWS::IAM::Role")["RoleName"] = new string('r', 65)),
        new("a security group's name that looks like an id", FormRules.Malformed, t => t.First("AWS::EC2::SecurityGroup")["GroupName"] = "sg-yelb"),
        new("a security group's description with an umlaut", FormRules.Malformed, t => t.First("AWS::EC2::SecurityGroup")["GroupDescription"] = "Für die Stimmen"),
        new("a rule's description of 256 characters", FormRules.Malformed, t => t.First("AWS::EC2::SecurityGroupIngress")["Description"] = new string('d', 256)),
        new("a range of addresses that is none", FormRules.Malformed, t => t.Resources[t.Cache.SecurityGroupId]!["Properties"]!["SecurityGroupEgress"]![0]!["CidrIp"] = "0.0.0.0/33"),
        new("a secret's name with a hash", FormRules.Malformed, t => t.First("AWS::SecretsManager::Secret")["Name"] = "yelb#db"),
        new("the permissions of a folder in words", FormRules.Malformed, t => t.First("AWS::EFS::AccessPoint")["RootDirectory"]!["CreationInfo"]!["Permissions"] = "rwx"),
        new("an access point's folder without a slash", FormRules.Malformed, t => t.First("AWS::EFS::AccessPoint")["RootDirectory"]!["Path"] = "data"),
        new("a database instance's identifier with an underscore", FormRules.Malformed, t => AddDatabase(t)["DBInstanceIdentifier"] = "yelb_db"),
        new("a class of a database that is none", FormRules.Malformed, t => AddDatabase(t)["DBInstanceClass"] = "t4g.micro"),
        new("an engine that RDS does not have", FormRules.Malformed, t => AddDatabase(t)["Engine"] = "postgresql"),
        new("backups at noon", FormRules.Malformed, t => AddDatabase(t)["PreferredBackupWindow"] = "noon"),
        new("a capacity provider in small letters", FormRules.Malformed, t => t.Cache.Properties["CapacityProviderStrategy"]![0]!["CapacityProvider"] = "fargate"),
        new("a database's name with a hyphen", FormRules.Malformed, t => AddDatabase(t)["DBName"] = "yelb-database"),
        new("a cache's identifier that ends with a hyphen", FormRules.Malformed, t => t.Add("Cache", "AWS::ElastiCache::ReplicationGroup", new() { ["ReplicationGroupDescription"] = "Yelb", ["ReplicationGroupId"] = "yelb-" })),
        new("a tag that is AWS's own", TagRules.Reserved, t => t.First("AWS::ECS::Cluster")["Tags"] = new JsonArray(Tag("aws:owner"))),
        new("51 tags", TagRules.TooMany, t => t.First("AWS::ECS::Cluster")["Tags"] = new JsonArray([.. Enumerable.Range(0, 51).Select(i => Tag($"t{i}"))])),
        new("one tag twice", TagRules.Twice, t => t.First("AWS::ECS::Cluster")["Tags"] = new JsonArray(Tag("owner"), Tag("owner"))),

        // Words that a property does not know.
        new("logs for ten days", FormRules.NotOneOf, t => t.First("AWS::Logs::LogGroup")["RetentionInDays"] = 10),
        new("an appProtocol of TCP", FormRules.NotOneOf, t => t.Cache.Port["AppProtocol"] = "tcp"),
        new("a condition of a container that there is not", FormRules.NotOneOf, t => { AddSidecar(t.Ui); t.Ui.Container["DependsOn"] = new JsonArray(Dependency("sidecar", "READY")); }),
        new("a launch type in small letters", FormRules.NotOneOf, t => { t.Cache.Properties.Remove("CapacityProviderStrategy"); t.Cache.Properties["LaunchType"] = "fargate"; }),
        new("throughput of a kind that EFS does not have", FormRules.NotOneOf, t => t.First("AWS::EFS::FileSystem")["ThroughputMode"] = "automatic"),
        new("a processor that ECS does not know", FormRules.NotOneOf, t => t.Cache.Task["RuntimePlatform"]!["CpuArchitecture"] = "AMD64"),

        // Containers of one task.
        new("no container is essential", ContainerRules.NoEssential, t => t.Cache.Container["Essential"] = false),
        new("two containers wait for each other", ContainerRules.Circle, t =>
        {
            t.Ui.Container["DependsOn"] = new JsonArray(Dependency("sidecar", "START"));
            AddSidecar(t.Ui)["DependsOn"] = new JsonArray(Dependency("yelb-ui", "START"));
        }),
        new("a container waits for itself", ContainerRules.Circle, t => t.Ui.Container["DependsOn"] = new JsonArray(Dependency("yelb-ui", "START"))),
        new("a container waits for the end of an essential one", ContainerRules.EndOfEssential, t => { AddSidecar(t.Ui)["Essential"] = true; t.Ui.Container["DependsOn"] = new JsonArray(Dependency("sidecar", "SUCCESS")); }),
        new("a container waits for the end of one that is essential by default", ContainerRules.EndOfEssential, t => { AddSidecar(t.Ui).Remove("Essential"); t.Ui.Container["DependsOn"] = new JsonArray(Dependency("sidecar", "COMPLETE")); }),
        new("a health command without CMD", ContainerRules.HealthCommand, t => t.Cache.Container["HealthCheck"]!["Command"] = new JsonArray("redis-cli", "ping")),
        new("a health command as one text", ContainerRules.HealthCommand, t => t.Cache.Container["HealthCheck"]!["Command"] = "redis-cli ping"),
        new("a health command of one word", ContainerRules.HealthCommand, t => t.Cache.Container["HealthCheck"]!["Command"] = new JsonArray("CMD-SHELL redis-cli ping")),
        new("a health command for the shell in several parts", ContainerRules.HealthCommand, t => t.Cache.Container["HealthCheck"]!["Command"] = new JsonArray("CMD-SHELL", "redis-cli", "ping")),
        new("a health command with nothing to run", ContainerRules.HealthCommand, t => t.Cache.Container["HealthCheck"]!["Command"] = new JsonArray("CMD")),
        new("another port outside than inside", ContainerRules.HostPort, t => t.Cache.Port["HostPort"] = 16379),
        new("two containers of one name", TwiceRules.InTask, t => AddSidecar(t.Ui)["Name"] = "yelb-ui"),
        new("two volumes of one name", TwiceRules.InTask, t => t.Database.Task["Volumes"]!.AsArray().Add(t.Database.Task["Volumes"]![0]!.DeepClone())),
        new("two ports of one name", TwiceRules.InTask, t => t.AppServer.Container["PortMappings"]!.AsArray().Add(new JsonObject { ["Name"] = t.AppServer.Port["Name"]!.ToString(), ["ContainerPort"] = 9090 })),
        new("two containers on one port", TwiceRules.InTask, t => AddSidecar(t.Ui)["PortMappings"] = new JsonArray(new JsonObject { ["ContainerPort"] = 8080 })),
        new("one variable twice", TwiceRules.InTask, t => t.Ui.Container["Environment"]!.AsArray().Add(new JsonObject { ["Name"] = "HTTP_PORTS", ["Value"] = "8081" })),
        new("a variable that is also a secret", TwiceRules.InTask, t => t.Database.SetVariable("POSTGRES_PASSWORD", YelbTemplate.Ref("AWS::StackName"))),
        new("two volumes in one folder", TwiceRules.InTask, t => t.Database.Container["MountPoints"]!.AsArray().Add(t.Database.Container["MountPoints"]![0]!.DeepClone())),

        // Policies of IAM.
        new("a policy that allows in small letters", FormRules.NotOneOf, t => t.Cache.Statements("ExecutionRoleArn")[0]!["Effect"] = "allow"),
        new("an action without its service", FormRules.Malformed, t => t.Cache.Statements("ExecutionRoleArn")[0]!["Action"] = "PutLogEvents"),
        new("a managed policy by its name", FormRules.Malformed, t => t.First("AWS::IAM::Role")["ManagedPolicyArns"] = new JsonArray("AmazonECSTaskExecutionRolePolicy")),

        // What Fargate does not have.
        new("a privileged container", FargateRules.Unsupported, t => t.Ui.Container["Privileged"] = true),
        new("a link to a container", FargateRules.Unsupported, t => t.Ui.Container["Links"] = new JsonArray("sidecar")),
        new("a folder of the host", FargateRules.Unsupported, t => t.Ui.Task["Volumes"] = new JsonArray(new JsonObject { ["Name"] = "host", ["Host"] = new JsonObject { ["SourcePath"] = "/var/run" } })),
        new("Docker's own volume", FargateRules.Unsupported, t => t.Ui.Task["Volumes"] = new JsonArray(new JsonObject { ["Name"] = "data", ["DockerVolumeConfiguration"] = new JsonObject { ["Scope"] = "task" } })),
        new("a constraint of placement", FargateRules.Unsupported, t => t.Ui.Properties["PlacementConstraints"] = new JsonArray(new JsonObject { ["Type"] = "distinctInstance" })),
        new("a daemon", FargateRules.Unsupported, t => t.Ui.Properties["SchedulingStrategy"] = "DAEMON"),
        new("the processes of the host", FargateRules.Unsupported, t => t.Ui.Task["PidMode"] = "host"),
        new("logs to a file", FargateRules.Unsupported, t => t.Ui.Container["LogConfiguration"] = new JsonObject { ["LogDriver"] = "json-file" }),
        new("a proxy's logs to a file", FargateRules.Unsupported, t => t.Cache.Connect["LogConfiguration"] = new JsonObject { ["LogDriver"] = "json-file" }),
        new("names of other hosts", FargateRules.Unsupported, t => t.Ui.Container["ExtraHosts"] = new JsonArray(new JsonObject { ["Hostname"] = "db", ["IpAddress"] = "10.0.0.5" })),
        new("a capability of the kernel", FargateRules.Unsupported, t => t.Ui.Container["LinuxParameters"] = new JsonObject { ["Capabilities"] = new JsonObject { ["Add"] = new JsonArray("NET_ADMIN") } }),
        new("a task definition for EC2", FargateRules.Incompatible, t => t.Ui.Task["RequiresCompatibilities"] = new JsonArray("EC2")),
        new("a task definition that names no launch type", FargateRules.Incompatible, t => t.Ui.Task.Remove("RequiresCompatibilities")),

        // Services.
        new("two bases", StrategyRules.TwoBases, t => t.Ui.Properties["CapacityProviderStrategy"] = new JsonArray(Provider("FARGATE", 1, 1), Provider("FARGATE_SPOT", 1, 1))),
        new("no provider has a weight", StrategyRules.NoWeight, t => t.Ui.Properties["CapacityProviderStrategy"] = new JsonArray(Provider("FARGATE", 0, 1), Provider("FARGATE_SPOT", 0, 0))),
        new("Fargate beside a provider of instances", StrategyRules.Mixed, t => t.Ui.Properties["CapacityProviderStrategy"] = new JsonArray(Provider("FARGATE", 1, 1), Provider("instances", 1, 0))),
        new("one provider twice", StrategyRules.ProviderTwice, t => t.Ui.Properties["CapacityProviderStrategy"] = new JsonArray(Provider("FARGATE", 1, 1), Provider("FARGATE", 1, 0))),
        new("a namespace by its id", ServiceRules.NamespaceById, t => t.Cache.Connect["Namespace"] = YelbTemplate.Attribute(t.FirstId("AWS::ServiceDiscovery::HttpNamespace"), "Id")),
        new("a namespace by its reference, which is its id", ServiceRules.NamespaceById, t => t.Cache.Connect["Namespace"] = YelbTemplate.Ref(t.FirstId("AWS::ServiceDiscovery::HttpNamespace"))),
        new("a cluster's namespace by its id", ServiceRules.NamespaceById, t => t.First("AWS::ECS::Cluster")["ServiceConnectDefaults"] = new JsonObject { ["Namespace"] = "ns-0123456789abcdef" }),
        new("rebalancing of zones with no more than all of the tasks", ServiceRules.NoRoomToRebalance, t => t.Cache.Properties["AvailabilityZoneRebalancing"] = "ENABLED"),

        new("Service Connect with CodeDeploy", ServiceRules.Controller, t => t.Cache.Properties["DeploymentController"] = new JsonObject { ["Type"] = "CODE_DEPLOY" }),
        new("a proxy on the container's port", ServiceRules.IngressPort, t => t.Cache.Endpoint!["IngressPortOverride"] = 6379),
        new("Service Connect on an old platform of Fargate", FargateRules.OldPlatform, t => t.Cache.Properties["PlatformVersion"] = "1.3.0"),

        // The template's own words.
        new("a default that is not among the allowed values", TemplateFormRules.Default, t => t.Root["Parameters"]!["Stage"] = new JsonObject { ["Type"] = "String", ["Default"] = "production", ["AllowedValues"] = new JsonArray("prod", "test") }),
        new("a default that does not match", TemplateFormRules.Default, t => t.Root["Parameters"]!["Stage"] = new JsonObject { ["Type"] = "String", ["Default"] = "production", ["AllowedPattern"] = "[a-z]{4}" }),
        new("a default above the maximum", TemplateFormRules.Default, t => t.Root["Parameters"]!["Tasks"] = new JsonObject { ["Type"] = "Number", ["Default"] = 20, ["MaxValue"] = 10 }),
        new("a logical id with a hyphen", TemplateFormRules.LogicalId, t => t.Add("yelb-topic", "AWS::SNS::Topic", [])),
        new("a policy that there is not", TemplateFormRules.Policy, t => t.Target(t.Database.Efs["FilesystemId"]!)["DeletionPolicy"] = "Keep"),

        // Dependencies and names of resources.
        new("two services wait for each other", DependencyRules.Circle, t => t.AppServer.Resource["DependsOn"]!.AsArray().Add(t.Ui.Id)),
        new("two security groups name each other", DependencyRules.Circle, t =>
        {
            AddIngress(t, t.Cache.SecurityGroupId, t.Database.SecurityGroupId);
            AddIngress(t, t.Database.SecurityGroupId, t.Cache.SecurityGroupId);
        }),
        new("a dependency on nothing", DependencyRules.Unknown, t => t.Ui.Resource["DependsOn"]!.AsArray().Add("Postgres")),
        new("a reference to nothing", DependencyRules.Unknown, t => t.Ui.SetVariable("REGION", YelbTemplate.Ref("Region"))),
        new("an attribute of nothing", DependencyRules.Unknown, t => t.Ui.SetVariable("BUCKET", YelbTemplate.Attribute("Bucket", "Arn"))),
        new("a text with a reference to nothing in it", DependencyRules.Unknown, t => t.Ui.SetVariable("BUCKET", new JsonObject { ["Fn::Sub"] = "s3://${Bucket}/votes" })),
        new("an output of nothing", DependencyRules.Unknown, t => t.Root["Outputs"]!["Bucket"] = new JsonObject { ["Value"] = YelbTemplate.Ref("Bucket") }),
        new("a condition that is not there", DependencyRules.Unknown, t => t.Resources[t.Ui.Id]!["Condition"] = "IsProduction"),
        new("a choice by a condition that is not there", DependencyRules.Unknown, t => t.Ui.SetVariable("SIZE", new JsonObject { ["Fn::If"] = new JsonArray("IsLarge", "2", "1") })),
        new("a mapping that is not there", DependencyRules.Unknown, t => t.Ui.SetVariable("SIZE", new JsonObject { ["Fn::FindInMap"] = new JsonArray("Sizes", "eu", "small") })),
        new("two log groups of one name", TwiceRules.InStack, t => t.Copy(t.FirstId("AWS::Logs::LogGroup"), "OtherLogs")),
        new("two services of one name in a cluster", TwiceRules.InStack, t => t.Cache.Properties["ServiceName"] = t.Database.Properties["ServiceName"]!.ToString()),
        new("two roles of one name", TwiceRules.InStack, t =>
        {
            foreach (var (_, role) in t.OfType("AWS::IAM::Role").Take(2))
            {
                role["Properties"]!["RoleName"] = "yelb-task";
            }
        }),
        new("two exports of one name", TwiceRules.InStack, t =>
        {
            t.Root["Outputs"]!["One"] = new JsonObject { ["Value"] = "1", ["Export"] = new JsonObject { ["Name"] = "yelb-url" } };
            t.Root["Outputs"]!["Two"] = new JsonObject { ["Value"] = "2", ["Export"] = new JsonObject { ["Name"] = "yelb-url" } };
        }),

        // Rules of security groups, and managed stores.
        new("a subnet outside of its VPC", SubnetFormRules.Impossible, t => t.First("AWS::EC2::Subnet")["CidrBlock"] = "192.168.0.0/24"),
        new("two subnets with the same addresses", SubnetFormRules.Impossible, t => t.First("AWS::EC2::Subnet")["CidrBlock"] = "10.0.1.0/25"),
        new("a rule for TCP without ports", SecurityGroupFormRules.Impossible, t => { t.First("AWS::EC2::SecurityGroupEgress").Remove("FromPort"); t.First("AWS::EC2::SecurityGroupEgress").Remove("ToPort"); }),
        new("a rule from a port down to a lower one", SecurityGroupFormRules.Impossible, t => t.First("AWS::EC2::SecurityGroupIngress")["ToPort"] = 1),
        new("a rule for nobody", SecurityGroupFormRules.Impossible, t => t.First("AWS::EC2::SecurityGroupIngress").Remove("SourceSecurityGroupId")),
        new("a rule for a group and for addresses", SecurityGroupFormRules.Impossible, t => t.First("AWS::EC2::SecurityGroupIngress")["CidrIp"] = "10.0.0.0/16"),
        new("a database's user that PostgreSQL keeps for itself", StoreRules.MasterUser, t => AddDatabase(t)["MasterUsername"] = "admin"),
        new("a password that RDS makes beside one that is given", StoreRules.Contradiction, t => { var database = AddDatabase(t); database["ManageMasterUserPassword"] = true; database["MasterUserPassword"] = YelbTemplate.Ref("YelbUiImage"); }),
        new("a master user without a password", StoreRules.Contradiction, t => AddDatabase(t)["MasterUsername"] = "yelb"),
        new("a database that may shrink", StoreRules.Contradiction, t => AddDatabase(t)["MaxAllocatedStorage"] = 10),
        new("provisioned throughput without a number", StoreRules.Contradiction, t => t.First("AWS::EFS::FileSystem")["ThroughputMode"] = "provisioned"),
        new("a secret that is given and generated", StoreRules.Contradiction, t => t.OfType("AWS::SecretsManager::Secret").First(s => s.Resource["Properties"]!["GenerateSecretString"] is not null).Resource["Properties"]!["SecretString"] = YelbTemplate.Ref("YelbUiImage")),
        new("a secret's template that is no JSON", StoreRules.Contradiction, t => { Generated(t)["GenerateStringKey"] = "password"; Generated(t)["SecretStringTemplate"] = "username=postgres"; }),
        new("a database in two zones and in one", StoreRules.Contradiction, t => { var database = AddDatabase(t); database["MultiAZ"] = true; database["AvailabilityZone"] = "eu-west-1a"; }),
        new("fail-over of a cache with one node", StoreRules.Contradiction, t => t.Add("Cache", "AWS::ElastiCache::ReplicationGroup", new() { ["ReplicationGroupDescription"] = "Yelb", ["AutomaticFailoverEnabled"] = true, ["NumCacheClusters"] = 1 })),
        new("a cache with a password and without TLS", StoreRules.Contradiction, t => t.Add("Cache", "AWS::ElastiCache::ReplicationGroup", new() { ["ReplicationGroupDescription"] = "Yelb", ["AuthToken"] = YelbTemplate.Ref("YelbUiImage") })),
        new("a database's subnets in one zone", StoreRules.OneZone, t => t.Add("Subnets", "AWS::RDS::DBSubnetGroup", new() { ["DBSubnetGroupDescription"] = "Yelb", ["SubnetIds"] = new JsonArray(t.Ui.Properties["NetworkConfiguration"]!["AwsvpcConfiguration"]!["Subnets"]![0]!.DeepClone()) })),
    ];

    private static JsonObject Tag(string key) => new() { ["Key"] = key, ["Value"] = "yelb" };

    private static JsonObject Dependency(string container, string condition) => new() { ["ContainerName"] = container, ["Condition"] = condition };

    private static JsonObject Provider(string name, int weight, int @base) => new() { ["CapacityProvider"] = name, ["Weight"] = weight, ["Base"] = @base };

    private static JsonObject AddSidecar(TemplateService service)
    {
        var sidecar = new JsonObject { ["Name"] = "sidecar", ["Image"] = "public.ecr.aws/xray/aws-xray-daemon:3.4.1", ["Essential"] = false };
        service.Task["ContainerDefinitions"]!.AsArray().Add(sidecar);
        return sidecar;
    }

    private static void AddIngress(YelbTemplate template, string group, string source) =>
        template.Resources[group]!["Properties"]!["SecurityGroupIngress"] =
            new JsonArray(new JsonObject { ["IpProtocol"] = "tcp", ["FromPort"] = 7000, ["ToPort"] = 7000, ["SourceSecurityGroupId"] = YelbTemplate.Attribute(source, "GroupId") });

    private static JsonNode Generated(YelbTemplate template) =>
        template.OfType("AWS::SecretsManager::Secret").Select(s => s.Resource["Properties"]!["GenerateSecretString"]).First(g => g is not null)!;

    private static JsonObject AddDatabase(YelbTemplate template)
    {
        JsonObject database = new() { ["Engine"] = "postgres", ["EngineVersion"] = "18.1", ["AllocatedStorage"] = "20", ["DBInstanceClass"] = "db.t4g.micro" };
        template.Add("Store", "AWS::RDS::DBInstance", database);
        return database;
    }
}
