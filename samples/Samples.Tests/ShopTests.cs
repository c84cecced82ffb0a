using System.Text.Json.Nodes;

namespace Samples.Tests;

/// <summary>A shop with given passwords, two databases, a queue, a migration, and a container with a probe.</summary>
public sealed class ShopTests(ShopTests.Published published) : IClassFixture<ShopTests.Published>
{
    private JsonObject Template => published.Template;

    [Fact]
    public void Given_passwords_are_parameters_that_say_what_they_may_be()
    {
        var password = Template["Parameters"]!["QueuePassword"]!;

        Assert.True((bool)password["NoEcho"]!);
        Assert.NotNull(password["AllowedPattern"]);
    }

    [Fact]
    public void The_migration_ends_before_the_API_starts()
    {
        var containers = Template.Of("migration", "AWS::ECS::TaskDefinition")["ContainerDefinitions"]!.AsArray();

        Assert.False((bool)containers[0]!["Essential"]!);
        Assert.Equal("SUCCESS", (string?)containers[1]!["DependsOn"]![0]!["Condition"]);
    }

    [Fact]
    public void The_load_balancer_asks_as_the_probe_of_the_model_does() =>
        Assert.Equal("/up", (string?)Template.Of("gateway", "AWS::ElasticLoadBalancingV2::TargetGroup")["HealthCheckPath"]);

    [Fact]
    public void The_gateways_file_is_carried_into_its_container() =>
        Assert.Contains(
            Template.Of("gateway", "AWS::ECS::TaskDefinition")["ContainerDefinitions"]!.AsArray(),
            c => c!["Name"]!.ToString().EndsWith("-files", StringComparison.Ordinal));

    [Fact]
    public void The_queue_owns_its_volume() =>
        Assert.Equal("999", (string?)Template.Of("queue", "AWS::EFS::AccessPoint")["PosixUser"]!["Uid"]);

    public sealed class Published : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();

        internal JsonObject Template { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            var result = await SampleAppHost.RunAsync("Shop", _folder.Path, "publish");
            Assert.True(result.ExitCode == 0, result.Text());
            Template = SampleAppHost.Template(_folder.Path, "shop");
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
