using System.Text.Json.Nodes;

namespace EcsServiceConnect.Hosting.Tests.Stack;

/// <summary>The ten faults of the stack that Yelb was deployed with before, none of which this one has.</summary>
public sealed class SeedFaultTests
{
    private static readonly string[] _services = ["yelb-db", "yelb-redis", "yelb-appserver", "yelb-ui"];

    [Fact]
    public void Fault_1_redis_cannot_be_reached_by_the_name_that_the_application_dials()
    {
        var alias = Assert.Single(Aliases("yelb-redis"));
        Assert.Equal(("yelb-redis", 6379), alias);
        Assert.StartsWith("yelb-redis:6379,", ComposedSecret("yelb-appserver")["ConnectionStrings__yelb-redis"]);
        Assert.Contains(("yelb-appserver", "yelb-redis", 6379), Stacks.Yelb.Openings());
    }

    [Fact]
    public void Fault_2_the_images_read_none_of_the_variables_that_are_set()
    {
        var ui = Stacks.Yelb.Environment("yelb-ui");
        Assert.Equal(["HTTP_PORTS", "services__yelb-appserver__http__0"], ui.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("http://yelb-appserver:4567", ui["services__yelb-appserver__http__0"]);
        Assert.Equal(["ConnectionStrings__yelb-redis", "ConnectionStrings__yelbdatabase"], Stacks.Yelb.Secrets("yelb-appserver").Keys.Order(StringComparer.Ordinal));
        Assert.StartsWith("Host=yelb-db;Port=5432;", ComposedSecret("yelb-appserver")["ConnectionStrings__yelbdatabase"]);
    }

    [Fact]
    public void Fault_3_nothing_deploys_servers_before_their_clients()
    {
        var stack = Stacks.Yelb;
        Assert.Contains(stack.Service("yelb-appserver").Id, stack.Service("yelb-ui").DependsOn);
        Assert.Contains(stack.Service("yelb-db").Id, stack.Service("yelb-appserver").DependsOn);
        Assert.Contains(stack.Service("yelb-redis").Id, stack.Service("yelb-appserver").DependsOn);
    }

    [Theory]
    [InlineData("yelb-db", "/var/lib/postgresql")]
    [InlineData("yelb-redis", "/data")]
    public void Fault_4_votes_are_lost_with_a_task_or_written_by_two(string store, string path)
    {
        var service = Stacks.Yelb.Service(store).Properties;
        var provider = Assert.Single(service["CapacityProviderStrategy"]!.AsArray())!;
        Assert.Equal("FARGATE", (string?)provider["CapacityProvider"]);
        Assert.Equal(1, (int)service["DesiredCount"]!);
        Assert.Equal(100, (int)service["DeploymentConfiguration"]!["MaximumPercent"]!);
        Assert.Equal(0, (int)service["DeploymentConfiguration"]!["MinimumHealthyPercent"]!);

        var files = Stacks.Yelb.Of(store, "AWS::EFS::FileSystem");
        Assert.True((bool)files.Properties["Encrypted"]!);
        Assert.Equal("Retain", files.DeletionPolicy);
        Assert.Equal("ENABLED", (string?)files.Properties["BackupPolicy"]!["Status"]);
        var mount = Assert.Single(Stacks.Yelb.Container(store)["MountPoints"]!.AsArray())!;
        Assert.Equal(path, (string?)mount["ContainerPath"]);
        Assert.False((bool)mount["ReadOnly"]!);
        Assert.True((bool)Stacks.Yelb.Service(store).Json["Metadata"]!["aspire:stateful"]!);
    }

    [Fact]
    public void Fault_5_a_deployment_resets_the_number_of_tasks_of_a_scaled_service()
    {
        Assert.False(Stacks.Scaled.Service("yelb-appserver").Properties.ContainsKey("DesiredCount"));
        Assert.Equal(2, (int)Stacks.Scaled.Service("yelb-ui").Properties["DesiredCount"]!);
    }

    [Fact]
    public void Fault_6_the_namespace_makes_a_hosted_zone_that_service_connect_does_not_use()
    {
        var @namespace = Assert.Single(Stacks.Yelb.Resources, r => r.Type.StartsWith("AWS::ServiceDiscovery::", StringComparison.Ordinal));
        Assert.Equal("AWS::ServiceDiscovery::HttpNamespace", @namespace.Type);
        Assert.All(_services, name => Assert.Equal(@namespace.Id, Template.Reference(ServiceConnect(name)["Namespace"]!)));
    }

    [Fact]
    public void Fault_7_the_user_interface_can_reach_the_database()
    {
        (string, string, int)[] expected =
        [
            ("The load balancer of yelb-ui", "yelb-ui", 8080),
            ("yelb-appserver", "yelb-db", 5432),
            ("yelb-appserver", "yelb-redis", 6379),
            ("yelb-db", "The volumes of yelb-db", 2049),
            ("yelb-redis", "The volumes of yelb-redis", 2049),
            ("yelb-ui", "yelb-appserver", 4567),
        ];
        Assert.Equal(expected, Stacks.Yelb.Openings().Order());

        // From addresses only the load balancer is open, and to addresses only HTTPS is; yelb-load calls the load balancer.
        var groups = Stacks.Yelb.All("AWS::EC2::SecurityGroup").Where(g => g.AspireResource != "yelb-load").ToList();
        var inward = Assert.Single(groups.SelectMany(g => g.Properties["SecurityGroupIngress"]?.AsArray() ?? []))!;
        Assert.Equal(80, (int)inward["ToPort"]!);
        Assert.All(
            groups.SelectMany(g => g.Properties["SecurityGroupEgress"]?.AsArray() ?? []).Where(r => (string)r!["CidrIp"]! != "255.255.255.255/32"),
            rule => Assert.Equal(443, (int)rule!["ToPort"]!));
    }

    [Fact]
    public void Fault_8_there_is_no_circuit_breaker_health_check_proxy_log_or_room_for_the_proxy()
    {
        foreach (var name in _services)
        {
            var breaker = Stacks.Yelb.Service(name).Properties["DeploymentConfiguration"]!["DeploymentCircuitBreaker"]!;
            Assert.True((bool)breaker["Enable"]! && (bool)breaker["Rollback"]!);
            Assert.Equal("proxy", (string?)ServiceConnect(name)["LogConfiguration"]!["Options"]!["awslogs-stream-prefix"]);

            Assert.NotNull(Stacks.Yelb.Container(name)["HealthCheck"]);

            // 256 and 512 of the application, 256 and 64 of the proxy.
            var task = Stacks.Yelb.Of(name, "AWS::ECS::TaskDefinition").Properties;
            Assert.Equal(("512", "1024"), ((string)task["Cpu"]!, (string)task["Memory"]!));
        }

        Assert.Contains("pg_isready", (string)Stacks.Yelb.Container("yelb-db")["HealthCheck"]!["Command"]![1]!, StringComparison.Ordinal);
        Assert.Contains("redis-cli", (string)Stacks.Yelb.Container("yelb-redis")["HealthCheck"]!["Command"]![1]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Fault_9_the_password_is_in_plain_text()
    {
        var password = Stacks.Yelb.Of("yelb-db-password", "AWS::SecretsManager::Secret");
        Assert.Equal(32, (int)password.Properties["GenerateSecretString"]!["PasswordLength"]!);
        Assert.True((bool)password.Properties["GenerateSecretString"]!["ExcludePunctuation"]!);
        Assert.Equal($"${{{password.Id}}}", Stacks.Yelb.Secrets("yelb-db")["POSTGRES_PASSWORD"]);
        Assert.Contains($"Password={{{{resolve:secretsmanager:${{{password.Id}}}:SecretString:::}}}};", ComposedSecret("yelb-appserver")["ConnectionStrings__yelbdatabase"], StringComparison.Ordinal);
        Assert.All(
            _services.SelectMany(name => Stacks.Yelb.Environment(name)),
            variable => Assert.DoesNotContain("password", variable.Key + variable.Value, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Fault_10_synthesis_asks_aws()
    {
        var manifest = JsonNode.Parse(Stacks.Yelb.Manifest)!;
        Assert.Null(manifest["missing"]);
        Assert.Equal("aws://unknown-account/unknown-region", (string?)manifest["artifacts"]!["yelb"]!["environment"]);
    }

    private static JsonNode ServiceConnect(string name) => Stacks.Yelb.Service(name).Properties["ServiceConnectConfiguration"]!;

    private static IEnumerable<(string, int)> Aliases(string name) => ServiceConnect(name)["Services"]!.AsArray()
        .SelectMany(s => s!["ClientAliases"]!.AsArray())
        .Select(alias => ((string)alias!["DnsName"]!, (int)alias["Port"]!));

    private static Dictionary<string, string> ComposedSecret(string service)
    {
        var secret = Template.Written(Stacks.Yelb.Of(service, "AWS::SecretsManager::Secret").Properties["SecretString"]!);
        return JsonNode.Parse(secret)!.AsObject().ToDictionary(p => p.Key, p => (string)p.Value!);
    }
}
