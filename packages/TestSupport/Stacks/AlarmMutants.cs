using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.Rules;

namespace TestSupport.Stacks;

/// <summary>Alarms that never ring, for nobody writes what they look at.</summary>
internal static class AlarmMutants
{
    private const string Alarm = "AWS::CloudWatch::Alarm";
    private const string Balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    private const string Group = "AWS::ElasticLoadBalancingV2::TargetGroup";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        new("an alarm on a metric of load balancers that is written otherwise", MetricRules.Unknown, t => Add(t, "AWS/ApplicationELB", "HTTPCode_Target_5xx_Count", ("LoadBalancer", OfBalancer(t)))),
        new("an alarm on a metric of another service", MetricRules.Unknown, t => Add(t, "AWS/ECS", "RunningTaskCount", ("ClusterName", "yelb"), ("ServiceName", "yelb-ui"))),
        new("an alarm on a metric of Container Insights that is not there", MetricRules.Unknown, t => Add(t, "ECS/ContainerInsights", "RunningTasks", ("ClusterName", "yelb"), ("ServiceName", "yelb-ui"))),
        new("an alarm in a namespace of load balancers in small letters", MetricRules.Unknown, t => Add(t, "AWS/ApplicationElb", "RequestCount", ("LoadBalancer", OfBalancer(t)))),
        new("an alarm on unhealthy targets of a load balancer as a whole", MetricRules.Unknown, t => Add(t, "AWS/ApplicationELB", "UnHealthyHostCount", ("LoadBalancer", OfBalancer(t)))),
        new("an alarm on errors of no load balancer", MetricRules.Unknown, t => Add(t, "AWS/ApplicationELB", "HTTPCode_Target_5XX_Count")),
        new("an alarm on a load balancer's own errors by target group", MetricRules.Unknown, t => Add(t, "AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", ("LoadBalancer", OfBalancer(t)), ("TargetGroup", OfGroup(t)))),
        new("an alarm on a load balancer by its ARN", MetricRules.Unknown, t => Add(t, "AWS/ApplicationELB", "RequestCount", ("LoadBalancer", YelbTemplate.Ref(t.FirstId(Balancer))))),
        new("an alarm on a target group by its name", MetricRules.Unknown, t => Add(t, "AWS/ApplicationELB", "HealthyHostCount", ("LoadBalancer", OfBalancer(t)), ("TargetGroup", YelbTemplate.Attribute(t.FirstId(Group), "TargetGroupName")))),
        new("an alarm on a target group in the place of its load balancer", MetricRules.Unknown, t => Add(t, "AWS/ApplicationELB", "RequestCount", ("LoadBalancer", OfGroup(t)))),
        new("an alarm on the targets of another load balancer", MetricRules.Unknown, t =>
        {
            t.Copy(t.FirstId(Balancer), "OtherBalancer");
            Add(t, "AWS/ApplicationELB", "UnHealthyHostCount", ("LoadBalancer", YelbTemplate.Attribute("OtherBalancer", "LoadBalancerFullName")), ("TargetGroup", OfGroup(t)));
        }),
        new("an alarm on a service by its ARN", MetricRules.Unknown, t => Add(t, "AWS/ECS", "CPUUtilization", ("ClusterName", "yelb"), ("ServiceName", YelbTemplate.Ref(t.Ui.Id)))),
        new("an alarm on tasks of a service that is not there", MetricRules.Unknown, t => Add(t, "ECS/ContainerInsights", "RunningTaskCount", ("ClusterName", "yelb"), ("ServiceName", "yelb-web"))),
        new("an alarm on tasks of a whole cluster", MetricRules.Unknown, t => Add(t, "ECS/ContainerInsights", "RunningTaskCount", ("ClusterName", "yelb"))),
        new("an alarm on what clients see of a service without its name", MetricRules.Unknown, t => Add(t, "AWS/ECS", "TargetResponseTime", ("ClusterName", "yelb"), ("ServiceName", "yelb-ui"))),
        new("an alarm on what clients see of a service by the name that it serves", MetricRules.Unknown, t => Add(t, "AWS/ECS", "HTTPCode_Target_5XX_Count", ("DiscoveryName", "yelb-appserver-http"))),
        new("an alarm on files of no file system", MetricRules.Unknown, t => Add(t, "AWS/EFS", "PercentIOLimit")),
        new("an alarm on a file system by its ARN", MetricRules.Unknown, t => Add(t, "AWS/EFS", "PercentIOLimit", ("FileSystemId", YelbTemplate.Attribute(t.FirstId("AWS::EFS::FileSystem"), "Arn")))),
        new("an alarm on the free space of a database, by half its name", MetricRules.Unknown, t => Add(t, "AWS/RDS", "FreeStorage", ("DBInstanceIdentifier", "votes"))),
        new("an alarm on a cache of a metric of databases", MetricRules.Unknown, t => Add(t, "AWS/ElastiCache", "FreeStorageSpace", ("CacheClusterId", "views-001"))),
        new("an alarm on a group of nodes as one node", MetricRules.Unknown, t =>
        {
            t.Add("Views", "AWS::ElastiCache::ReplicationGroup", new() { ["ReplicationGroupDescription"] = "views", ["Engine"] = "valkey", ["EngineVersion"] = "8.0", ["NumCacheClusters"] = 2 });
            Add(t, "AWS/ElastiCache", "EngineCPUUtilization", ("CacheClusterId", YelbTemplate.Ref("Views")));
        }),
        new("arithmetic on a metric that nobody writes", MetricRules.Unknown, t => t.Add("Watch", Alarm, new()
        {
            ["EvaluationPeriods"] = 1,
            ["ComparisonOperator"] = "GreaterThanThreshold",
            ["Threshold"] = 0,
            ["Metrics"] = new JsonArray(
                new JsonObject { ["Id"] = "e", ["Expression"] = "100 * m" },
                new JsonObject { ["Id"] = "m", ["ReturnData"] = false, ["MetricStat"] = new JsonObject { ["Period"] = 60, ["Stat"] = "Sum", ["Metric"] = new JsonObject { ["Namespace"] = "AWS/EFS", ["MetricName"] = "MeteredBytes", ["Dimensions"] = Dimensions(("FileSystemId", "fs-0")) } } }),
        })),
        new("an alarm that compares by a sign", FormRules.NotOneOf, t => Add(t, "AWS/RDS", "CPUUtilization")["ComparisonOperator"] = ">"),
    ];

    /// <summary>Alarms that ring.</summary>
    public static IReadOnlyDictionary<string, Action<YelbTemplate>> Harmless { get; } = new Dictionary<string, Action<YelbTemplate>>
    {
        ["unhealthy targets of a target group in a zone"] = t => Add(t, "AWS/ApplicationELB", "UnHealthyHostCount", ("LoadBalancer", OfBalancer(t)), ("TargetGroup", OfGroup(t)), ("AvailabilityZone", "eu-west-1a")),
        ["a load balancer of another stack"] = t => Add(t, "AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", ("LoadBalancer", new JsonObject { ["Fn::ImportValue"] = "balancer" })),
        ["a load balancer cut out of a listener's ARN"] = t => Add(t, "AWS/ApplicationELB", "RequestCount", ("LoadBalancer", new JsonObject { ["Fn::Select"] = new JsonArray(1, new JsonObject { ["Fn::Split"] = new JsonArray("loadbalancer/", YelbTemplate.Ref(t.FirstId(Balancer))) }) })),
        ["tasks of a service by its name"] = t => Add(t, "ECS/ContainerInsights", "RunningTaskCount", ("ClusterName", "yelb"), ("ServiceName", YelbTemplate.Attribute(t.Ui.Id, "Name"))),
        ["tasks of a service of another cluster"] = t => Add(t, "ECS/ContainerInsights", "RunningTaskCount", ("ClusterName", "shared"), ("ServiceName", "worker")),
        ["a container's CPU, of enhanced observability"] = t => Add(t, "ECS/ContainerInsights", "ContainerCpuUtilization", ("ClusterName", "yelb"), ("ServiceName", "yelb-ui"), ("ContainerName", "yelb-ui")),
        ["bytes that a client sends"] = t => Add(t, "AWS/ECS", "TargetProcessedBytes", ("TargetDiscoveryName", "yelb-db-tcp")),
        ["the CPU of all databases"] = t => Add(t, "AWS/RDS", "CPUUtilization"),
        ["a counter of Performance Insights"] = t => Add(t, "AWS/RDS", "db.Transactions.xact_commit.avg", ("DBInstanceIdentifier", "votes")),
        ["a node of a cache"] = t => Add(t, "AWS/ElastiCache", "EngineCPUUtilization", ("CacheClusterId", "views-001"), ("CacheNodeId", "0001")),
        ["commands of a cache"] = t => Add(t, "AWS/ElastiCache", "SortedSetBasedCmds", ("CacheClusterId", "views-001")),
        ["a metric of an application"] = t => Add(t, "Yelb", "votes", ("restaurant", "ihop")),
        ["a service of AWS that is not known"] = t => Add(t, "AWS/Whatever", "Something"),
        ["a metric that a parameter names"] = t =>
        {
            t.Root["Parameters"]!["Watched"] = new JsonObject { ["Type"] = "String" };
            Add(t, "AWS/ApplicationELB", "RequestCount", ("LoadBalancer", YelbTemplate.Ref("Watched")))["MetricName"] = YelbTemplate.Ref("Watched");
        },
        ["a file system"] = t => Add(t, "AWS/EFS", "PercentIOLimit", ("FileSystemId", YelbTemplate.Ref(t.FirstId("AWS::EFS::FileSystem")))),
    };

    private static JsonObject OfBalancer(YelbTemplate template) => YelbTemplate.Attribute(template.FirstId(Balancer), "LoadBalancerFullName");

    private static JsonObject OfGroup(YelbTemplate template) => YelbTemplate.Attribute(template.FirstId(Group), "TargetGroupFullName");

    private static JsonObject Add(YelbTemplate template, string metrics, string name, params (string Name, JsonNode Value)[] dimensions)
    {
        var alarm = new JsonObject
        {
            ["Namespace"] = metrics,
            ["MetricName"] = name,
            ["Dimensions"] = Dimensions(dimensions),
            ["Statistic"] = "Sum",
            ["Period"] = 60,
            ["EvaluationPeriods"] = 3,
            ["Threshold"] = 0,
            ["ComparisonOperator"] = "GreaterThanThreshold",
        };
        template.Add("Watch", Alarm, alarm);
        return alarm;
    }

    private static JsonArray Dimensions(params (string Name, JsonNode Value)[] dimensions) =>
        new([.. dimensions.Select(d => new JsonObject { ["Name"] = d.Name, ["Value"] = d.Value })]);
}
