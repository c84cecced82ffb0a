using System.Text.Json.Nodes;

namespace EcsServiceConnect.Hosting.Tests.Stack;

/// <summary>What the second application's services become.</summary>
public sealed class ServiceTests
{
    [Theory]
    [InlineData("db", "db-tcp", null, 15432)]
    [InlineData("queue", "queue-tcp", null, 4222)]
    [InlineData("catalog", "catalog-grpc", "grpc", 8080)]
    [InlineData("prices", "prices-http", "http2", 80)]
    public void Each_endpoint_is_a_named_port_with_its_protocol_and_an_alias(string service, string port, string? protocol, int aliasPort)
    {
        var mapping = Assert.Single(Stacks.Second.Container(service)["PortMappings"]!.AsArray())!;
        Assert.Equal(port, (string?)mapping["Name"]);
        Assert.Equal(protocol, (string?)mapping["AppProtocol"]);
        var served = Assert.Single(Served(service));
        Assert.Equal(port, (string?)served["PortName"]);
        Assert.Equal(port, (string?)served["DiscoveryName"]);
        var alias = Assert.Single(served["ClientAliases"]!.AsArray())!;
        Assert.Equal((service, aliasPort), ((string)alias["DnsName"]!, (int)alias["Port"]!));
    }

    [Fact]
    public void A_worker_is_a_client_only_and_what_calls_no_one_has_no_proxy()
    {
        Assert.Empty(Served("worker"));
        Assert.True((bool)Stacks.Second.Service("worker").Properties["ServiceConnectConfiguration"]!["Enabled"]!);
        Assert.Null(Stacks.Second.Service("idle").Properties["ServiceConnectConfiguration"]);
        var size = Stacks.Second.Of("idle", "AWS::ECS::TaskDefinition").Properties;
        Assert.Equal(("256", "512"), ((string)size["Cpu"]!, (string)size["Memory"]!));
    }

    [Fact]
    public void Timeouts_are_those_that_were_set_and_off_for_streams()
    {
        Assert.Equal(90, (int)Assert.Single(Served("catalog"))["Timeout"]!["PerRequestTimeoutSeconds"]!);
        Assert.Equal(0, (int)Assert.Single(Served("catalog"))["Timeout"]!["IdleTimeoutSeconds"]!);
        Assert.Equal(0, (int)Assert.Single(Served("prices"))["Timeout"]!["PerRequestTimeoutSeconds"]!);
        Assert.Equal(3600, (int)Assert.Single(Served("prices"))["Timeout"]!["IdleTimeoutSeconds"]!);
        Assert.Null(Assert.Single(Served("db"))["Timeout"]);
        Assert.True((bool)Stacks.Second.Service("prices").Json["Metadata"]!["aspire:streaming"]!);
        Assert.Null(Stacks.Second.Service("catalog").Json["Metadata"]!["aspire:streaming"]);
    }

    [Fact]
    public void Access_logs_and_tls_are_there_when_asked_for()
    {
        var configuration = Stacks.Second.Service("catalog").Properties["ServiceConnectConfiguration"]!;
        Assert.Equal("JSON", (string?)configuration["AccessLogConfiguration"]!["Format"]);
        var tls = configuration["Services"]![0]!["Tls"]!;
        Assert.StartsWith("arn:aws:acm-pca:", (string)tls["IssuerCertificateAuthority"]!["AwsPcaAuthorityArn"]!, StringComparison.Ordinal);
        Assert.Contains(Stacks.Second.All("AWS::IAM::Role"), role => role.Id == Template.Reference(tls["RoleArn"]!));

        var plain = Stacks.Yelb.Service("yelb-appserver").Properties["ServiceConnectConfiguration"]!;
        Assert.Null(plain["AccessLogConfiguration"]);
        Assert.Null(plain["Services"]![0]!["Tls"]);
    }

    [Fact]
    public void Spot_is_for_services_without_data_that_do_not_refuse_it()
    {
        Assert.Equal(["FARGATE", "FARGATE_SPOT"], Providers("worker"));
        Assert.Equal(["FARGATE"], Providers("catalog"));
        Assert.Equal(["FARGATE"], Providers("queue"));
        var first = Stacks.Second.Service("worker").Properties["CapacityProviderStrategy"]![0]!;
        Assert.Equal((1, 0), ((int)first["Base"]!, (int)first["Weight"]!));
        Assert.Null(Stacks.Second.Service("worker").Properties["LaunchType"]);
        Assert.Equal(["FARGATE", "FARGATE_SPOT"], Assert.Single(Stacks.Second.All("AWS::ECS::Cluster")).Properties["CapacityProviders"]!.AsArray().Select(p => (string?)p));
    }

    [Fact]
    public void A_cycle_is_deployed_in_the_order_of_the_services()
    {
        var catalog = Stacks.Second.Service("catalog");
        var prices = Stacks.Second.Service("prices");
        Assert.Contains(catalog.Id, prices.DependsOn);
        Assert.DoesNotContain(prices.Id, catalog.DependsOn);

        // One that is only waited for comes first too, and is opened to no one for it.
        Assert.Contains(catalog.Id, Stacks.Second.Service("worker").DependsOn);
        Assert.Contains(("catalog", "prices", 8080), Stacks.Second.Openings());
        Assert.Contains(("prices", "catalog", 8080), Stacks.Second.Openings());
        Assert.DoesNotContain(("worker", "catalog", 8080), Stacks.Second.Openings());
    }

    [Fact]
    public void No_task_starts_before_its_rules_its_rights_and_its_way_out()
    {
        var service = Stacks.Yelb.Service("yelb-db");
        var needed = Stacks.Yelb.Resources.Where(r =>
            r.AspireResource == "yelb-db" && r.Type is "AWS::IAM::Policy" or "AWS::EFS::MountTarget" or "AWS::EC2::SecurityGroupIngress" or "AWS::EC2::SecurityGroupEgress" && r.AspireResource == "yelb-db").ToList();
        Assert.True(needed.Count >= 6, $"only {needed.Count} were found");
        Assert.All(needed, r => Assert.Contains(r.Id, service.DependsOn));

        var cluster = Assert.Single(Stacks.Yelb.All("AWS::ECS::Cluster"));
        Assert.All(Stacks.Yelb.All("AWS::EC2::Route"), route => Assert.Contains(route.Id, cluster.DependsOn));
        Assert.All(Stacks.Isolated.All("AWS::EC2::VPCEndpoint"), endpoint => Assert.Contains(endpoint.Id, Assert.Single(Stacks.Isolated.All("AWS::ECS::Cluster")).DependsOn));
    }

    [Fact]
    public void The_architecture_and_a_health_check_command_are_those_that_were_set()
    {
        Assert.Equal("ARM64", (string?)Stacks.Second.Of("catalog", "AWS::ECS::TaskDefinition").Properties["RuntimePlatform"]!["CpuArchitecture"]);
        Assert.Equal("X86_64", (string?)Stacks.Yelb.Of("yelb-ui", "AWS::ECS::TaskDefinition").Properties["RuntimePlatform"]!["CpuArchitecture"]);
        Assert.Equal(["CMD", "/nats-server", "--version"], Stacks.Second.Container("queue")["HealthCheck"]!["Command"]!.AsArray().Select(a => (string?)a));
        Assert.All(
            Stacks.Yelb.All("AWS::ECS::TaskDefinition").Select(t => t.Properties["ContainerDefinitions"]![0]!["HealthCheck"]).OfType<JsonNode>(),
            check => Assert.True((int)check["Timeout"]! < (int)check["Interval"]!));
    }

    [Fact]
    public void Stopping_takes_longer_than_the_drain()
    {
        Assert.Equal(60, (int)Stacks.Yelb.Container("yelb-ui")["StopTimeout"]!);
        Assert.Equal(120, (int)Stacks.Yelb.Container("yelb-db")["StopTimeout"]!);
    }

    private static IEnumerable<JsonNode> Served(string service) =>
        Stacks.Second.Service(service).Properties["ServiceConnectConfiguration"]!["Services"]!.AsArray().Select(s => s!);

    private static IEnumerable<string> Providers(string service) =>
        Stacks.Second.Service(service).Properties["CapacityProviderStrategy"]!.AsArray().Select(p => (string)p!["CapacityProvider"]!);
}
