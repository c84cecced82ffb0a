using System.Globalization;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>An action that forwards sends somewhere.</summary>
internal static class ForwardWeightRules
{
    [TemplateRule("a listener or rule that forwards to target groups whose weights are all 0", "Elastic Load Balancing API Reference, TargetGroupTuple: Weight; User Guide for Application Load Balancers, Target groups with weights")]
    public const string None = "all-weights-zero";

    /// <summary>Each group gets its weight's share of the sum of all weights. ECS sets the weights of a deployment that it shifts itself.</summary>
    public static IEnumerable<TemplateViolation> SomeoneGetsRequests(EcsTopology topology)
    {
        var shifted = topology.Services.SelectMany(TrafficShift.Of).SelectMany(s => new[] { s.ProductionRule.Target, s.TestRule.Target }).ToHashSet();
        return from route in LoadBalancerRoutes.ActionsIn(topology.Template)
               where !shifted.Contains(route.Resource.LogicalId)
               from action in route.Actions.Items
               let groups = action["ForwardConfig"]["TargetGroups"]
               where !groups.IsUnknownList && groups.Items.Count > 0 && groups.Items.All(g => decimal.TryParse(g["Weight"].Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && weight == 0)
               select topology.Violation(None, route.Resource, $"{route.Resource.LogicalId} forwards to {string.Join(", ", groups.Items.Select(g => g["TargetGroupArn"].Text))} with weight 0, so nobody gets its requests; give one of them a weight.");
    }
}
