using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Scaling is possible, and nothing undoes it.</summary>
internal static class ScalingRules
{
    [TemplateRule("a least number of tasks above the largest", "Application Auto Scaling API Reference, RegisterScalableTarget")]
    public const string MinAboveMax = "min-above-max";

    [TemplateRule("a desired count, which each deployment would set again, on a scaled service", "AWS CloudFormation Template Reference, AWS::ECS::Service: DesiredCount", IsPractice = true)]
    public const string FixedCount = "fixed-count-beside-scaling";

    /// <summary>The least number of tasks is not above the largest.</summary>
    /// <remarks>Application Auto Scaling API Reference, "RegisterScalableTarget".</remarks>
    public static IEnumerable<TemplateViolation> MinIsNotAboveMax(EcsTopology topology) =>
        from target in topology.Template.OfType("AWS::ApplicationAutoScaling::ScalableTarget").Select(t => new ScalingTarget(t))
        where target.Minimum > target.Maximum
        let service = topology.Services.FirstOrDefault(s => s.Scaling.Contains(target))
        select topology.Violation(MinAboveMax, service?.Resource ?? target.Resource, $"it scales from {target.Minimum} to {target.Maximum} tasks; make the minimum the smaller number.");

    /// <summary>A scaled service has no desired count of its own.</summary>
    /// <remarks>
    /// AWS CloudFormation Template Reference, "AWS::ECS::Service", DesiredCount: each update sets the count again; left
    /// out, an update keeps what scaling has made of it.
    /// </remarks>
    public static IEnumerable<TemplateViolation> NoFixedCount(EcsTopology topology) =>
        from service in topology.Services
        where service.Scaling.Count > 0 && service.DesiredCount is not null
        select topology.Violation(FixedCount, service, $"it is scaled, and each deployment would set it back to {service.DesiredCount} tasks; leave the desired count out.");
}
