using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>What a service is where the template says something, and where it doesn't.</summary>
public sealed class PlanServiceTests
{
    private const string Cluster = """ "Cluster": { "Type": "AWS::ECS::Cluster", "Properties": { "DefaultCapacityProviderStrategy": [{ "CapacityProvider": "FARGATE_SPOT", "Weight": 2 }] } } """;

    [Fact]
    public async Task What_is_not_said_is_the_default_of_ECS()
    {
        var service = await ReadAsync("");
        Assert.Equal((1, 100, 200), (service.DesiredCount, service.MinimumHealthyPercent, service.MaximumPercent));
        Assert.Equal((false, false, TimeSpan.Zero), (service.HasCircuitBreaker, service.RollsBack, service.HealthCheckGracePeriod));
        Assert.Null(service.Namespace);
        Assert.Null(service.Scaling);
        Assert.Equal([new("FARGATE", 0, 1)], service.Capacity);
        Assert.Equal((256, 512), (service.TaskDefinition.Cpu, service.TaskDefinition.Memory));
    }

    [Fact]
    public async Task A_strategy_is_its_own_or_its_clusters()
    {
        Assert.Equal([new("FARGATE", 1, 0)], (await ReadAsync("\"CapacityProviderStrategy\": [{ \"CapacityProvider\": \"FARGATE\", \"Base\": 1 }]")).Capacity);
        var template = PlanTemplates.WithContainer(more: Cluster, service: "\"Cluster\": { \"Ref\": \"Cluster\" }");
        template["Resources"]!["Service"]!["Properties"]!.AsObject().Remove("LaunchType");
        Assert.Equal([new("FARGATE_SPOT", 0, 2)], (await PlanTemplates.ReadAsync(template)).Services[0].Capacity);
    }

    [Fact]
    public async Task A_scaled_service_begins_with_its_minimum()
    {
        var service = await ReadAsync(
            "",
            """
            "Target": { "Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": { "MinCapacity": 2, "MaxCapacity": 6, "ResourceId": "service/main/web" } },
            "Cpu": { "Type": "AWS::ApplicationAutoScaling::ScalingPolicy", "Properties": { "PolicyName": "cpu", "ScalingTargetId": { "Ref": "Target" },
              "TargetTrackingScalingPolicyConfiguration": { "TargetValue": 50.5, "PredefinedMetricSpecification": { "PredefinedMetricType": "ECSServiceAverageCPUUtilization" } } } },
            "Own": { "Type": "AWS::ApplicationAutoScaling::ScalingPolicy", "Properties": { "PolicyName": "own", "ScalingTargetId": { "Ref": "Target" },
              "TargetTrackingScalingPolicyConfiguration": { "TargetValue": 7, "ScaleOutCooldown": 10, "CustomizedMetricSpecification": { "MetricName": "Depth", "Statistic": "Average", "Dimensions": [{ "Name": "Queue", "Value": "q" }] } } } }
            """);
        Assert.Equal((2, 2, 6), (service.DesiredCount, service.Scaling!.Minimum, service.Scaling.Maximum));
        Assert.Equal([("cpu", "ECSServiceAverageCPUUtilization", 50.5, 300), ("own", "Depth", 7, 10)], service.Scaling.Policies.Select(p => (p.Name, p.Metric, p.Target, (int)p.ScaleOutCooldown.TotalSeconds)));
        Assert.Equal("q", service.Scaling.Policies[1].Dimensions["Queue"]);
    }

    [Theory]
    [InlineData("\"Namespace\": \"shop\"", "shop", "api.shop:8080")]
    [InlineData("\"Namespace\": { \"Ref\": \"Shared\" }", "given", "api.given:8080")]
    [InlineData("\"Namespace\": { \"Fn::GetAtt\": [\"Own\", \"Arn\"] }", "inner", "api.inner:8080")]
    public async Task A_namespace_is_known_by_its_name(string given, string name, string alias)
    {
        var template = PlanTemplates.WithContainer(
            "\"PortMappings\": [{ \"Name\": \"api\", \"ContainerPort\": 8080, \"AppProtocol\": \"http\" }]",
            """ "Own": { "Type": "AWS::ServiceDiscovery::HttpNamespace", "Properties": { "Name": "inner" } } """,
            $$""" "ServiceConnectConfiguration": { "Enabled": true, {{given}}, "Services": [{ "PortName": "api", "IngressPortOverride": 9000 }] } """,
            sections: """ "Parameters": { "Shared": { "Type": "String" } } """);
        var service = (await PlanTemplates.ReadAsync(template, ("Shared", "given"))).Services[0];
        Assert.Equal(name, service.Namespace);
        var endpoint = Assert.Single(service.Endpoints);
        Assert.Equal([alias], endpoint.Aliases.Select(a => a.ToString()));
        Assert.Equal(("api", 8080, 9000, "http", 15, 300), (endpoint.DiscoveryName, endpoint.ContainerPort, endpoint.IngressPortOverride, endpoint.AppProtocol, endpoint.PerRequestTimeout.TotalSeconds, endpoint.IdleTimeout.TotalSeconds));
    }

    [Fact]
    public async Task Volumes_are_folders_of_file_systems_or_of_the_task()
    {
        var template = PlanTemplates.WithContainer(
            "\"MountPoints\": [{ \"SourceVolume\": \"a\", \"ContainerPath\": \"/a\", \"ReadOnly\": true }, { \"SourceVolume\": \"b\", \"ContainerPath\": \"/b\" }]",
            """ "Files": { "Type": "AWS::EFS::FileSystem" } """,
            task: """ "Volumes": [{ "Name": "a", "EFSVolumeConfiguration": { "FilesystemId": { "Ref": "Files" }, "RootDirectory": "/deep/er" } }, { "Name": "b" }] """);
        var task = (await PlanTemplates.ReadAsync(template)).Services[0].TaskDefinition;
        Assert.Equal([new("a", "Files/deep/er", null), new("b", null, null)], task.Volumes);
        Assert.Equal([new("a", "/a", true), new("b", "/b", false)], task.Containers[0].Mounts);
    }

    [Fact]
    public async Task Conditions_decide_what_is_there()
    {
        const string Sections =
            """
            "Parameters": { "Stage": { "Type": "String" } },
            "Conditions": { "IsLive": { "Fn::Equals": [{ "Ref": "Stage" }, "live"] } }
            """;
        var template = PlanTemplates.WithContainer(service: "\"DesiredCount\": { \"Fn::If\": [\"IsLive\", 4, { \"Ref\": \"AWS::NoValue\" }] }", sections: Sections);
        Assert.Equal(4, (await PlanTemplates.ReadAsync(template, ("Stage", "live"))).Services[0].DesiredCount);
        Assert.Equal(1, (await PlanTemplates.ReadAsync(template, ("Stage", "test"))).Services[0].DesiredCount);
        Assert.Equal("condition IsLive: parameter Stage has no value; give it in \"parameters\" of the map.", await PlanTemplates.ProblemsAsync(template));
        Assert.Contains("the template has no parameter Stag;", await PlanTemplates.ProblemsAsync(template, ("Stage", "live"), ("Stag", "x")), StringComparison.Ordinal);
    }

    private static async Task<ServicePlan> ReadAsync(string service, string more = "") =>
        (await PlanTemplates.ReadAsync(PlanTemplates.WithContainer(more: more, service: service))).Services.Single();
}
