using System.Globalization;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Reads what scales a service.</summary>
/// <remarks>
/// Application Auto Scaling API Reference, "TargetTrackingScalingPolicyConfiguration"; cooldowns of 300 s for ECS:
/// Application Auto Scaling User Guide, "Define cooldown periods".
/// </remarks>
internal sealed class ScalingReader(CloudFormationTemplate template, StackValues values, NotRehearsed notRehearsed)
{
    private const string Policy = "AWS::ApplicationAutoScaling::ScalingPolicy";

    /// <summary>Null where nothing scales it.</summary>
    public ScalingPlan? Read(ServiceDefinition service, string name)
    {
        if (service.Scaling.Count == 0)
        {
            return null;
        }

        var target = service.Scaling[0];
        PropertyTable.ScalableTarget.Tell(target.Resource.Properties, $"{name}, scaling", notRehearsed);

        foreach (var further in service.Scaling.Skip(1))
        {
            notRehearsed.Add($"{name}: its second scalable target {further.Resource.LogicalId}");
        }

        return new(
            values.Number(target.Resource["MinCapacity"], $"{name}, MinCapacity") ?? 1,
            values.Number(target.Resource["MaxCapacity"], $"{name}, MaxCapacity") ?? 1,
            [.. template.OfType(Policy).Where(p => Belongs(p, target.Resource)).Select(p => Read(p, name)).OfType<TargetTrackingPlan>()]);
    }

    /// <summary>Names targets and policies that scale no service of the template.</summary>
    public void ReportUnread(EcsTopology topology)
    {
        var rehearsed = topology.Services.SelectMany(s => s.Scaling.Take(1)).Select(t => t.Resource).ToList();
        foreach (var other in template.OfType("AWS::ApplicationAutoScaling::ScalableTarget").Where(t => topology.Services.All(s => s.Scaling.All(x => x.Resource != t)))
            .Concat(template.OfType(Policy).Where(p => !rehearsed.Any(t => Belongs(p, t)))))
        {
            notRehearsed.Add($"{other.Type.Split("::")[^1]} {other.LogicalId}: it scales no service of the template");
        }
    }

    // By a reference to the target, or by naming the same resource.
    private static bool Belongs(TemplateResource policy, TemplateResource target) =>
        policy["ScalingTargetId"].IsPresent ? policy["ScalingTargetId"].Target == target.LogicalId : policy["ResourceId"].Text == target["ResourceId"].Text;

    private TargetTrackingPlan? Read(TemplateResource policy, string service)
    {
        var name = values.Text(policy["PolicyName"], $"{service}, PolicyName") ?? policy.LogicalId;
        var where = $"{service}, scaling policy {name}";
        PropertyTable.ScalingPolicy.Tell(policy.Properties, where, notRehearsed);
        var tracking = policy["TargetTrackingScalingPolicyConfiguration"];
        if (!tracking.IsPresent)
        {
            return LeftOut(where, policy["PolicyType"].Text ?? "StepScaling");
        }

        if (tracking["DisableScaleIn"].IsTrue)
        {
            notRehearsed.Add($"{where}: DisableScaleIn");
        }

        var predefined = tracking["PredefinedMetricSpecification"];
        var customized = tracking["CustomizedMetricSpecification"];

        // One metric, as it is or as the only part of a list: arithmetic over several is not rehearsed.
        var parts = customized["Metrics"].Items;
        var metric = parts.Count == 1 ? parts[0]["MetricStat"]["Metric"] : customized;
        var statistic = parts.Count == 1 ? parts[0]["MetricStat"]["Stat"].Text : customized["Statistic"].Text;
        if (values.Text(predefined.IsPresent ? predefined["PredefinedMetricType"] : metric["MetricName"], where) is not { } metricName)
        {
            return LeftOut(where, "its metric");
        }

        if (!predefined.IsPresent && statistic is not "Average")
        {
            notRehearsed.Add($"{where}: statistic {statistic}; it is the average");
        }

        if (!double.TryParse(values.Text(tracking["TargetValue"], where), CultureInfo.InvariantCulture, out var targetValue))
        {
            return LeftOut(where, "its TargetValue, which is no number");
        }

        var plan = new TargetTrackingPlan(
            name,
            metricName,
            predefined.IsPresent ? new Dictionary<string, string>() : metric["Dimensions"].Items.DistinctBy(d => d["Name"].Text).ToDictionary(d => d["Name"].Text ?? "", d => values.Text(d["Value"], where) ?? ""),
            targetValue,
            Cooldown(tracking["ScaleInCooldown"], where),
            Cooldown(tracking["ScaleOutCooldown"], where));
        if (!plan.IsMeasured)
        {
            var dimensions = metricName == "RequestCountPerTarget" ? " without the dimensions ServiceName and TargetDiscoveryName" : "";
            notRehearsed.Add($"{where}: metric {metricName}{dimensions}, which is not measured here; it neither adds tasks nor takes any");
        }

        return plan;
    }

    private TimeSpan Cooldown(TemplateValue value, string where) => TimeSpan.FromSeconds(values.Number(value, where) ?? 300);

    private TargetTrackingPlan? LeftOut(string where, string what)
    {
        notRehearsed.Add($"{where}: {what}");
        return null;
    }
}
