using System.Text.Json.Nodes;
using Aspire.Hosting;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Hosting.Tests.Model;
using EcsServiceConnect.Templates;

namespace EcsServiceConnect.Hosting.Tests.Stack;

/// <summary>What the AppHosts of others become in the template, all in one stack.</summary>
public sealed class AnyAppHostTests(AnyAppHostTests.Published published) : IClassFixture<AnyAppHostTests.Published>
{
    private Template Template => published.Template;

    [Fact]
    public void It_passes_the_checks() =>
        Assert.Empty(TemplateChecks.Check(JsonNode.Parse(Template.Text)!.AsObject()).Where(v => !v.IsAdvice).Select(v => v.ToString()));

    [Fact]
    public void A_load_balancers_address_in_its_own_tasks_variables_makes_no_circle()
    {
        var balancer = Template.All("AWS::ElasticLoadBalancingV2::LoadBalancer").Single();

        Assert.Equal($"http://${{{balancer.Id}.DNSName}}", Template.Environment("WebFrontend")["SELF"]);
    }

    [Fact]
    public void A_health_check_for_running_locally_is_answered_by_anything_but_a_server_error()
    {
        var group = Template.Of("WebFrontend", "AWS::ElasticLoadBalancingV2::TargetGroup").Properties;

        Assert.Equal("/health", (string?)group["HealthCheckPath"]);
        Assert.Equal("200-499", (string?)group["Matcher"]!["HttpCode"]);
    }

    [Fact]
    public void Names_are_of_lower_case_where_AWS_takes_no_other()
    {
        var service = Template.Of("Api", "AWS::ECS::Service").Properties;

        Assert.Equal("Api", (string?)service["ServiceName"]);
        var served = service["ServiceConnectConfiguration"]!["Services"]![0]!;
        Assert.Equal("api", (string?)served["ClientAliases"]![0]!["DnsName"]);
        Assert.Equal("api-http", (string?)served["PortName"]);
    }

    [Fact]
    public void What_runs_once_is_stable_when_it_has_ended_well_and_before_its_waiters()
    {
        var containers = Template.Of("migrate", "AWS::ECS::TaskDefinition").Properties["ContainerDefinitions"]!.AsArray();

        Assert.Equal([false, true], containers.Select(c => (bool)c!["Essential"]!));
        Assert.Equal("SUCCESS", (string?)containers[1]!["DependsOn"]![0]!["Condition"]);
        var migrate = Template.Of("migrate", "AWS::ECS::Service");
        Assert.Contains(migrate.Id, Template.Of("Api", "AWS::ECS::Service").DependsOn);
    }

    [Fact]
    public void A_resource_may_be_called_as_what_all_share_is() =>
        Assert.Equal("Vpc", (string?)Template.Of("Vpc", "AWS::ECS::Service").Properties["ServiceName"]);

    [Fact]
    public void So_may_a_parameter() =>
        Assert.Equal("{\"Ref\":\"Cluster\"}", Template.Of("Cluster", "AWS::SecretsManager::Secret").Properties["SecretString"]!.ToJsonString());

    [Fact]
    public void Ports_of_what_is_outside_are_opened()
    {
        var egress = Template.Of("Api", "AWS::EC2::SecurityGroup").Properties["SecurityGroupEgress"]!.AsArray();

        Assert.Equal([443, 8443], egress.Select(e => (int)e!["FromPort"]!).Order());
    }

    [Fact]
    public void One_browser_stays_with_one_task_where_it_is_asked_for() =>
        Assert.Contains(
            Template.Of("WebFrontend", "AWS::ElasticLoadBalancingV2::TargetGroup").Properties["TargetGroupAttributes"]!.AsArray(),
            a => (string?)a!["Key"] == "stickiness.enabled" && (string?)a["Value"] == "true");

    [Fact]
    public void Members_of_an_Orleans_cluster_call_its_silos_by_their_addresses()
    {
        Assert.Equal(["client", "silo"], Template.Openings().Where(o => o.To == "silo" && o.Port == 8081).Select(o => o.From).Order());
        Assert.DoesNotContain(Template.Openings(), o => o.From == "silo" && o.To == "client");
        Assert.Contains(published.Warnings, w => w.StartsWith("'silo' is a silo of Orleans", StringComparison.Ordinal));
    }

    [Fact]
    public void A_VPC_and_a_certificate_that_there_are_already_are_taken()
    {
        Assert.Empty(published.InVpc.All("AWS::EC2::VPC"));
        Assert.Empty(published.InVpc.All("AWS::EC2::Subnet"));
        Assert.Empty(published.InVpc.All("AWS::CertificateManager::Certificate"));
        Assert.Equal(["subnet-3", "subnet-4"], published.InVpc.All("AWS::ElasticLoadBalancingV2::LoadBalancer").Single().Properties["Subnets"]!.AsArray().Select(s => (string?)s));
        Assert.Equal(
            ["subnet-1", "subnet-2"],
            published.InVpc.Service("Api").Properties["NetworkConfiguration"]!["AwsvpcConfiguration"]!["Subnets"]!.AsArray().Select(s => (string?)s));
        Assert.Empty(TemplateChecks.Check(JsonNode.Parse(published.InVpc.Text)!.AsObject()).Where(v => !v.IsAdvice).Select(v => v.ToString()));
    }

    [Fact]
    public void So_are_a_cluster_and_a_namespace()
    {
        Assert.Empty(published.InVpc.All("AWS::ECS::Cluster"));
        Assert.Empty(published.InVpc.All("AWS::ServiceDiscovery::HttpNamespace"));
        var service = published.InVpc.Service("Api").Properties;
        Assert.Equal("shared", (string?)service["Cluster"]);
        Assert.Equal("arn:aws:servicediscovery:eu-west-1:123456789012:namespace/ns-1", (string?)service["ServiceConnectConfiguration"]!["Namespace"]);
        Assert.Equal("everybody", (string?)published.InVpc.Outputs["NamespaceName"]!["Value"]);
    }

    public sealed class Published : IAsyncLifetime
    {
        internal Template Template { get; private set; } = null!;

        internal IReadOnlyList<string> Warnings { get; private set; } = [];

        internal Template InVpc { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var application = await ReadAsync();
            Warnings = application.Warnings;
            Template = Template.Of(application);
            var domain = new EcsDomain("shop.example.com", "example.com", "Z0123456789") { CertificateArn = "arn:aws:acm:eu-west-1:123456789012:certificate/0" };
            InVpc = Template.Of(await ReadAsync(domain), environment =>
            {
                environment.ExistingVpc = new("vpc-1", ["subnet-1", "subnet-2"], ["subnet-3", "subnet-4"]);
                environment.ExistingCluster = "shared";
                environment.ExistingNamespace = new("everybody", "arn:aws:servicediscovery:eu-west-1:123456789012:namespace/ns-1");
                environment.Domain = domain;
            });
        }

        private static Task<EcsApplication> ReadAsync(EcsDomain? domain = null) => PublishedModel.ReadAsync(
            builder =>
            {
                var database = builder.AddPostgres("db").WithDataVolume().AddDatabase("shop");
                var migrate = builder.AddProject<SampleProject>("migrate").WithReference(database).WaitFor(database);
                var api = builder.AddProject<WebProject>("Api").WithHttpHealthCheck("/health").WithReference(database).WaitForCompletion(migrate)
                    .WithEnvironment("FEED", "https://feed.example.com:8443/");
                var web = builder.AddProject<WebProject>("WebFrontend").WithExternalHttpEndpoints().WithHttpHealthCheck("/health").WithReference(api).WaitFor(api)
                    .PublishAsEcsService(o => o.StickySessions = TimeSpan.FromHours(1));
                web.WithEnvironment("SELF", web.GetEndpoint("https"));
                builder.AddProject<SampleProject>("Vpc").WithEnvironment("PASSWORD", builder.AddParameter("Cluster", secret: true));
                var orleans = builder.AddOrleans("grains").WithClustering(builder.AddRedis("grain-table"));
                builder.AddProject<SampleProject>("silo").WithReference(orleans).WithReplicas(2);
                builder.AddProject<SampleProject>("client").WithReference(orleans.AsClient());
                builder.AddContainer("queue", "docker.io/library/rabbitmq", "4.2").WithEndpoint(targetPort: 5672);
            },
            domain);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
