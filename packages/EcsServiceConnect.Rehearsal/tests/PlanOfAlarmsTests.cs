using System.Text.Json.Nodes;
using EcsServiceConnect.Rehearsal.LoadBalancing;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.ServiceConnect;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>Alarms and their dashboard look at what the rehearsal counts too, under the names that its services have there.</summary>
public sealed class PlanOfAlarmsTests
{
    // What is counted here under the names of CloudWatch.
    private static readonly Dictionary<string, string> _counted = new()
    {
        ["AWS/ECS RequestCountPerTarget"] = nameof(TargetCounts.Requests),
        ["AWS/ECS TargetResponseTime"] = nameof(TargetCounts.ResponseTime),
        ["AWS/ECS HTTPCode_Target_5XX_Count"] = nameof(TargetCounts.Code5XX),
        ["AWS/ECS ActiveConnectionCount"] = nameof(ServedCounts.ActiveConnectionCount),
        ["AWS/ApplicationELB RequestCount"] = nameof(TargetGroupCounts.RequestCount),
        ["AWS/ApplicationELB HTTPCode_Target_5XX_Count"] = nameof(TargetGroupCounts.Code5XX),
        ["AWS/ApplicationELB HTTPCode_ELB_5XX_Count"] = nameof(TargetGroupCounts.ElbCode5XX),
    };

    // What ECS, the load balancer and EFS tell of themselves, and nobody counts here.
    private static readonly string[] _notCounted =
        ["AWS/ECS CPUUtilization", "AWS/ECS MemoryUtilization", "AWS/ApplicationELB TargetResponseTime", "AWS/ApplicationELB UnHealthyHostCount"];

    private static IEnumerable<JsonNode> Metrics { get; } =
    [
        .. OperatedStacks.Watched.All("AWS::CloudWatch::Alarm").SelectMany(a => a.Properties[nameof(Metrics)] is JsonArray metrics ? metrics.Select(m => m!["MetricStat"]?["Metric"]).OfType<JsonNode>() : [a.Properties]),
    ];

    [Fact]
    public void What_services_and_load_balancers_answer_is_counted()
    {
        var body = JsonNode.Parse(Template.Written(OperatedStacks.Watched.All("AWS::CloudWatch::Dashboard").Single().Properties["DashboardBody"]!))!;
        var shown = body["widgets"]!.AsArray().SelectMany(w => w!["properties"]!["metrics"]?.AsArray().Select(m => $"{m![0]} {m[1]}") ?? []);
        var names = Metrics.Select(m => $"{m["Namespace"]} {m["MetricName"]}").Concat(shown).Where(n => n.StartsWith("AWS/ECS", StringComparison.Ordinal) || n.StartsWith("AWS/ApplicationELB", StringComparison.Ordinal)).Distinct().ToList();

        Assert.Superset(_counted.Keys.ToHashSet(), names.ToHashSet());
        Assert.All(names, name => Assert.True(_counted.ContainsKey(name) || _notCounted.Contains(name), name));
    }

    [Fact]
    public async Task Clients_and_what_they_call_have_the_names_that_are_counted_by()
    {
        var plan = await ReadAsync();
        var calls = Metrics.Where(m => Dimension(m, "TargetDiscoveryName") is not null).ToList();

        Assert.NotEmpty(calls);
        Assert.All(calls, call => Assert.Contains(plan.Services, s => s.Name == Dimension(call, "ServiceName")));
        Assert.All(calls, call => Assert.Contains(plan.Services.SelectMany(s => s.Endpoints), e => e.DiscoveryName == Dimension(call, "TargetDiscoveryName")));
        Assert.All(Metrics.Where(m => Dimension(m, "ServiceName") is not null), m => Assert.Contains(plan.Services, s => s.Name == Dimension(m, "ServiceName")));
    }

    [Fact]
    public async Task What_is_not_rehearsed_of_them_is_said()
    {
        var told = (await ReadAsync()).NotRehearsed;

        Assert.All(
            ["alarms", "scheduled scaling and events", "queues, topics", "encryption keys"],
            group => Assert.Contains(told, line => line.StartsWith(group, StringComparison.Ordinal)));
        Assert.All(["access_logs.s3.bucket", "deletion_protection.enabled"], attribute => Assert.Contains(told, line => line.Contains(attribute, StringComparison.Ordinal)));
    }

    private static Task<RehearsalPlan> ReadAsync() => PlanTemplates.ReadAsync(
        JsonNode.Parse(OperatedStacks.Watched.Text)!,
        [.. OperatedStacks.Watched.Parameters.Where(p => p.Value!["Default"] is null).Select(p => (p.Key, $"app:{p.Key}"))]);

    private static string? Dimension(JsonNode metric, string name) => (metric["Dimensions"]?.AsArray().FirstOrDefault(d => (string?)d!["Name"] == name)?["Value"] as JsonValue)?.ToString();
}
