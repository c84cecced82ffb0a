using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A listener's rule asks and leads no more than a load balancer can, and signs people in over HTTPS only.</summary>
internal static class ListenerLimitRules
{
    [TemplateRule("a rule with more than five values or six wildcards in its conditions, with two conditions of one kind, or an action with more than five target groups", "Elastic Load Balancing User Guide for Application Load Balancers, Quotas for your Application Load Balancers: Rules")]
    public const string TooMany = "too-much-in-listener-rule";

    [TemplateRule("a sign-in at a listener that speaks HTTP", "Elastic Load Balancing User Guide for Application Load Balancers, Authenticate users using an Application Load Balancer")]
    public const string PlainLogin = "login-without-https";

    private const string Listener = "AWS::ElasticLoadBalancingV2::Listener";
    private const string Rule = "AWS::ElasticLoadBalancingV2::ListenerRule";
    private const int MaxValues = 5;
    private const int MaxTargetGroups = 5;
    private const int MaxWildcards = 6;

    // "Each rule can include up to one of each of the following conditions" (Elastic Load Balancing API Reference, CreateRule: Conditions).
    private static readonly string?[] _once = ["host-header", "http-request-method", "path-pattern", "source-ip"];

    private static readonly string[] _configurations = ["HostHeaderConfig", "PathPatternConfig", "HttpHeaderConfig", "HttpRequestMethodConfig", "QueryStringConfig", "SourceIpConfig"];

    /// <summary>"Condition Values per Rule: 5" and "Target Groups per Action: 5", neither of which can be raised.</summary>
    public static IEnumerable<TemplateViolation> RulesAreSmall(EcsTopology topology) =>
        from route in LoadBalancerRoutes.ActionsIn(topology.Template)
        let conditions = route.Resource["Conditions"].Items
        let values = conditions.SelectMany(c => c["Values"].Items.Concat(_configurations.SelectMany(name => c[name]["Values"].Items))).ToList()
        let groups = route.Actions.Items.Select(a => a["ForwardConfig"]["TargetGroups"].Items.Count).DefaultIfEmpty().Max()
        let wildcards = values.Sum(v => v.Text?.Count(letter => letter is '*' or '?') ?? 0)
        let twice = conditions.Select(c => c["Field"].Text).Where(_once.Contains).GroupBy(f => f).FirstOrDefault(g => g.Count() > 1)?.Key
        let fault = twice is not null ? $"has two conditions of kind {twice}, and a rule takes one; put their values into one"
            : wildcards > MaxWildcards ? $"has {wildcards} wildcards in its conditions, and a rule takes {MaxWildcards}; make two rules of it"
            : values.Count > MaxValues ? $"has {values.Count} values in its conditions, and a rule takes {MaxValues}; make two rules of it"
            : groups > MaxTargetGroups ? $"forwards to {groups} target groups, and an action takes {MaxTargetGroups}; leave some out"
            : null
        where fault is not null
        select topology.Violation(TooMany, route.Resource, $"{route.Resource.LogicalId} {fault}.");

    /// <summary>"Supported only with HTTPS listeners."</summary>
    public static IEnumerable<TemplateViolation> LoginsAreEncrypted(EcsTopology topology) =>
        from route in LoadBalancerRoutes.ActionsIn(topology.Template)
        let listener = route.Resource.Type == Rule ? topology.Template.Find(route.Resource["ListenerArn"].Target, Listener) : route.Resource
        where listener?["Protocol"].Text == "HTTP" && route.Actions.Items.Any(a => a["Type"].Text is "authenticate-oidc" or "authenticate-cognito")
        select topology.Violation(PlainLogin, route.Resource, $"{route.Resource.LogicalId} signs people in, and listener {listener.LogicalId} speaks HTTP, which is refused; sign in at a listener of HTTPS.");
}
