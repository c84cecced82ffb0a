using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Which types of resources are rehearsed, and what is to be said of those that are not.</summary>
internal static class ResourceTypes
{
    public const string Roles = "IAM roles and policies: nothing is refused for want of a permission";

    // What reads them says what of them is not rehearsed.
    private static readonly HashSet<string> _rehearsed =
    [
        "AWS::ECS::Service", "AWS::ECS::TaskDefinition", "AWS::ECS::Cluster", "AWS::ECS::ClusterCapacityProviderAssociations",
        "AWS::ServiceDiscovery::HttpNamespace", "AWS::ServiceDiscovery::PrivateDnsNamespace", "AWS::ServiceDiscovery::PublicDnsNamespace",
        "AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress",
        "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule", "AWS::ElasticLoadBalancingV2::TargetGroup",
        "AWS::ApplicationAutoScaling::ScalableTarget", "AWS::ApplicationAutoScaling::ScalingPolicy",
        "AWS::SecretsManager::Secret", "AWS::SSM::Parameter", "AWS::EFS::AccessPoint", UnreadStacks.Type,
    ];

    // Of no consequence to what runs.
    private static readonly HashSet<string> _silent = ["AWS::CDK::Metadata", "AWS::CloudFormation::WaitConditionHandle"];

    // The first that fits; a `*` at the end stands for any rest.
    private static readonly (string Group, string[] Types)[] _groups =
    [
        ("VPC endpoints: no service of AWS answers here", ["AWS::EC2::VPCEndpoint*"]),
        ("VPC flow logs", ["AWS::EC2::FlowLog"]),
        ("network ACLs: only security groups filter", ["AWS::EC2::NetworkAcl*", "AWS::EC2::SubnetNetworkAclAssociation"]),
        ("VPC, subnets, routes and gateways: every task is in one network", ["AWS::EC2::*"]),
        (Roles, ["AWS::IAM::*"]),
        ("log groups' retention and encryption: logs are files that end with the rehearsal", ["AWS::Logs::*"]),
        ("EFS encryption, backups, policies, mount targets and throughput: a file system is a folder", ["AWS::EFS::*"]),
        ("managed stores", ["AWS::RDS::*", "AWS::ElastiCache::*", "AWS::MemoryDB::*", "AWS::DynamoDB::*", "AWS::DocDB::*", "AWS::Neptune::*"]),
        ("rotation and policies of secrets", ["AWS::SecretsManager::*"]),
        ("alarms that no deployment looks at, dashboards and metric filters", ["AWS::CloudWatch::*"]),
        ("certificates and private certificate authorities", ["AWS::CertificateManager::*", "AWS::ACMPCA::*"]),
        ("DNS records and zones", ["AWS::Route53::*"]),
        ("CDN and web application firewall", ["AWS::CloudFront::*", "AWS::WAFv2::*"]),
        ("image repositories", ["AWS::ECR::*"]),
        ("encryption keys", ["AWS::KMS::*"]),
        ("scheduled scaling and events", ["AWS::Events::*", "AWS::Scheduler::*"]),
        ("queues, topics and buckets", ["AWS::SQS::*", "AWS::SNS::*", "AWS::S3::*"]),
        ("functions and custom resources, and what they would do at a deployment", ["AWS::Lambda::*", "AWS::CloudFormation::CustomResource", "Custom::*"]),
        ("EC2 capacity", ["AWS::AutoScaling::*", "AWS::ECS::CapacityProvider"]),
        ("certificates and trust of listeners", ["AWS::ElasticLoadBalancingV2::ListenerCertificate", "AWS::ElasticLoadBalancingV2::TrustStore*"]),
        ("DNS-based service discovery", ["AWS::ServiceDiscovery::*"]),
    ];

    /// <summary>Names what is not rehearsed: known kinds in groups, any other by its type.</summary>
    /// <param name="template">The template.</param>
    /// <param name="alarms">The logical ids of the alarms that are played.</param>
    /// <param name="notRehearsed">Where to.</param>
    public static void Tell(CloudFormationTemplate template, IReadOnlySet<string> alarms, NotRehearsed notRehearsed)
    {
        foreach (var cluster in template.OfType("AWS::ECS::Cluster"))
        {
            PropertyTable.Cluster.Tell(cluster.Properties, $"cluster {cluster.LogicalId}", notRehearsed);
        }

        foreach (var secret in template.OfType("AWS::SecretsManager::Secret"))
        {
            PropertyTable.Secret.Tell(secret.Properties, $"secret {secret.LogicalId}", notRehearsed);
        }

        foreach (var type in template.Resources.Where(r => !_rehearsed.Contains(r.Type) && !_silent.Contains(r.Type)).GroupBy(r => r.Type))
        {
            var group = _groups.FirstOrDefault(g => g.Types.Any(t => t.EndsWith('*') ? type.Key.StartsWith(t[..^1], StringComparison.Ordinal) : type.Key == t)).Group;
            foreach (var resource in type.Where(r => !alarms.Contains(r.LogicalId)))
            {
                notRehearsed.Add(group ?? type.Key, resource.LogicalId);
            }
        }
    }
}
