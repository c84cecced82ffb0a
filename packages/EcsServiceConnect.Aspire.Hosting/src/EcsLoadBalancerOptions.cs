namespace EcsServiceConnect.Hosting;

/// <summary>
/// How the environment's load balancers are set up, those of one resource's own among them (Elastic Load Balancing User
/// Guide for Application Load Balancers, "Edit attributes for your Application Load Balancer").
/// </summary>
public sealed class EcsLoadBalancerOptions
{
    /// <summary>
    /// The name of an S3 bucket that there is already, in the stack's region, for a log of each request; null by default, for
    /// none. Its policy has to let Elastic Load Balancing write below <c>NAME/AWSLogs/ACCOUNT/</c>, where NAME is the
    /// environment's, and it is encrypted with Amazon S3's keys only ("Enable access logs for your Application Load Balancer").
    /// </summary>
    public string? AccessLogsBucket { get; set; }

    /// <summary>
    /// The ARN of a web ACL of AWS WAF for what comes in, <c>arn:aws:wafv2:REGION:ACCOUNT:regional/webacl/NAME/ID</c>, in the
    /// stack's region; null by default, for none (AWS WAF API Reference, "AssociateWebACL").
    /// </summary>
    public string? WebAclArn { get; set; }

    /// <summary>
    /// Whether nobody can delete them; false by default. While it is on, <c>destroy</c> fails, and so does a deployment that would
    /// replace one.
    /// </summary>
    public bool DeletionProtection { get; set; }

    /// <summary>
    /// How long a connection may be silent, in whole seconds, 1 to 4000; null by default, for 60 s, or two minutes where a
    /// resource streams. It has to be shorter than the servers keep idle connections, Kestrel 130 s, and no shorter than 60 s
    /// before one that streams.
    /// </summary>
    public TimeSpan? IdleTimeout { get; set; }
}
