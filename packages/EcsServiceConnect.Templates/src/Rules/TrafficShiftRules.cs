using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Permissions;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>What ECS shifts requests with at a load balancer is there, and fits.</summary>
/// <remarks>
/// Amazon ECS Developer Guide, "Application Load Balancer resources for blue/green, linear, and canary deployments",
/// "Network Load Balancer resources …" and "Amazon ECS infrastructure IAM role for load balancers".
/// </remarks>
internal static class TrafficShiftRules
{
    [TemplateRule("a deployment that is to shift requests at a load balancer without an alternate target group, a production listener rule or a role", "Amazon ECS API Reference, AdvancedConfiguration")]
    public const string Incomplete = "incomplete-traffic-shift";

    [TemplateRule("an alternate target group that is the production one, or of another protocol, target type or VPC", "Amazon ECS Developer Guide, Application Load Balancer resources for blue/green, linear, and canary deployments: target groups")]
    public const string UnlikeGroups = "unlike-target-groups";

    [TemplateRule("a target group of a traffic shift that neither the production nor the test listener rule forwards to", "Amazon ECS Developer Guide, Migrate CodeDeploy blue/green deployments to Amazon ECS blue/green deployments")]
    public const string NotOnRule = "target-group-not-on-rule";

    [TemplateRule("a production or test listener rule that is none: the listener of an application load balancer, the rule of a network one, something else", "Amazon ECS API Reference, AdvancedConfiguration: productionListenerRule")]
    public const string NoRule = "not-a-listener-rule";

    [TemplateRule("a listener rule whose weights two deployments change: the test rule that is the production one, one rule of two services", "Amazon ECS API Reference, AdvancedConfiguration: testListenerRule")]
    public const string SharedRule = "shared-listener-rule";

    [TemplateRule("a test listener rule behind the production one, which takes its requests", "Elastic Load Balancing User Guide for Application Load Balancers, Listener rules: rule priority")]
    public const string LateTest = "test-rule-behind-production";

    [TemplateRule("a role for shifting requests that ECS may not take on, since it trusts something else than ecs.amazonaws.com", "Amazon ECS Developer Guide, Amazon ECS infrastructure IAM role for load balancers")]
    public const string Untrusted = "role-not-for-traffic-shift";

    [TemplateRule("a role for shifting requests that may not change listener rules", "Amazon ECS Developer Guide, Amazon ECS infrastructure IAM role for load balancers")]
    public const string NotAllowed = "traffic-shift-not-allowed";

    private const string Listener = "AWS::ElasticLoadBalancingV2::Listener";
    private const string Rule = "AWS::ElasticLoadBalancingV2::ListenerRule";
    private const string TargetGroup = "AWS::ElasticLoadBalancingV2::TargetGroup";

    private static readonly string[] _needed = ["AlternateTargetGroupArn", "ProductionListenerRule", "RoleArn"];

    // With what they are by default.
    private static readonly (string Property, string Default)[] _alike = [("Protocol", ""), ("ProtocolVersion", "HTTP1"), ("TargetType", "instance"), ("VpcId", "")];

    /// <summary>The alternate group is required; of the rest the reference does not say what ECS does without it.</summary>
    public static IEnumerable<TemplateViolation> AreComplete(EcsTopology topology) =>
        from shift in TrafficShift.In(topology)
        where !shift.Settings.IsUnknown
        let missing = _needed.Where(p => !shift.Settings[p].IsPresent).ToList()
        where missing.Count > 0
        select topology.Violation(Incomplete, shift.Service, $"its deployments go by {new DeploymentStrategy(shift.Service).Name}, and its load balancer lacks {string.Join(", ", missing)}; give them in AdvancedConfiguration.") with { IsAdvice = !shift.Settings.IsPresent || shift.Alternate.IsPresent };

    /// <summary>Tasks change from one to the other, so what is set of the one is meant for the other too.</summary>
    public static IEnumerable<TemplateViolation> GroupsAreAlike(EcsTopology topology) =>
        from shift in TrafficShift.In(topology)
        where shift.Alternate.IsPresent
        let production = topology.Template.Find(shift.Group.Target, TargetGroup)
        let alternate = topology.Template.Find(shift.Alternate.Target, TargetGroup)
        let fault = shift.Alternate.Text is { } text && text == shift.Group.Text ? "is its production one too; give it a second"
            : production is null || alternate is null ? null
            : _alike.Select(p => (p.Property, One: Known(topology, production[p.Property], p.Default), Other: Known(topology, alternate[p.Property], p.Default))).FirstOrDefault(p => p is { One: not null, Other: not null } && p.One != p.Other) is { Property: { } other } unlike
                ? $"has another {other} than the production one, {unlike.Other} instead of {unlike.One}; set the same"
            : null
        where fault is not null
        select topology.Violation(UnlikeGroups, shift.Service, $"its alternate target group {alternate?.LogicalId ?? shift.Alternate.Text} {fault}.");

    /// <summary>"Both targetGroup and alternateTargetGroup must be associated with the productionListenerRule or testListenerRule."</summary>
    public static IEnumerable<TemplateViolation> RulesHaveBothGroups(EcsTopology topology)
    {
        var routes = LoadBalancerRoutes.In(topology.Template);
        return
            from shift in TrafficShift.In(topology)
            where shift.ProductionRule.IsPresent && !routes.HasUnknown
            let rules = new[] { shift.ProductionRule, shift.TestRule }.Where(r => r.IsPresent).Select(r => topology.Template.Find(r.Target, Rule, Listener)).ToList()
            where !rules.Contains(null)
            let lost = new[] { shift.Group, shift.Alternate }.Select(g => topology.Template.Find(g.Target, TargetGroup)?.LogicalId).FirstOrDefault(g => g is not null && !routes.RoutesTo(g).Intersect(rules).Any())
            where lost is not null
            select topology.Violation(NotOnRule, shift.Service, $"{string.Join(" and ", rules.Select(r => r!.LogicalId).Distinct())} does not forward to its target group {lost}, so ECS rolls each deployment back; forward to both groups, with weights 1 and 0.");
    }

    /// <summary>A rule of an application load balancer, the listener of a network one.</summary>
    public static IEnumerable<TemplateViolation> RulesAreRules(EcsTopology topology)
    {
        var isNetwork = LoadBalancerRoutes.In(topology.Template).Listeners.ToDictionary(l => l.Listener.LogicalId, l => l.Balancer["Type"] is { IsUnknown: true } ? (bool?)null : l.Balancer["Type"].Text == "network");
        return
            from shift in TrafficShift.In(topology)
            from rule in new[] { (Name: "ProductionListenerRule", Value: shift.ProductionRule), (Name: "TestListenerRule", Value: shift.TestRule) }
            let named = topology.Template.Find(rule.Value.Target)
            where named is not null
            let fault = named.Type == Listener && IsNetwork(named.LogicalId) == false ? "the listener of an application load balancer, whose default action ECS does not change; add a rule, for path /* if it is for all requests"
                : named.Type == Rule && named["ListenerArn"].Target is { } listener && IsNetwork(listener) == true ? "a rule, which network load balancers do not have; name their listener"
                : named.Type is not (Listener or Rule) ? $"a {named.Type}; name a listener rule"
                : null
            where fault is not null
            select topology.Violation(NoRule, shift.Service, $"its {rule.Name} {named.LogicalId} is {fault}.");

        bool? IsNetwork(string listener) => isNetwork.GetValueOrDefault(listener);
    }

    public static IEnumerable<TemplateViolation> RulesAreTheirOwn(EcsTopology topology)
    {
        var shifts = TrafficShift.In(topology).ToList();
        var twice =
            from shift in shifts
            where shift.TestRule.Text is { } test && test == shift.ProductionRule.Text
            select topology.Violation(SharedRule, shift.Service, $"its TestListenerRule is its ProductionListenerRule {shift.TestRule.Text}, so test requests are all requests; make a rule of its own, or leave it out.");
        var shared =
            from shift in shifts
            where shift.ProductionRule.Text is not null
            group shift by (shift.ProductionRule.Text, shift.Service.Resource.Condition) into same
            where same.Count() > 1
            let services = same.Select(s => topology.NameOf(s.Service)).Distinct().Order(StringComparer.Ordinal).ToList()
            select topology.Violation(SharedRule, same.Last().Service, $"the listener rule {same.Key.Text} is the production one of {(services.Count > 1 ? string.Join(" and ", services) : "two of its target groups")}, whose weights are changed at different times; make a rule for each.");
        return twice.Concat(shared);
    }

    /// <summary>"Rules are evaluated in priority order, from the lowest value to the highest value."</summary>
    public static IEnumerable<TemplateViolation> TestsComeFirst(EcsTopology topology) =>
        from shift in TrafficShift.In(topology)
        let production = topology.Template.Find(shift.ProductionRule.Target, Rule)
        let test = topology.Template.Find(shift.TestRule.Target, Rule)
        where production is not null && test is not null && production["ListenerArn"].Text == test["ListenerArn"].Text && production["Priority"].Number < test["Priority"].Number
        let conditions = test["Conditions"].Items.Select(c => c.Node!.ToJsonString()).ToHashSet()
        where production["Conditions"].Items is { Count: > 0 } own && own.All(c => conditions.Contains(c.Node!.ToJsonString()))
        select topology.Violation(LateTest, shift.Service, $"its test rule {test.LogicalId} has priority {test["Priority"].Number}, and its production rule {production.LogicalId} takes all requests before, with {production["Priority"].Number}; give the test rule the lower one.");

    /// <summary>"Trust policy: ecs.amazonaws.com."</summary>
    public static IEnumerable<TemplateViolation> RolesAreForEcs(EcsTopology topology) =>
        from shift in TrafficShift.In(topology)
        let role = topology.Template.Find(shift.Role.Target, "AWS::IAM::Role")
        where role is not null && !RoleTrust.Includes(role, "ecs")
        select topology.Violation(Untrusted, shift.Service, $"the role {role.LogicalId} that requests are to be shifted with does not trust ecs.amazonaws.com, so ECS can't take it on; allow that service sts:AssumeRole in AssumeRolePolicyDocument.");

    /// <summary>Shifting is a change of weights: of a rule, or of a network load balancer's listener.</summary>
    public static IEnumerable<TemplateViolation> RolesMayShift(EcsTopology topology)
    {
        var arns = new ResourceArns(topology.Template);
        return
            from shift in TrafficShift.In(topology)
            let permissions = topology.PermissionsOf(shift.Role)
            let rule = topology.Template.Find(shift.ProductionRule.Target, Rule)
            where permissions is not null && rule is not null
            let resources = new[] { ResourceArns.Here("elasticloadbalancing", $"listener-rule/{ArnPattern.Anything}"), arns.Canonical(Placeholder.For(rule.LogicalId)) }
            where permissions.On("elasticloadbalancing:ModifyRule", resources).IsRefused()
            select topology.Violation(NotAllowed, shift.Service, $"the role {permissions.Role.LogicalId} that requests are to be shifted with may not elasticloadbalancing:ModifyRule, so every deployment fails; attach AmazonECSInfrastructureRolePolicyForLoadBalancers to it.");
    }

    // Of what the template does not make, only AWS knows whether it is the same.
    private static string? Known(EcsTopology topology, TemplateValue value, string byDefault) =>
        !value.IsPresent ? byDefault : value.IsUnknown ? topology.Template.Find(value.Target)?.LogicalId : value.Text;
}
