using System.Text.Json.Nodes;

namespace Yelb.Tests.Ecs;

/// <summary>
/// What is published of Yelb, beside the ten faults of the stack that Yelb was deployed with before
/// (docs/seed-comparison.md), in their order.
/// </summary>
public sealed class YelbStackTests : IAsyncLifetime
{
    private static readonly string[] _services = ["yelb-db", "yelb-redis", "yelb-appserver", "yelb-ui"];

    private Template _stack = null!;

    public async ValueTask InitializeAsync() => _stack = await PublishedYelb.StackAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public void Redis_is_reached_by_the_name_that_the_application_dials()
    {
        var alias = Assert.Single(Aliases("yelb-redis"));
        Assert.Equal(("yelb-redis", 6379), alias);
        Assert.StartsWith("yelb-redis:6379,", ComposedSecret("yelb-appserver")["ConnectionStrings__yelb-redis"]);
        Assert.Contains(("yelb-appserver", "yelb-redis", 6379), _stack.Openings());
    }

    [Fact]
    public void The_variables_are_those_that_the_services_read()
    {
        var ui = _stack.Environment("yelb-ui");
        Assert.Equal(
            ["ASPNETCORE_FORWARDEDHEADERS_ENABLED", "HTTP_PORTS", "OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "YELB_APPSERVER_HTTP", "services__yelb-appserver__http__0"],
            ui.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("http://yelb-appserver:4567", ui["services__yelb-appserver__http__0"]);
        // What Yelb reads, and the same as Aspire gives it to languages that have no connection strings.
        Assert.Equal(
            ["ConnectionStrings__yelb-redis", "ConnectionStrings__yelb_redis", "ConnectionStrings__yelbdatabase", "YELBDATABASE_PASSWORD", "YELBDATABASE_URI", "YELB_REDIS_PASSWORD", "YELB_REDIS_URI"],
            _stack.Secrets("yelb-appserver").Keys.Order(StringComparer.Ordinal));
        Assert.StartsWith("Host=yelb-db;Port=5432;", ComposedSecret("yelb-appserver")["ConnectionStrings__yelbdatabase"]);
    }

    [Fact]
    public void Servers_are_deployed_before_their_clients()
    {
        Assert.Contains(_stack.Service("yelb-appserver").Id, _stack.Service("yelb-ui").DependsOn);
        Assert.Contains(_stack.Service("yelb-db").Id, _stack.Service("yelb-appserver").DependsOn);
        Assert.Contains(_stack.Service("yelb-redis").Id, _stack.Service("yelb-appserver").DependsOn);
    }

    [Theory]
    [InlineData("yelb-db", "/var/lib/postgresql")]
    [InlineData("yelb-redis", "/data")]
    public void Votes_outlive_their_task_and_have_one_writer(string store, string path)
    {
        var service = _stack.Service(store).Properties;
        var provider = Assert.Single(service["CapacityProviderStrategy"]!.AsArray())!;
        Assert.Equal("FARGATE", (string?)provider["CapacityProvider"]);
        Assert.Equal(1, (int)service["DesiredCount"]!);
        Assert.Equal(100, (int)service["DeploymentConfiguration"]!["MaximumPercent"]!);
        Assert.Equal(0, (int)service["DeploymentConfiguration"]!["MinimumHealthyPercent"]!);

        var files = _stack.Of(store, "AWS::EFS::FileSystem");
        Assert.True((bool)files.Properties["Encrypted"]!);
        Assert.Equal("Retain", files.DeletionPolicy);
        Assert.Equal("ENABLED", (string?)files.Properties["BackupPolicy"]!["Status"]);
        var mount = Assert.Single(_stack.Container(store)["MountPoints"]!.AsArray())!;
        Assert.Equal(path, (string?)mount["ContainerPath"]);
        Assert.False((bool)mount["ReadOnly"]!);
        Assert.True((bool)_stack.Service(store).Json["Metadata"]!["aspire:stateful"]!);
    }

    [Fact]
    public void A_deployment_leaves_the_number_of_tasks_of_a_scaled_service()
    {
        Assert.False(_stack.Service("yelb-appserver").Properties.ContainsKey("DesiredCount"));
        Assert.Equal(2, (int)_stack.Service("yelb-ui").Properties["DesiredCount"]!);
    }

    [Fact]
    public void The_namespace_makes_no_hosted_zone()
    {
        var @namespace = Assert.Single(_stack.Resources, r => r.Type.StartsWith("AWS::ServiceDiscovery::", StringComparison.Ordinal));
        Assert.Equal("AWS::ServiceDiscovery::HttpNamespace", @namespace.Type);
        Assert.All(_services, name => Assert.Equal(@namespace.Id, Template.Reference(ServiceConnect(name)["Namespace"]!)));
    }

    [Fact]
    public void Each_service_is_open_to_its_clients_alone()
    {
        (string, string, int)[] expected =
        [
            ("The load balancer of yelb", "yelb-ui", 8080),
            ("yelb-appserver", "yelb-db", 5432),
            ("yelb-appserver", "yelb-redis", 6379),
            ("yelb-db", "The volumes of yelb-db", 2049),
            ("yelb-redis", "The volumes of yelb-redis", 2049),
            ("yelb-ui", "yelb-appserver", 8080),
        ];
        Assert.Equal(expected, _stack.Openings().Order());

        // From addresses only the load balancer is open, and to addresses only HTTPS is; yelb-load calls the load balancer.
        var groups = _stack.All("AWS::EC2::SecurityGroup").Where(g => g.AspireResource != "yelb-load").ToList();
        var inward = Assert.Single(groups.SelectMany(g => g.Properties["SecurityGroupIngress"]?.AsArray() ?? []))!;
        Assert.Equal(80, (int)inward["ToPort"]!);
        Assert.All(
            groups.SelectMany(g => g.Properties["SecurityGroupEgress"]?.AsArray() ?? []).Where(r => (string)r!["CidrIp"]! != "255.255.255.255/32"),
            rule => Assert.Equal(443, (int)rule!["ToPort"]!));
    }

    [Fact]
    public void Each_service_has_a_circuit_breaker_a_health_check_a_proxy_log_and_room_for_the_proxy()
    {
        foreach (var name in _services)
        {
            var breaker = _stack.Service(name).Properties["DeploymentConfiguration"]!["DeploymentCircuitBreaker"]!;
            Assert.True((bool)breaker["Enable"]! && (bool)breaker["Rollback"]!);
            Assert.Equal("proxy", (string?)ServiceConnect(name)["LogConfiguration"]!["Options"]!["awslogs-stream-prefix"]);

            Assert.NotNull(_stack.Container(name)["HealthCheck"]);

            // 256 and 512 of the application, 256 and 64 of the proxy.
            var task = _stack.Of(name, "AWS::ECS::TaskDefinition").Properties;
            Assert.Equal(("512", "1024"), ((string)task["Cpu"]!, (string)task["Memory"]!));
        }

        Assert.Contains("pg_isready", (string)_stack.Container("yelb-db")["HealthCheck"]!["Command"]![1]!, StringComparison.Ordinal);
        Assert.Contains("redis-cli", (string)_stack.Container("yelb-redis")["HealthCheck"]!["Command"]![1]!, StringComparison.Ordinal);
    }

    [Fact]
    public void No_password_is_in_plain_text()
    {
        var password = _stack.Of("yelb-db-password", "AWS::SecretsManager::Secret");
        Assert.Equal(32, (int)password.Properties["GenerateSecretString"]!["PasswordLength"]!);
        Assert.True((bool)password.Properties["GenerateSecretString"]!["ExcludePunctuation"]!);
        Assert.Equal($"${{{password.Id}}}", _stack.Secrets("yelb-db")["POSTGRES_PASSWORD"]);
        Assert.Contains($"Password={{{{resolve:secretsmanager:${{{password.Id}}}:SecretString:::}}}};", ComposedSecret("yelb-appserver")["ConnectionStrings__yelbdatabase"], StringComparison.Ordinal);
        Assert.All(
            _services.SelectMany(name => _stack.Environment(name)),
            variable => Assert.DoesNotContain("password", variable.Key + variable.Value, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Publishing_asks_AWS_for_nothing()
    {
        var manifest = JsonNode.Parse(_stack.Manifest)!;
        Assert.Null(manifest["missing"]);
        Assert.Equal("aws://unknown-account/unknown-region", (string?)manifest["artifacts"]!["yelb"]!["environment"]);
    }

    private JsonNode ServiceConnect(string name) => _stack.Service(name).Properties["ServiceConnectConfiguration"]!;

    private IEnumerable<(string, int)> Aliases(string name) => ServiceConnect(name)["Services"]!.AsArray()
        .SelectMany(s => s!["ClientAliases"]!.AsArray())
        .Select(alias => ((string)alias!["DnsName"]!, (int)alias["Port"]!));

    private Dictionary<string, string> ComposedSecret(string service)
    {
        var secret = Template.Written(_stack.Of(service, "AWS::SecretsManager::Secret").Properties["SecretString"]!);
        return JsonNode.Parse(secret)!.AsObject().ToDictionary(p => p.Key, p => (string)p.Value!);
    }
}
