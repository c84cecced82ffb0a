namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>Nothing of a template is passed over in silence.</summary>
public sealed class PlanNotRehearsedTests
{
    [Fact]
    public async Task A_type_that_nobody_knows_is_named_with_its_number()
    {
        var many = string.Join(',', Enumerable.Range(1, 5).Select(i => $$""" "Many{{i}}": { "Type": "AWS::New::Thing" } """));
        var plan = await PlanTemplates.ReadAsync(PlanTemplates.WithContainer(more: $$""" {{many}}, "One": { "Type": "AWS::Other::Thing" }, "Queue": { "Type": "AWS::SQS::Queue" } """));
        Assert.Contains("AWS::New::Thing (5)", plan.NotRehearsed);
        Assert.Contains("AWS::Other::Thing (One)", plan.NotRehearsed);
        Assert.Contains("queues, topics and buckets (Queue)", plan.NotRehearsed);
    }

    [Theory]
    [InlineData("\"Ulimits\": [{ \"Name\": \"nofile\" }]", "", "", "web, container web: Ulimits")]
    [InlineData("\"FirelensConfiguration\": { \"Type\": \"fluentbit\" }", "", "", "web, container web: FirelensConfiguration")]
    [InlineData("\"LogConfiguration\": { \"LogDriver\": \"awsfirelens\" }", "", "", "web, container web: log driver awsfirelens; its output is thrown away")]
    [InlineData("\"SomethingNew\": 1", "", "", "web, container web: SomethingNew")]
    [InlineData("\"User\": \"postgres\"", "", "", "web, container web: user 'postgres', a name that only the image knows; it runs as 1654:1654")]
    [InlineData("", "\"ServiceRegistries\": [{}]", "", "web: ServiceRegistries")]
    [InlineData("", "\"DeploymentController\": { \"Type\": \"CODE_DEPLOY\" }", "", "web, DeploymentController: Type")]
    [InlineData("", "\"SchedulingStrategy\": \"DAEMON\"", "", "web: SchedulingStrategy")]
    [InlineData("", "\"EnableExecuteCommand\": true", "", "ECS Exec (web)")]
    [InlineData("", "", "\"NetworkMode\": \"bridge\"", "web: NetworkMode")]
    [InlineData("", "", "\"ProxyConfiguration\": {}", "web: ProxyConfiguration")]
    [InlineData("\"PortMappings\": [{ \"ContainerPort\": 53, \"Protocol\": \"udp\" }]", "", "", "web, container web, PortMappings: Protocol")]
    [InlineData("\"PortMappings\": [{ \"ContainerPortRange\": \"80-90\" }]", "", "", "web, container web, PortMappings: ContainerPortRange")]
    [InlineData("\"LogConfiguration\": { \"LogDriver\": \"awslogs\", \"SecretOptions\": [{}] }", "", "", "web, container web, LogConfiguration: SecretOptions")]
    [InlineData("", "\"LoadBalancers\": [{ \"LoadBalancerName\": \"classic\" }]", "", "web, LoadBalancers: LoadBalancerName")]
    [InlineData("", "\"DeploymentConfiguration\": { \"Alarms\": { \"Enable\": true }, \"SomethingNew\": 1 }", "", "web, DeploymentConfiguration: SomethingNew")]
    [InlineData("", "\"SomethingNew\": { \"Fn::Transform\": { \"Name\": \"AWS::Include\", \"Parameters\": {} } }", "", "Service: Fn::Transform AWS::Include; what it would bring in is not there")]
    [InlineData("", "", "", "CPU and memory limits: processes take what they need (web)")]
    [InlineData("", "", "", "web: the VPC's default security group, which it gets for want of one of its own")]
    public async Task What_is_not_rehearsed_is_named(string container, string service, string task, string line) =>
        Assert.Contains(line, (await PlanTemplates.ReadAsync(PlanTemplates.WithContainer(container, service: service, task: task))).NotRehearsed);

    [Theory]
    [InlineData("\"Privileged\": false", "", "")]
    [InlineData("", "\"DeploymentController\": { \"Type\": \"ECS\" }", "")]
    [InlineData("", "\"EnableExecuteCommand\": false, \"SchedulingStrategy\": \"REPLICA\", \"ServiceRegistries\": []", "\"NetworkMode\": \"awsvpc\"")]
    [InlineData("\"Ulimits\": { \"Ref\": \"AWS::NoValue\" }", "", "")]
    public async Task What_is_as_it_is_played_is_not(string container, string service, string task) => Assert.Equal(
        (await PlanTemplates.ReadAsync(PlanTemplates.WithContainer())).NotRehearsed,
        (await PlanTemplates.ReadAsync(PlanTemplates.WithContainer(container, service: service, task: task))).NotRehearsed);

    [Fact]
    public async Task Rules_that_the_packet_filter_can_not_have_are_named()
    {
        var plan = await PlanTemplates.ReadAsync(PlanTemplates.WithContainer(more:
            """
            "Vpc": { "Type": "AWS::EC2::VPC", "Properties": { "CidrBlock": "10.1.0.0/16" } },
            "Group": { "Type": "AWS::EC2::SecurityGroup", "Properties": { "SecurityGroupIngress": [
              { "IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "CidrIp": { "Fn::GetAtt": ["Vpc", "CidrBlock"] } },
              { "IpProtocol": "tcp", "FromPort": 81, "ToPort": 81, "SourcePrefixListId": "pl-1" },
              { "IpProtocol": "tcp", "FromPort": 82, "ToPort": 82, "CidrIp": { "Fn::ImportValue": "office" } },
              { "IpProtocol": "tcp", "FromPort": 83, "ToPort": 83, "SourceSecurityGroupId": "sg-1" }] } }
            """));
        Assert.Equal("10.1.0.0/16", plan.SecurityGroups["Group"].Ingress[0].Cidr);
        Assert.Contains("rules of security groups for prefix lists (Group)", plan.NotRehearsed);
        Assert.Contains("security group Group: a rule for Fn::ImportValue office, which is no range of addresses", plan.NotRehearsed);
        Assert.Contains("security group Group: a rule for the security group sg-1, which is not in the template", plan.NotRehearsed);
    }

    [Theory]
    [InlineData("\"PredefinedMetricSpecification\": { \"PredefinedMetricType\": \"ECSServiceAverageMemoryUtilization\" }", "metric ECSServiceAverageMemoryUtilization, which")]
    [InlineData("\"CustomizedMetricSpecification\": { \"MetricName\": \"TargetResponseTime\", \"Namespace\": \"AWS/ECS\", \"Statistic\": \"Average\" }", "metric TargetResponseTime, which")]
    [InlineData("\"CustomizedMetricSpecification\": { \"MetricName\": \"RequestCountPerTarget\", \"Namespace\": \"AWS/ECS\", \"Statistic\": \"Average\", \"Dimensions\": [{ \"Name\": \"TargetDiscoveryName\", \"Value\": \"web\" }] }", "metric RequestCountPerTarget without the dimensions ServiceName and TargetDiscoveryName, which")]
    public async Task A_metric_that_is_not_measured_is_named(string specification, string line)
    {
        var plan = await PlanTemplates.ReadAsync(PlanTemplates.WithContainer(more: $$"""
            "Target": { "Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": { "MinCapacity": 1, "MaxCapacity": 6, "ResourceId": "service/main/web" } },
            "Policy": { "Type": "AWS::ApplicationAutoScaling::ScalingPolicy", "Properties": { "PolicyName": "own", "ScalingTargetId": { "Ref": "Target" },
              "TargetTrackingScalingPolicyConfiguration": { "TargetValue": 50, {{specification}} } } }
            """));
        Assert.Contains($"web, scaling policy own: {line} is not measured here; it neither adds tasks nor takes any", plan.NotRehearsed);
        Assert.False(Assert.Single(plan.Services[0].Scaling!.Policies).IsMeasured);
    }

    [Fact]
    public async Task Stacks_within_the_stack_are_named_with_their_templates()
    {
        const string Nested = """ "Backend": { "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": "https://example.com/backend.json" } } """;
        Assert.Contains(
            "the stack Backend within the stack (https://example.com/backend.json): its services are not started, and nobody reaches them; put its template beside this one",
            (await PlanTemplates.ReadAsync(PlanTemplates.WithContainer(more: Nested))).NotRehearsed);
        Assert.Contains("give that of the stack within it that has (Backend)", await PlanTemplates.ProblemsAsync(System.Text.Json.Nodes.JsonNode.Parse($$"""{ "Resources": { {{Nested}} } }""")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_only_a_transform_makes_is_a_problem()
    {
        var template = PlanTemplates.WithContainer(sections: """ "Transform": "AWS::LanguageExtensions" """);
        Assert.Contains((await PlanTemplates.ReadAsync(template)).NotRehearsed, line => line.StartsWith("Transform", StringComparison.Ordinal));
        template["Resources"]!["Fn::ForEach::Each"] = new System.Text.Json.Nodes.JsonArray();
        Assert.Contains("Fn::ForEach::Each", await PlanTemplates.ProblemsAsync(template), StringComparison.Ordinal);
    }
}
