namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Puts services and load balancers together that traffic is shifted at.</summary>
internal static class ShiftedTargets
{
    /// <summary>The services, without a shift at rules that are not rehearsed, each of which is named.</summary>
    public static IReadOnlyList<ServicePlan> Of(IReadOnlyList<ServicePlan> services, IReadOnlyList<LoadBalancerPlan> balancers, NotRehearsed notRehearsed)
    {
        var rules = balancers.SelectMany(b => b.Listeners)
            .SelectMany(l => l.Rules.Select(r => (r.Id, r.Action)).Append((l.Id, Action: l.DefaultAction)))
            .Where(r => r.Action is ListenerActionPlan.Forward)
            .Select(r => r.Id)
            .ToHashSet();
        return [.. services.Select(s => s with { Targets = [.. s.Targets.Select(t => t with { Alternate = t.Alternate is { } alternate ? Known(alternate, t, s.Name) : null })] })];

        AlternateTargetPlan? Known(AlternateTargetPlan alternate, TargetPlan target, string service)
        {
            if (!rules.Contains(alternate.ProductionRule))
            {
                notRehearsed.Add($"{service}: production rule {alternate.ProductionRule}, which is not rehearsed; its new tasks join target group {target.TargetGroup.Name} at once");
                return null;
            }

            if (alternate.TestRule is { } test && !rules.Contains(test))
            {
                notRehearsed.Add($"{service}: test rule {test}, which is not rehearsed");
                return alternate with { TestRule = null };
            }

            return alternate;
        }
    }

    /// <summary>A load balancer with the second target groups of the services behind it.</summary>
    public static LoadBalancerPlan With(LoadBalancerPlan balancer, IReadOnlyList<ServicePlan> services) => balancer with
    {
        Alternates = [.. services.SelectMany(s => s.Targets).Where(t => balancer.TargetGroups.Contains(t.TargetGroup)).Select(t => t.Alternate?.TargetGroup).OfType<TargetGroupPlan>().Distinct()],
    };
}
