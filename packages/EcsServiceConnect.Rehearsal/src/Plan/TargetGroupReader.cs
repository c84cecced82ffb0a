using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Reads target groups, each once.</summary>
/// <remarks>
/// Defaults: Elastic Load Balancing API Reference (version 2015-12-01), "CreateTargetGroup" and "TargetGroupAttribute";
/// the User Guide for Application Load Balancers, "Health checks for your target groups".
/// </remarks>
internal sealed class TargetGroupReader(CloudFormationTemplate template, StackValues values, PhysicalNames names, NotRehearsed notRehearsed)
{
    private static readonly string[] _protocols = ["Protocol", "HealthCheckProtocol"];

    private static readonly string[] _rehearsedAttributes = ["deregistration_delay.timeout_seconds"];

    // What is rehearsed anyway: the defaults.
    private static readonly Dictionary<string, string> _harmlessAttributes = new()
    {
        ["stickiness.enabled"] = "false",
        ["load_balancing.algorithm.type"] = "round_robin",
        ["slow_start.duration_seconds"] = "0",
        ["load_balancing.algorithm.anomaly_mitigation"] = "off",
        ["load_balancing.cross_zone.enabled"] = "use_load_balancer_configuration",
    };

    private readonly Dictionary<string, TargetGroupPlan> _read = [];

    /// <summary>The target group with that logical id; null where it is not in the template.</summary>
    public TargetGroupPlan? Find(string? logicalId)
    {
        if (template.Find(logicalId, "AWS::ElasticLoadBalancingV2::TargetGroup") is not { } group)
        {
            return null;
        }

        if (!_read.TryGetValue(group.LogicalId, out var plan))
        {
            _read.Add(group.LogicalId, plan = Read(group));
        }

        return plan;
    }

    private TargetGroupPlan Read(TemplateResource group)
    {
        var where = $"target group {group.LogicalId}";
        PropertyTable.TargetGroup.Tell(group.Properties, where, notRehearsed);
        LoadBalancerAttributes.Tell(group["TargetGroupAttributes"], _rehearsedAttributes, _harmlessAttributes, where, notRehearsed);
        foreach (var property in _protocols.Where(p => group[p].Text is { } protocol and not "HTTP"))
        {
            notRehearsed.Add($"{where}: {property} {group[property].Text}; it is plain HTTP");
        }

        if (group["ProtocolVersion"].Text is { } version and not "HTTP1")
        {
            notRehearsed.Add($"{where}: ProtocolVersion {version}; it is HTTP/1.1");
        }

        if (group["TargetType"].Text is { } type and not "ip")
        {
            notRehearsed.Add($"{where}: TargetType {type}; its targets are the tasks' addresses");
        }

        if (group["HealthCheckEnabled"] is { IsPresent: true, IsTrue: false })
        {
            notRehearsed.Add($"{where}: HealthCheckEnabled false; its targets are checked");
        }

        var delay = LoadBalancerAttributes.Number(group["TargetGroupAttributes"], "deregistration_delay.timeout_seconds");
        return new(NameOf(group), HealthCheckOf(group, where), TimeSpan.FromSeconds(delay ?? 300));
    }

    private TargetHealthCheckPlan HealthCheckOf(TemplateResource group, string where) => new(
        values.Text(group["HealthCheckPath"], where) ?? "/",
        group["HealthCheckPort"].Text is null or "traffic-port" ? null : values.Number(group["HealthCheckPort"], where),
        TimeSpan.FromSeconds(values.Number(group["HealthCheckIntervalSeconds"], where) ?? 30),
        TimeSpan.FromSeconds(values.Number(group["HealthCheckTimeoutSeconds"], where) ?? 5),
        values.Number(group["HealthyThresholdCount"], where) ?? 5,
        values.Number(group["UnhealthyThresholdCount"], where) ?? 2,
        values.Text(group["Matcher"]["HttpCode"], where) ?? "200");

    // People know it by its name; where it has none, by what it was made for, if there is but one.
    private string NameOf(TemplateResource group) =>
        group["Name"].IsPresent || group.AspireResource is not { } made || template.OfType(group.Type).Count(g => g.AspireResource == made) > 1
            ? names.NameOf(group)
            : made;
}
