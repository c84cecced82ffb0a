namespace EcsServiceConnect.Hosting.Tests.Stack;

/// <summary>The VPC, the load balancer, and what people see of the stack.</summary>
public sealed class NetworkTests
{
    private static readonly string[] _aspireResources = ["yelb-db", "yelb-redis", "yelb-appserver", "yelb-ui", "yelb-load", "yelb-db-password", "yelb-redis-password"];

    [Fact]
    public void Tasks_are_in_private_subnets_behind_a_nat_gateway()
    {
        Assert.Single(Stacks.Yelb.All("AWS::EC2::NatGateway"));
        Assert.Equal(4, Stacks.Yelb.All("AWS::EC2::Subnet").Count());
        Assert.All(Stacks.Yelb.All("AWS::EC2::Subnet"), s => Assert.False((bool)s.Properties["MapPublicIpOnLaunch"]!));
        Assert.All(Stacks.Yelb.All("AWS::ECS::Service"), s => Assert.Equal("DISABLED", (string?)s.Properties["NetworkConfiguration"]!["AwsvpcConfiguration"]!["AssignPublicIp"]));
        Assert.Empty(Stacks.Yelb.All("AWS::EC2::VPCEndpoint"));
        Assert.Equal("REJECT", (string?)Assert.Single(Stacks.Yelb.All("AWS::EC2::FlowLog")).Properties["TrafficType"]);
    }

    [Fact]
    public void Without_a_nat_gateway_there_are_endpoints_for_what_ecs_needs()
    {
        Assert.Empty(Stacks.Isolated.All("AWS::EC2::NatGateway"));
        var endpoints = Stacks.Isolated.All("AWS::EC2::VPCEndpoint").Select(e => Template.Written(e.Properties["ServiceName"]!)).Order(StringComparer.Ordinal);
        Assert.Equal(["ecr.api", "ecr.dkr", "logs", "s3", "secretsmanager", "ssmmessages"], endpoints.Select(e => e["com.amazonaws.${AWS::Region}.".Length..]));
        Assert.Equal(6, Stacks.Isolated.All("AWS::EC2::Subnet").Count());
        Assert.Equal(3, Stacks.Isolated.All("AWS::EC2::Subnet").Select(s => s.Properties["AvailabilityZone"]!.ToJsonString()).Distinct().Count());
        Assert.DoesNotContain(Stacks.Isolated.All("AWS::EC2::Route"), r => r.Id.Contains("private", StringComparison.Ordinal));
    }

    [Fact]
    public void Shells_are_open_only_when_asked_for()
    {
        Assert.All(Stacks.Isolated.All("AWS::ECS::Service"), s => Assert.True((bool)s.Properties["EnableExecuteCommand"]!));
        Assert.All(Stacks.Yelb.All("AWS::ECS::Service"), s => Assert.False((bool)s.Properties["EnableExecuteCommand"]!));
        Assert.Contains("ssmmessages:OpenDataChannel", Stacks.Isolated.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ssmmessages", Stacks.Yelb.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_target_group_asks_as_the_readiness_probe_says()
    {
        var group = Stacks.Yelb.Of("yelb-ui", "AWS::ElasticLoadBalancingV2::TargetGroup").Properties;
        Assert.Equal("ip", (string?)group["TargetType"]);
        Assert.Equal(8080, (int)group["Port"]!);
        Assert.Equal("/health", (string?)group["HealthCheckPath"]);
        Assert.Equal((5, 2), ((int)group["HealthCheckIntervalSeconds"]!, (int)group["HealthCheckTimeoutSeconds"]!));
        Assert.Equal((2, 3), ((int)group["HealthyThresholdCount"]!, (int)group["UnhealthyThresholdCount"]!));
        Assert.Contains(group["TargetGroupAttributes"]!.AsArray(), a => (string?)a!["Key"] == "deregistration_delay.timeout_seconds" && (string?)a["Value"] == "30");
        Assert.Equal("/ready", (string?)Stacks.Domain.Of("yelb-ui", "AWS::ElasticLoadBalancingV2::TargetGroup").Properties["HealthCheckPath"]);
    }

    [Fact]
    public void The_load_balancer_drops_invalid_headers_and_lets_streams_be_silent()
    {
        Assert.Equal("true", Attributes(Stacks.Yelb)["routing.http.drop_invalid_header_fields.enabled"]);
        Assert.False(Attributes(Stacks.Yelb).ContainsKey("idle_timeout.timeout_seconds"));
        Assert.Equal("120", Attributes(Stacks.Domain)["idle_timeout.timeout_seconds"]);

        static Dictionary<string, string> Attributes(Template template) =>
            template.All("AWS::ElasticLoadBalancingV2::LoadBalancer").Single().Properties["LoadBalancerAttributes"]!.AsArray().ToDictionary(a => (string)a!["Key"]!, a => (string)a!["Value"]!);
    }

    [Fact]
    public void Without_a_domain_it_is_plain_http()
    {
        var listener = Stacks.Yelb.All("AWS::ElasticLoadBalancingV2::Listener").Single();
        Assert.Equal((80, "HTTP"), ((int)listener.Properties["Port"]!, (string)listener.Properties["Protocol"]!));
        Assert.Contains(listener.Id, Stacks.Yelb.Service("yelb-ui").DependsOn);
        Assert.StartsWith("http://${LoadBalancer", Template.Written(Stacks.Yelb.Outputs["YelbUiUrl"]!["Value"]!), StringComparison.Ordinal);
        Assert.Empty(Stacks.Yelb.All("AWS::CertificateManager::Certificate"));
    }

    [Fact]
    public void With_a_domain_it_is_https_with_a_certificate_a_record_and_a_redirect()
    {
        var certificate = Assert.Single(Stacks.Domain.All("AWS::CertificateManager::Certificate"));
        Assert.Equal("yelb.example.com", (string?)certificate.Properties["DomainName"]);
        Assert.Equal("DNS", (string?)certificate.Properties["ValidationMethod"]);
        var record = Assert.Single(Stacks.Domain.All("AWS::Route53::RecordSet")).Properties;
        Assert.Equal(("A", "yelb.example.com.", "Z0123456789"), ((string)record["Type"]!, (string)record["Name"]!, (string)record["HostedZoneId"]!));
        Assert.NotNull(record["AliasTarget"]);

        var listeners = Stacks.Domain.All("AWS::ElasticLoadBalancingV2::Listener").ToDictionary(l => (int)l.Properties["Port"]!);
        Assert.Equal([80, 443], listeners.Keys.Order());
        var redirect = listeners[80].Properties["DefaultActions"]![0]!["RedirectConfig"]!;
        Assert.Equal(("HTTPS", "443", "HTTP_301"), ((string)redirect["Protocol"]!, (string)redirect["Port"]!, (string)redirect["StatusCode"]!));
        Assert.Equal(certificate.Id, Template.Reference(listeners[443].Properties["Certificates"]![0]!["CertificateArn"]!));
        Assert.Contains("TLS13", (string)listeners[443].Properties["SslPolicy"]!, StringComparison.Ordinal);
        Assert.Contains(listeners[443].Id, Stacks.Domain.Service("yelb-ui").DependsOn);
        Assert.Equal("https://yelb.example.com", (string?)Stacks.Domain.Outputs["YelbUiUrl"]!["Value"]);
    }

    [Fact]
    public void Outputs_are_the_url_the_cluster_the_namespace_and_the_logs()
    {
        Assert.Equal(
            ["ClusterName", "NamespaceName", "Region", "YelbAppserverLogGroup", "YelbDbLogGroup", "YelbLoadLogGroup", "YelbLoadRun", "YelbRedisLogGroup", "YelbUiLogGroup", "YelbUiUrl"],
            Stacks.Yelb.Outputs.Select(o => o.Key).Order(StringComparer.Ordinal));
        Assert.All(Stacks.Yelb.All("AWS::Logs::LogGroup"), g => Assert.Equal(7, (int)g.Properties["RetentionInDays"]!));
        Assert.Equal("/ecs/yelb/yelb-ui", (string?)Stacks.Yelb.Of("yelb-ui", "AWS::Logs::LogGroup").Properties["LogGroupName"]);
    }

    [Fact]
    public void Tags_say_what_a_resource_belongs_to()
    {
        var tags = Stacks.Second.Service("catalog").Tags;
        Assert.Equal(("shop", "catalog", "shop", "${AWS::Region}", "Production"), (tags["cdk:stack-name"], tags["service"], tags["owner"], tags["location"], tags["stage"]));
        Assert.Equal("yelb", Assert.Single(Stacks.Yelb.All("AWS::EC2::VPC")).Tags["service"]);
        Assert.Equal("SERVICE", (string?)Stacks.Second.Service("catalog").Properties["PropagateTags"]);
        Assert.True((bool)Stacks.Second.Service("catalog").Properties["EnableECSManagedTags"]!);
    }

    [Fact]
    public void Each_resource_made_for_one_of_the_app_host_says_which()
    {
        string[] shared = ["Vpc", "Cluster", "Namespace", "LoadBalancer"];
        Assert.All(
            Stacks.Yelb.Resources.Where(r => !shared.Any(prefix => r.Id.StartsWith(prefix, StringComparison.Ordinal))),
            r => Assert.Contains(r.AspireResource, _aspireResources));
    }
}
