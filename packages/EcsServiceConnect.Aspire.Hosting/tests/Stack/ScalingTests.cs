using System.Text.Json.Nodes;

namespace EcsServiceConnect.Hosting.Tests.Stack;

/// <summary>The number of tasks of a scaled service.</summary>
public sealed class ScalingTests
{
    [Fact]
    public void It_is_between_its_bounds()
    {
        var target = Assert.Single(Stacks.Scaled.All("AWS::ApplicationAutoScaling::ScalableTarget")).Properties;
        Assert.Equal((1, 3), ((int)target["MinCapacity"]!, (int)target["MaxCapacity"]!));
        Assert.Equal("ecs:service:DesiredCount", (string?)target["ScalableDimension"]);
        Assert.Empty(Stacks.Yelb.All("AWS::ApplicationAutoScaling::ScalableTarget"));
    }

    [Theory]
    [InlineData("ECSServiceAverageCPUUtilization", 50)]
    [InlineData("ECSServiceAverageMemoryUtilization", 60)]
    public void It_follows_the_use_of_the_tasks(string metric, int value)
    {
        var policy = Policies().Single(p => (string?)p["PredefinedMetricSpecification"]?["PredefinedMetricType"] == metric);
        Assert.Equal(value, (int)policy["TargetValue"]!);
        Assert.Equal((60, 60), ((int)policy["ScaleInCooldown"]!, (int)policy["ScaleOutCooldown"]!));
    }

    [Theory]
    [InlineData("RequestCountPerTarget", 500)]
    [InlineData("TargetResponseTime", 250)]
    public void It_follows_service_connects_metrics_as_the_client_sees_them(string metric, int value)
    {
        var policy = Policies().Single(p => (string?)Queries(p).FirstOrDefault()?["MetricStat"]!["Metric"]!["MetricName"] == metric);
        Assert.Equal(value, (int)policy["TargetValue"]!);
        var query = Assert.Single(Queries(policy));
        Assert.True((bool)query["ReturnData"]!);
        Assert.Equal("AWS/ECS", (string?)query["MetricStat"]!["Metric"]!["Namespace"]);
        Assert.Equal(
            ["ClusterName=yelb", "ServiceName=yelb-ui", "TargetDiscoveryName=yelb-appserver-http"],
            query["MetricStat"]!["Metric"]!["Dimensions"]!.AsArray().Select(d => $"{d!["Name"]}={d["Value"]}"));
    }

    [Fact]
    public void The_requests_of_several_clients_are_added_up()
    {
        var application = SecondModel.Application();
        var worker = application.Services.Single(s => s.Name == "worker");
        var catalog = application.Services.Single(s => s.Name == "catalog");
        worker.References = [new(catalog, catalog.Ports)];
        catalog.Options.Scaling = new() { RequestsPerTarget = 1000, MaxCapacity = 5 };
        var policy = Assert.Single(Template.Of(application).All("AWS::ApplicationAutoScaling::ScalingPolicy")).Properties["TargetTrackingScalingPolicyConfiguration"]!;
        var queries = Queries(policy).ToList();
        Assert.Equal(["m0", "m1", "all"], queries.Select(q => (string?)q["Id"]));
        Assert.Equal([false, false, true], queries.Select(q => (bool)q["ReturnData"]!));
        Assert.Equal("SUM([m0, m1])", (string?)queries[2]["Expression"]);
    }

    private static IEnumerable<JsonNode> Policies() =>
        Stacks.Scaled.All("AWS::ApplicationAutoScaling::ScalingPolicy").Select(p => p.Properties["TargetTrackingScalingPolicyConfiguration"]!);

    private static IEnumerable<JsonNode> Queries(JsonNode policy) =>
        policy["CustomizedMetricSpecification"]?["Metrics"]?.AsArray().Select(q => q!) ?? [];
}
