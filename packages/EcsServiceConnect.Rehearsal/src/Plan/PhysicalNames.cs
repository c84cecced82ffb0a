using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>
/// What Ref and GetAtt of a resource come to where a well-formed one can be generated: names, ARNs and ids. Addresses of
/// what isn't rehearsed can't.
/// </summary>
/// <remarks>The "Return values" of each resource type in the AWS CloudFormation User Guide, and the Service Authorization Reference for ARNs.</remarks>
internal sealed class PhysicalNames(CloudFormationTemplate template)
{
    // An id of AWS's making, always the same here.
    private const string Id = "0123456789abcdef0";

    private static readonly string[] _nameProperties = ["Name", "ClusterName", "ServiceName", "LogGroupName", "FunctionName", "RoleName", "BucketName", "TableName", "QueueName", "TopicName", "RepositoryName", "Family"];

    /// <summary>The value of `Id` or `Id.Attribute`; null where it can't be known here.</summary>
    public string? Find(string placeholder)
    {
        var dot = placeholder.IndexOf('.', StringComparison.Ordinal);
        return template.Find(dot < 0 ? placeholder : placeholder[..dot]) is not { } resource ? null
            : dot < 0 ? Reference(resource)
            : Attribute(resource, placeholder[(dot + 1)..]);
    }

    /// <summary>A resource's name: the one it is given, else its logical id.</summary>
    public string NameOf(TemplateResource resource) =>
        _nameProperties.Select(p => resource[p].Text).FirstOrDefault(t => t is not null) is { } name
            ? Placeholder.Replace(name, Find)
            : resource.LogicalId;

    private string Reference(TemplateResource resource) => resource.Type switch
    {
        "AWS::ECS::Service" => Arn("ecs", $"service/{ClusterOf(resource)}/{NameOf(resource)}"),
        "AWS::ECS::TaskDefinition" => Arn("ecs", $"task-definition/{NameOf(resource)}:1"),
        "AWS::SecretsManager::Secret" => SecretArn(resource),
        "AWS::ElasticLoadBalancingV2::LoadBalancer" or "AWS::ElasticLoadBalancingV2::TargetGroup" => Arn("elasticloadbalancing", LoadBalancingPath(resource)),
        "AWS::EC2::SecurityGroup" => $"sg-{Id}",
        "AWS::EC2::VPC" => $"vpc-{Id}",
        "AWS::EC2::Subnet" => $"subnet-{Id}",
        "AWS::EFS::FileSystem" => $"fs-{Id}",
        "AWS::EFS::AccessPoint" => $"fsap-{Id}",
        "AWS::ServiceDiscovery::HttpNamespace" or "AWS::ServiceDiscovery::PrivateDnsNamespace" or "AWS::ServiceDiscovery::PublicDnsNamespace" => "ns-0123456789abcdef",
        "AWS::SNS::Topic" => ArnOf(resource),
        "AWS::SQS::Queue" => $"https://sqs.{PseudoParameters.Region}.amazonaws.com/{PseudoParameters.Account}/{NameOf(resource)}",
        _ => NameOf(resource),
    };

    private string? Attribute(TemplateResource resource, string attribute) => (resource.Type, attribute) switch
    {
        ("AWS::ECS::Service", "ServiceArn") or ("AWS::SecretsManager::Secret", "Id") or (_, "TaskDefinitionArn" or "LoadBalancerArn" or "TargetGroupArn") => Reference(resource),
        ("AWS::ElasticLoadBalancingV2::LoadBalancer", "DNSName") => $"{LoadBalancerName(resource)}-1234567890.{PseudoParameters.Region}.elb.amazonaws.com",
        ("AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerName") => LoadBalancerName(resource),
        ("AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerFullName") => LoadBalancingPath(resource)["loadbalancer/".Length..],
        ("AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupFullName") => LoadBalancingPath(resource),
        ("AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupName") => LoadBalancerName(resource),
        ("AWS::EC2::SecurityGroup", "GroupId") or ("AWS::EC2::VPC", "VpcId") or ("AWS::EC2::Subnet", "SubnetId") or (_, "FileSystemId" or "AccessPointId") => Reference(resource),
        ("AWS::SSM::Parameter", "Value") => resource["Value"].Text is { } value ? Placeholder.Replace(value, Find) : null,
        ("AWS::SQS::Queue", "QueueUrl") => Reference(resource),
        (_, "Name" or "QueueName" or "TopicName" or "RoleName") => NameOf(resource),
        (_, "Arn") when resource.Type.StartsWith("AWS::", StringComparison.Ordinal) => ArnOf(resource),

        // What the template itself says of it.
        _ => resource[attribute].Text is { } given ? Placeholder.Replace(given, Find) : null,
    };

    // AWS adds a hyphen and six characters to a secret's name.
    private string SecretArn(TemplateResource secret) => Arn("secretsmanager", $"secret:{NameOf(secret)}-AbCdEf");

    // At most 32 characters, letters, digits and hyphens.
    private string LoadBalancerName(TemplateResource resource) => NameOf(resource) is { Length: > 32 } name ? name[..32] : NameOf(resource);

    private string LoadBalancingPath(TemplateResource resource) =>
        resource.Type.EndsWith("::TargetGroup", StringComparison.Ordinal)
            ? $"targetgroup/{LoadBalancerName(resource)}/0123456789abcdef"
            : $"loadbalancer/app/{LoadBalancerName(resource)}/0123456789abcdef";

    private string ClusterOf(TemplateResource service) =>
        service["Cluster"].Text is { } cluster ? Placeholder.Replace(cluster, Find).Split('/')[^1] : "default";

    private string ArnOf(TemplateResource resource)
    {
        var name = NameOf(resource);
        return resource.Type switch
        {
            "AWS::IAM::Role" => $"arn:{PseudoParameters.Partition}:iam::{PseudoParameters.Account}:role/{name}",
            "AWS::S3::Bucket" => $"arn:{PseudoParameters.Partition}:s3:::{name}",
            "AWS::SNS::Topic" => Arn("sns", name),
            "AWS::SQS::Queue" => Arn("sqs", name),
            "AWS::Lambda::Function" => Arn("lambda", $"function:{name}"),
            "AWS::EFS::FileSystem" => Arn("elasticfilesystem", $"file-system/{Reference(resource)}"),
            "AWS::EFS::AccessPoint" => Arn("elasticfilesystem", $"access-point/{Reference(resource)}"),
            "AWS::Logs::LogGroup" => Arn("logs", $"log-group:{name}:*"),
            var type => Arn(type.Split("::")[1].ToLowerInvariant(), $"{type.Split("::")[^1].ToLowerInvariant()}/{name}"),
        };
    }

    private static string Arn(string service, string resource) =>
        $"arn:{PseudoParameters.Partition}:{service}:{PseudoParameters.Region}:{PseudoParameters.Account}:{resource}";
}
