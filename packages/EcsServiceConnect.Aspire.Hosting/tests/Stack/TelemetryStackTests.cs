using System.Text.Json.Nodes;
using Aspire.Hosting;
using EcsServiceConnect.Hosting.Cdk;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Hosting.Publishing;
using EcsServiceConnect.Hosting.Tests.Model;
using EcsServiceConnect.Templates;

namespace EcsServiceConnect.Hosting.Tests.Stack;

/// <summary>The dashboard and the collector in the stack.</summary>
public sealed class TelemetryStackTests(TelemetryStackTests.Published published) : IClassFixture<TelemetryStackTests.Published>
{
    [Fact]
    public void They_pass_the_checks_with_no_advice_but_what_the_dashboard_accepts() =>
        Assert.Equal(["no-health-check shop-dashboard"], TemplateChecks.Check(JsonNode.Parse(published.Both.Text)!.AsObject()).Select(v => $"{v.Rule} {v.Resource}"));

    [Fact]
    public void The_dashboard_has_the_version_of_aspire_and_its_secrets_from_secrets_manager()
    {
        Assert.Matches(@"^mcr\.microsoft\.com/dotnet/aspire-dashboard:13\.\d+\.\d+$", (string?)published.Both.Container("shop-dashboard")["Image"]);
        var (key, token) = (published.Both.Of("shop-dashboard-key", "AWS::SecretsManager::Secret"), published.Both.Of("shop-dashboard-token", "AWS::SecretsManager::Secret"));
        Assert.All([key, token], secret => Assert.NotNull(secret.Properties["GenerateSecretString"]));
        Assert.Equal($"${{{key.Id}}}", published.Both.Secrets("shop-dashboard")["DASHBOARD__OTLP__PRIMARYAPIKEY"]);
        Assert.Equal($"${{{token.Id}}}", published.Both.Secrets("shop-dashboard")["DASHBOARD__FRONTEND__BROWSERTOKEN"]);

        // With the key in it, all of the collector's configuration is a secret.
        Assert.EndsWith(":AOT_CONFIG_CONTENT::", published.Both.Secrets("shop-collector")["AOT_CONFIG_CONTENT"], StringComparison.Ordinal);
    }

    [Fact]
    public void Its_page_is_reached_by_a_session_whose_commands_are_outputs_and_by_nobody_else()
    {
        var cluster = $"${{{published.Both.All("AWS::ECS::Cluster").Single().Id}}}";
        Assert.Equal(
            $"task=$(aws ecs list-tasks --region ${{AWS::Region}} --cluster {cluster} --service-name shop-dashboard --query 'taskArns[0]' --output text)"
            + $" && runtime=$(aws ecs describe-tasks --region ${{AWS::Region}} --cluster {cluster} --tasks \"$task\" --query \"tasks[0].containers[?name=='shop-dashboard'].runtimeId\" --output text)"
            + $" && aws ssm start-session --region ${{AWS::Region}} --target \"ecs:{cluster}_${{task##*/}}_$runtime\" --document-name AWS-StartPortForwardingSession --parameters portNumber=18888,localPortNumber=18888",
            Template.Written(published.Both.Outputs["ShopDashboardSession"]!["Value"]!));
        Assert.StartsWith("aws secretsmanager get-secret-value --region ${AWS::Region} --secret-id ${shopdashboardtoken", Template.Written(published.Both.Outputs["ShopDashboardToken"]!["Value"]!), StringComparison.Ordinal);

        Assert.Equal(["shop-dashboard"], published.Both.All("AWS::ECS::Service").Where(s => (bool?)s.Properties["EnableExecuteCommand"] is true).Select(s => s.AspireResource));
        Assert.Contains("ssmmessages:OpenDataChannel", Rights("shop-dashboard"));
        Assert.DoesNotContain(published.Both.Openings(), o => o.Port == 18888);
        Assert.DoesNotContain("ShopDashboardSession", published.Public.Outputs);
        Assert.Contains("ShopDashboardToken", published.Public.Outputs);
        Assert.DoesNotContain(published.Public.All("AWS::ECS::Service"), s => (bool?)s.Properties["EnableExecuteCommand"] is true);
    }

    [Fact]
    public void Each_calls_only_the_next() => Assert.Equal(
        [("shop-collector", "shop-dashboard", 18889), ("till", "shop-collector", 4317)],
        published.Both.Openings().Order());

    [Fact]
    public void The_collector_writes_to_its_log_groups_and_to_x_ray_and_may_do_no_more()
    {
        Assert.Equal(
            ["/ecs/shop/shop-collector", "/ecs/shop/shop-collector/logs", "/ecs/shop/shop-collector/metrics"],
            published.Both.All("AWS::Logs::LogGroup").Where(g => g.AspireResource == "shop-collector").Select(g => (string?)g.Properties["LogGroupName"]).Order());
        Assert.Equal(["logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTelemetryRecords", "xray:PutTraceSegments"], Rights("shop-collector").Order());
        Assert.Equal(["CMD", "/healthcheck"], published.Both.Container("shop-collector")["HealthCheck"]!["Command"]!.AsArray().Select(w => (string?)w));
    }

    [Fact]
    public void Without_a_NAT_gateway_sessions_and_traces_have_endpoints_of_their_own()
    {
        var isolated = new EcsEnvironmentResource("shop") { NatGateways = 0 };
        Assert.Equal(["ssmmessages", "xray"], Network.Endpoints(published.Shop, isolated).Select(e => e.Service).Except(Network.Endpoints(StackModels.Yelb(), isolated).Select(e => e.Service)));
        Assert.Equal(
            0.01 * MonthlyCost.Hours * 2,
            MonthlyCost.Of(StackModels.Yelb(), new("yelb") { NatGateways = 0, EnableExecuteCommand = true }) - MonthlyCost.Of(StackModels.Yelb(), new("yelb") { NatGateways = 0 }),
            6);
    }

    private IEnumerable<string?> Rights(string service) =>
        from policy in published.Both.All("AWS::IAM::Policy")
        where policy.AspireResource == service && policy.Id.Contains("TaskTaskRole", StringComparison.Ordinal)
        from statement in policy.Properties["PolicyDocument"]!["Statement"]!.AsArray()
        from action in statement!["Action"] is JsonArray actions ? actions.Select(a => (string?)a) : [(string?)statement["Action"]]
        select action;

    /// <summary>A project with both, and one whose dashboard is external.</summary>
    public sealed class Published : IAsyncLifetime
    {
        internal EcsApplication Shop { get; private set; } = null!;

        internal Template Both { get; private set; } = null!;

        internal Template Public { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Shop = await PublishedModel.ReadAsync(builder =>
            {
                builder.AddEcsEnvironment("shop").WithDashboard().WithCloudWatchTelemetry();
                builder.AddProject<SampleProject>("till");
            });
            Both = Template.Of(Shop);
            var domain = new EcsDomain("shop.example.com", "example.com", "Z0123456789");
            Public = Template.Of(
                await PublishedModel.ReadAsync(builder => builder.AddEcsEnvironment("shop").WithProperties(shop => shop.Domain = domain)
                    .WithDashboard(dashboard => dashboard.WithExternalHttpEndpoints())),
                shop => shop.Domain = domain);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
