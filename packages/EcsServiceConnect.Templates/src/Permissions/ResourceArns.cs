using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Permissions;

/// <summary>The Amazon Resource Names of what a template makes, however it refers to them.</summary>
/// <remarks>AWS CloudFormation Template Reference, "Return values" of each type; Service Authorization Reference, "Resource types defined by" each service.</remarks>
internal sealed class ResourceArns(CloudFormationTemplate template)
{
    private static readonly string _partition = ArnPattern.UnknownPart("AWS::Partition");
    private static readonly string _region = ArnPattern.UnknownPart("AWS::Region");
    private static readonly string _account = ArnPattern.UnknownPart("AWS::AccountId");

    /// <summary>An ARN of this account and region.</summary>
    public static string Here(string service, string resource) => $"arn:{_partition}:{service}:{_region}:{_account}:{resource}";

    /// <summary>A text of the template with ARNs and names in place of references: see <see cref="ArnPattern"/>.</summary>
    public string Canonical(string text) => Placeholder.Replace(text, name =>
        template.Find(name.Split('.')[0]) is not { } resource ? ArnPattern.UnknownPart(name)
        : name.Split('.', 2) is [_, var attribute] ? OfAttribute(resource, attribute)
        : OfReference(resource));

    /// <summary>The streams of a log group, given its name as the template writes it.</summary>
    public string LogStreams(string group) => Here("logs", $"log-group:{Canonical(group)}:log-stream:{ArnPattern.Anything}");

    private string? OfReference(TemplateResource resource) => resource.Type switch
    {
        "AWS::SecretsManager::Secret" => Here("secretsmanager", $"secret:{Name(resource, "Name")}-??????"),
        "AWS::SecretsManager::SecretTargetAttachment" => Canonical(resource["SecretId"].Text ?? ""),
        "AWS::Logs::LogGroup" => Name(resource, "LogGroupName"),
        "AWS::ECR::Repository" => Name(resource, "RepositoryName"),
        "AWS::SSM::Parameter" => Name(resource, "Name"),
        "AWS::S3::Bucket" => Name(resource, "BucketName"),
        "AWS::IAM::Role" => Name(resource, "RoleName"),
        _ => null,
    };

    private string? OfAttribute(TemplateResource resource, string attribute) => (resource.Type, attribute) switch
    {
        ("AWS::SecretsManager::Secret", "Id") => OfReference(resource),
        ("AWS::Logs::LogGroup", "Arn") => Here("logs", $"log-group:{Name(resource, "LogGroupName")}:*"),
        ("AWS::ECR::Repository", "Arn") => Here("ecr", $"repository/{Name(resource, "RepositoryName")}"),
        ("AWS::KMS::Key", "Arn") => Here("kms", $"key/{Placeholder.For(resource.LogicalId)}"),
        ("AWS::EFS::FileSystem", "Arn") => Here("elasticfilesystem", $"file-system/{Placeholder.For(resource.LogicalId)}"),
        ("AWS::EFS::FileSystem", "FileSystemId") or ("AWS::EFS::AccessPoint", "AccessPointId") or ("AWS::KMS::Key", "KeyId") => Placeholder.For(resource.LogicalId),
        ("AWS::EFS::AccessPoint", "Arn") => Here("elasticfilesystem", $"access-point/{Placeholder.For(resource.LogicalId)}"),
        ("AWS::S3::Bucket", "Arn") => $"arn:{_partition}:s3:::{Name(resource, "BucketName")}",
        ("AWS::IAM::Role", "Arn") => $"arn:{_partition}:iam::{_account}:role{resource["Path"].Text ?? "/"}{Name(resource, "RoleName")}",
        _ => null,
    };

    // A name that AWS makes up is nobody else's.
    private string Name(TemplateResource resource, string property) =>
        resource[property].Text is { } given ? Canonical(given) : Placeholder.For(resource.LogicalId);
}
