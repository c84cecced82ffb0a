using System.Text.RegularExpressions;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>What the environment's options must not be, told before any template is made, in the words of the AppHost.</summary>
internal static partial class EcsEnvironmentRules
{
    public static IEnumerable<string> Errors(EcsEnvironmentResource environment)
    {
        var balancer = environment.LoadBalancer;
        var at = $"Environment '{environment.Name}'";
        if (balancer.IdleTimeout is { } idle && !idle.IsWholeSeconds(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4000)))
        {
            yield return $"{at} has the LoadBalancer.IdleTimeout {idle}, and a load balancer takes 1 to 4000 whole seconds; set one of these, or leave it out for 60.";
        }

        if (balancer.AccessLogsBucket is { } bucket && !BucketName().IsMatch(bucket))
        {
            yield return $"{at} has the LoadBalancer.AccessLogsBucket '{bucket}', which is no name of an S3 bucket: 3 to 63 small letters, digits, hyphens and single points. Set the name alone, without s3:// or folders.";
        }

        if (balancer.WebAclArn is { } acl)
        {
            if (WebAcl().Match(acl) is not { Success: true } match)
            {
                yield return $"{at} has the LoadBalancer.WebAclArn '{acl}', which is no ARN of a regional web ACL: arn:aws:wafv2:REGION:ACCOUNT:regional/webacl/NAME/ID. One of CloudFront's (global) is not for load balancers.";
            }
            else if (IsElsewhere(match, environment))
            {
                yield return $"{at} is in {environment.Region}, and its LoadBalancer.WebAclArn in {match.Groups["region"].Value}: a web ACL is for load balancers of its own region.";
            }
        }

        if (environment.Alarms?.TopicArn is { } topic)
        {
            if (Topic().Match(topic) is not { Success: true } match)
            {
                yield return $"{at} has WithAlarms(\"{topic}\"), which is no ARN of an SNS topic: arn:aws:sns:REGION:ACCOUNT:NAME. Leave it out for a topic of the stack's own.";
            }
            else if (IsElsewhere(match, environment))
            {
                yield return $"{at} is in {environment.Region}, and the topic of its WithAlarms in {match.Groups["region"].Value}: CloudWatch tells topics of an alarm's own region.";
            }
        }
    }

    // Where nothing says the region, it is the AWS profile's.
    private static bool IsElsewhere(Match arn, EcsEnvironmentResource environment) => environment.Region is { } region && arn.Groups["region"].Value != region;

    // Amazon S3 User Guide, "General purpose bucket naming rules".
    [GeneratedRegex(@"^(?=.{3,63}$)[a-z0-9](?:[a-z0-9-]|\.(?!\.))*[a-z0-9]\z")]
    private static partial Regex BucketName();

    [GeneratedRegex(@"^arn:aws[a-z-]*:wafv2:(?<region>[a-z0-9-]+):[0-9]{12}:regional/webacl/[A-Za-z0-9_-]{1,128}/[A-Za-z0-9-]{1,36}\z")]
    private static partial Regex WebAcl();

    // Amazon SNS API Reference, "CreateTopic": Name.
    [GeneratedRegex(@"^arn:aws[a-z-]*:sns:(?<region>[a-z0-9-]+):[0-9]{12}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?\z")]
    private static partial Regex Topic();
}
