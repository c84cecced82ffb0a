using Aspire.Hosting;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Tests.Model;

/// <summary>Options of the environment that AWS would refuse, told in the AppHost's words.</summary>
public sealed class EnvironmentRuleTests
{
    private const string Acl = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/rules/0123-abc";
    private const string Topic = "arn:aws:sns:eu-west-1:123456789012:operations";

    [Fact]
    public void What_AWS_takes_is_no_error()
    {
        Assert.Empty(Errors(e => { }));
        Assert.Empty(Errors(e =>
        {
            e.Region = "eu-west-1";
            e.LoadBalancer.IdleTimeout = TimeSpan.FromSeconds(4000);
            e.LoadBalancer.AccessLogsBucket = "my.logs-1";
            e.LoadBalancer.WebAclArn = Acl;
            e.Alarms = new(Topic);
        }));
        Assert.Empty(Errors(e => e.Alarms = new(Topic.Replace("aws", "aws-us-gov", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1.5)]
    [InlineData(4001)]
    [InlineData(-1)]
    public void An_idle_timeout(double seconds) => Refused("LoadBalancer.IdleTimeout", e => e.LoadBalancer.IdleTimeout = TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("Logs")]
    [InlineData("s3://logs")]
    [InlineData("logs/yelb")]
    [InlineData("my..logs")]
    [InlineData("-logs")]
    [InlineData("logs-")]
    [InlineData("logs\n")]
    public void A_bucket(string name) => Refused("LoadBalancer.AccessLogsBucket", e => e.LoadBalancer.AccessLogsBucket = name);

    [Theory]
    [InlineData("")]
    [InlineData("rules")]
    [InlineData("arn:aws:wafv2:us-east-1:123456789012:global/webacl/rules/0123-abc")]
    [InlineData("arn:aws:waf-regional:eu-west-1:123456789012:webacl/0123-abc")]
    public void A_web_acl(string arn) => Refused("LoadBalancer.WebAclArn", e => e.LoadBalancer.WebAclArn = arn);

    [Theory]
    [InlineData("")]
    [InlineData("operations")]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:operations")]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:operations:0123")]
    public void A_topic(string arn) => Refused("WithAlarms", e => e.Alarms = new(arn));

    [Fact]
    public void What_is_in_another_region()
    {
        Refused("LoadBalancer.WebAclArn", e => (e.Region, e.LoadBalancer.WebAclArn) = ("us-east-1", Acl));
        Refused("WithAlarms", e => (e.Region, e.Alarms) = ("us-east-1", new(Topic)));
    }

    [Fact]
    public async Task All_of_them_stop_the_reading_of_the_model()
    {
        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishedModel.ReadAsync(builder =>
        {
            builder.AddEcsEnvironment("shop").WithAlarms("nobody").WithProperties(e => e.LoadBalancer.IdleTimeout = TimeSpan.Zero);
            builder.AddThing("thing");
        }));
        Assert.Equal(2, exception.Message.Split(Environment.NewLine).Count(line => line.StartsWith("Environment 'shop' has ", StringComparison.Ordinal)));
    }

    private static IReadOnlyList<string> Errors(Action<EcsEnvironmentResource> configure)
    {
        var environment = new EcsEnvironmentResource("shop");
        configure(environment);
        return [.. EcsEnvironmentRules.Errors(environment)];
    }

    private static void Refused(string option, Action<EcsEnvironmentResource> configure)
    {
        var error = Assert.Single(Errors(configure));
        Assert.StartsWith("Environment 'shop' ", error, StringComparison.Ordinal);
        Assert.Contains(option, error, StringComparison.Ordinal);
    }
}
