using System.Text.Json.Nodes;
using EcsServiceConnect.Templates;
using EcsServiceConnect.Templates.Rules;

namespace EcsServiceConnect.Hosting.Tests.Stack;

/// <summary>What the environment says of its load balancers.</summary>
public sealed class LoadBalancerOptionsTests
{
    [Fact]
    public void Its_attributes_are_those_of_the_options()
    {
        var attributes = OperatedStacks.Watched.All("AWS::ElasticLoadBalancingV2::LoadBalancer").Single().Properties["LoadBalancerAttributes"]!.AsArray().ToDictionary(a => (string)a!["Key"]!, a => (string)a!["Value"]!);
        Assert.Equal(("true", "logs.example.com", "yelb"), (attributes["access_logs.s3.enabled"], attributes["access_logs.s3.bucket"], attributes["access_logs.s3.prefix"]));
        Assert.Equal(("true", "100"), (attributes["deletion_protection.enabled"], attributes["idle_timeout.timeout_seconds"]));
    }

    [Fact]
    public void A_web_acl_stands_before_it()
    {
        var association = Assert.Single(OperatedStacks.Shared.All("AWS::WAFv2::WebACLAssociation"));
        Assert.Equal("yelb", association.AspireResource);
        Assert.Equal(OperatedStacks.Shared.All("AWS::ElasticLoadBalancingV2::LoadBalancer").Single().Id, Template.Reference(association.Properties["ResourceArn"]!));
        Assert.StartsWith("arn:aws:wafv2:", (string?)association.Properties["WebACLArn"], StringComparison.Ordinal);
        Assert.Empty(Stacks.Yelb.All("AWS::WAFv2::WebACLAssociation"));
    }

    [Theory]
    [InlineData(130, BalancerTimeoutRules.OutlivesKeepAlive)]
    [InlineData(30, BalancerTimeoutRules.CutStream)]
    public void An_idle_timeout_that_does_not_fit_the_servers_is_told(int seconds, string rule)
    {
        var template = JsonNode.Parse(Stacks.Domain.Text.Replace("\"120\"", $"\"{seconds}\"", StringComparison.Ordinal))!.AsObject();
        Assert.Contains(TemplateChecks.Check(template), v => v.Rule == rule);
    }
}
