using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Permissions;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A load balancer may write its access log.</summary>
/// <remarks>Elastic Load Balancing User Guide for Application Load Balancers, "Enable access logs": the bucket's policy lets it.</remarks>
internal static class AccessLogRules
{
    [TemplateRule("a load balancer with an access log and no bucket that lets it write there", "Elastic Load Balancing User Guide for Application Load Balancers, Enable access logs for your Application Load Balancer: Attach a policy to your S3 bucket")]
    public const string Unwritable = "unwritable-access-log";

    private static readonly string[] _logs = ["access_logs", "connection_logs"];

    public static IEnumerable<TemplateViolation> BucketsAreOpen(EcsTopology topology) =>
        from balancer in topology.Template.OfType("AWS::ElasticLoadBalancingV2::LoadBalancer")
        where !balancer["LoadBalancerAttributes"].IsUnknownList
        from log in _logs
        where Attribute(balancer, $"{log}.s3.enabled").IsTrue
        let bucket = Attribute(balancer, $"{log}.s3.bucket")
        let fault = !bucket.IsPresent ? $"and no bucket for it; give {log}.s3.bucket"
            : topology.Template.Find(bucket.Target, "AWS::S3::Bucket") is { } own && IsClosed(topology.Template, own) ? $"in bucket {own.LogicalId}, which has no policy that lets it write there, so it is refused; add an AWS::S3::BucketPolicy that allows logdelivery.elasticloadbalancing.amazonaws.com s3:PutObject"
            : null
        where fault is not null
        select topology.Violation(Unwritable, balancer, $"load balancer {balancer.LogicalId} has a log ({log}) {fault}.");

    private static bool IsClosed(CloudFormationTemplate template, TemplateResource bucket)
    {
        var arns = new ResourceArns(template);
        var policies = template.OfType("AWS::S3::BucketPolicy").Where(p => p["Bucket"].Target is not { } id || id == bucket.LogicalId || (bucket["BucketName"].Text is { } name && p["Bucket"].Text == name)).ToList();
        return !template.MayHaveMore && !template.IsHandedOn(bucket.LogicalId)
            && policies.All(p => PolicyStatement.Read(p["PolicyDocument"], arns) is { } statements
                && !statements.Any(s => s.IsAllow && s.IsAbout("s3:PutObject", [$"arn:{ArnPattern.UnknownPart("AWS::Partition")}:s3:::{ArnPattern.Anything}"]) != Certainty.No));
    }

    private static TemplateValue Attribute(TemplateResource balancer, string key) =>
        balancer["LoadBalancerAttributes"].Items.FirstOrDefault(a => a["Key"].Text == key) is { IsPresent: true } attribute ? attribute["Value"] : default;
}
