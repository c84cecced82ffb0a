namespace EcsServiceConnect.Hosting.Diffing;

/// <summary>What CloudFormation's types and properties are in plain words, for those that a published stack has.</summary>
internal static class ResourceWords
{
    private static readonly Dictionary<string, string> _types = new()
    {
        ["AWS::ApplicationAutoScaling::ScalableTarget"] = "range of tasks",
        ["AWS::ApplicationAutoScaling::ScalingPolicy"] = "scaling policy",
        ["AWS::CertificateManager::Certificate"] = "certificate",
        ["AWS::CloudWatch::Alarm"] = "alarm",
        ["AWS::CloudWatch::Dashboard"] = "dashboard",
        ["AWS::EC2::EIP"] = "public address",
        ["AWS::EC2::NatGateway"] = "NAT gateway",
        ["AWS::EC2::SecurityGroup"] = "security group",
        ["AWS::EC2::SecurityGroupEgress"] = "rule of what it may reach",
        ["AWS::EC2::SecurityGroupIngress"] = "rule of what may reach it",
        ["AWS::EC2::Subnet"] = "subnet",
        ["AWS::EC2::VPC"] = "VPC",
        ["AWS::EC2::VPCEndpoint"] = "VPC endpoint",
        ["AWS::ECS::Cluster"] = "cluster",
        ["AWS::ECS::Service"] = "ECS service",
        ["AWS::ECS::TaskDefinition"] = "task definition",
        ["AWS::EFS::AccessPoint"] = "volume",
        ["AWS::EFS::FileSystem"] = "file system",
        ["AWS::EFS::MountTarget"] = "address of the file system",
        ["AWS::ElastiCache::CacheCluster"] = "cache",
        ["AWS::ElastiCache::ReplicationGroup"] = "cache",
        ["AWS::ElastiCache::ServerlessCache"] = "cache",
        ["AWS::ElasticLoadBalancingV2::Listener"] = "listener of the load balancer",
        ["AWS::ElasticLoadBalancingV2::ListenerRule"] = "rule of the load balancer",
        ["AWS::ElasticLoadBalancingV2::LoadBalancer"] = "load balancer",
        ["AWS::ElasticLoadBalancingV2::TargetGroup"] = "target group",
        ["AWS::Events::Rule"] = "rule that finds failed tasks",
        ["AWS::IAM::Policy"] = "policy",
        ["AWS::IAM::Role"] = "role",
        ["AWS::KMS::Key"] = "key",
        ["AWS::Logs::LogGroup"] = "log group",
        ["AWS::Logs::ResourcePolicy"] = "policy of the log group",
        ["AWS::RDS::DBCluster"] = "database",
        ["AWS::RDS::DBInstance"] = "database",
        ["AWS::SecretsManager::Secret"] = "secret",
        ["AWS::ServiceDiscovery::HttpNamespace"] = "namespace",
        ["AWS::SNS::Topic"] = "topic of alarms",
        ["AWS::SNS::TopicPolicy"] = "policy of the topic",
        ["AWS::WAFv2::WebACLAssociation"] = "web ACL of the load balancer",
    };

    private static readonly Dictionary<string, string> _properties = new()
    {
        ["AllocatedStorage"] = "storage (GiB)",
        ["CacheNodeType"] = "node type",
        ["ClientAliases"] = "alias",
        ["Cpu"] = "CPU units",
        ["DBInstanceClass"] = "instance class",
        ["DeletionPolicy"] = "what becomes of it when it is deleted",
        ["DependsOn"] = "what it is deployed after",
        ["DesiredCount"] = "number of tasks",
        ["EngineVersion"] = "engine version",
        ["GenerateSecretString"] = "how its value is made up",
        ["MaxCapacity"] = "greatest number of tasks",
        ["Memory"] = "MiB of memory",
        ["MinCapacity"] = "least number of tasks",
        ["RetentionInDays"] = "days that it is kept",
        ["ServiceConnectConfiguration"] = "Service Connect",
        ["ServiceName"] = "name",
        ["UpdateReplacePolicy"] = "what becomes of it when it is replaced",
    };

    // Properties of types that are not about who may reach or do what.
    private static readonly HashSet<string> _security =
    [
        "AssignPublicIp", "AtRestEncryptionEnabled", "AuthToken", "Certificates", "EnableExecuteCommand", "Encrypted", "ExecuteCommandConfiguration",
        "ExecutionRoleArn", "FileSystemPolicy", "KmsKeyId", "LinuxParameters", "PosixUser", "Privileged", "PubliclyAccessible", "ReadonlyRootFilesystem", "Scheme",
        "Secrets", "SecurityGroupIds", "SecurityGroups", "SslPolicy", "StorageEncrypted", "TaskRoleArn", "TransitEncryption", "TransitEncryptionEnabled",
        "User", "VPCSecurityGroups", "VpcSecurityGroupIds",
    ];

    private static readonly string[] _securityTypes =
    [
        "AWS::IAM::", "AWS::KMS::", "AWS::EC2::SecurityGroup", "AWS::EC2::NetworkAcl", "AWS::SecretsManager::ResourcePolicy",
        "AWS::ElasticLoadBalancingV2::Listener", "AWS::CertificateManager::", "AWS::WAFv2::",
    ];

    public static string Type(string type) => _types.GetValueOrDefault(type, type);

    public static bool IsSecurity(string type) => _securityTypes.Any(prefix => type.StartsWith(prefix, StringComparison.Ordinal));

    public static bool IsSecurity(PropertyChange change) => change.Path.Any(_security.Contains);

    /// <summary>What is other, with the values where they say something.</summary>
    /// <param name="change">The change.</param>
    /// <param name="resource">Whose it is: the container of the same name needs no mention.</param>
    public static string Property(PropertyChange change, string resource)
    {
        string[] path = [.. change.Path];
        var name = path switch
        {
            ["ContainerDefinitions", var container, "Environment", var variable, ..] => Of($"variable {variable}", container),
            ["ContainerDefinitions", var container, "Secrets", var variable, ..] => Of($"secret variable {variable}", container),
            ["ContainerDefinitions", var container, .. { Length: > 0 } rest] => Of(Words(rest), container),
            ["Tags", var tag, ..] => $"tag {tag}",
            _ => Words(path),
        };

        // A variable's value may be what somebody would not show.
        return path.Contains("Environment") || (change.Before is null && change.After is null)
            ? name
            : $"{name}: {change.Before ?? "…"} -> {change.After ?? "…"}";

        string Of(string what, string container) => container == resource ? what : $"{what} of its container {container}";
    }

    private static string Words(IEnumerable<string> path) => string.Join('/', path.Select(name => _properties.GetValueOrDefault(name, name)));
}
