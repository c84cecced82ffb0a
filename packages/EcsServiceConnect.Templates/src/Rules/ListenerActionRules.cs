using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Listeners and their rules say which requests they are for, and answer each in one way.</summary>
/// <remarks>Elastic Load Balancing API Reference, "CreateRule": Conditions, Actions; "Action"; "RuleCondition".</remarks>
internal static class ListenerActionRules
{
    [TemplateRule("a listener without port or protocol, a listener or rule without conditions or actions, an action without its target, or a condition without the values of its kind", "Elastic Load Balancing API Reference, CreateRule: Actions; RuleCondition")]
    public const string Incomplete = "incomplete-listener-rule";

    [TemplateRule("a listener or rule with two actions that answer, with several actions in no order, or with an action that leads to two places", "Elastic Load Balancing API Reference, CreateRule: Actions; Action: Order, ForwardConfig, TargetGroupArn")]
    public const string Ambiguous = "ambiguous-listener-rule";

    private const string Listener = "AWS::ElasticLoadBalancingV2::Listener";
    private const string Rule = "AWS::ElasticLoadBalancingV2::ListenerRule";

    private static readonly string[] _last = ["forward", "redirect", "fixed-response"];

    // The property that has the values; with the older Values beside it for the first two only.
    private static readonly (string Field, string Settings, bool HasValues)[] _conditions =
    [
        ("host-header", "HostHeaderConfig", true),
        ("path-pattern", "PathPatternConfig", true),
        ("http-header", "HttpHeaderConfig", false),
        ("http-request-method", "HttpRequestMethodConfig", false),
        ("query-string", "QueryStringConfig", false),
        ("source-ip", "SourceIpConfig", false),
    ];

    /// <summary>A rule has a condition, and its last action leads somewhere.</summary>
    public static IEnumerable<TemplateViolation> AreComplete(EcsTopology topology) =>
        from route in LoadBalancerRoutes.ActionsIn(topology.Template)
        let types = InOrder(route.Actions).Select(a => a["Type"].Text).ToList()
        let fault = route.Resource.Type == Rule && IsEmpty(route.Resource["Conditions"]) ? "has no condition; say which requests it is for"
            : route.Resource.Type == Listener && IsOfServers(topology, route.Resource) && !(route.Resource["Port"].IsPresent && route.Resource["Protocol"].IsPresent) ? $"has no {(route.Resource["Port"].IsPresent ? "Protocol" : "Port")}; give it Port and Protocol"
            : IsEmpty(route.Actions) ? "has no action; say where its requests go"
            : route.Actions.Items.Select(FaultIn).FirstOrDefault(f => f is not null)
                ?? route.Resource["Conditions"].Items.Select(FaultInCondition).FirstOrDefault(f => f is not null)
                ?? (types is [.., { } last] && !types.Any(t => t is null || t.Contains(Placeholder.Open) || _last.Contains(t)) ? $"ends with {last}; end it with forward, redirect or fixed-response" : null)
        where fault is not null
        select topology.Violation(Incomplete, route.Resource, $"{route.Resource.LogicalId} {fault}.");

    /// <summary>"Each rule must include exactly one of the following types of actions: forward, redirect, or fixed-response", and it must be the last; Order is "required for rules with multiple actions".</summary>
    public static IEnumerable<TemplateViolation> AnswerOnce(EcsTopology topology) =>
        from route in LoadBalancerRoutes.ActionsIn(topology.Template)
        where !route.Actions.IsUnknownList
        let actions = InOrder(route.Actions)
        let ends = actions.Select(a => a["Type"].Text).Where(_last.Contains).ToList()
        let orders = actions.Select(a => a["Order"]).ToList()
        let fault = ends.Count > 1 ? $"has {ends.Count} actions that answer ({string.Join(", ", ends)}), and a request gets one answer; leave one, with several target groups in one ForwardConfig"
            : actions.Count > 1 && orders.Any(o => !o.IsPresent) ? "has several actions, and not each has an Order; number them"
            : orders.Where(o => !o.IsUnknown).GroupBy(o => o.Number).FirstOrDefault(g => g.Key is not null && g.Count() > 1)?.Key is { } twice ? $"has two actions of Order {twice}; number them"
            : ends.Count == 1 && actions.All(a => !a["Type"].IsUnknown && !a["Order"].IsUnknown) && !_last.Contains(actions[^1]["Type"].Text) ? $"does {actions[^1]["Type"].Text} behind its answer; give the answer the highest Order"
            : actions.Any(LeadsTwice) ? "has a TargetGroupArn beside a ForwardConfig with other target groups; leave the TargetGroupArn out"
            : null
        where fault is not null
        select topology.Violation(Ambiguous, route.Resource, $"{route.Resource.LogicalId} {fault}.");

    // "The action with the lowest value for order is performed first"; what has none stays where it is written.
    private static List<TemplateValue> InOrder(TemplateValue actions) => [.. actions.Items.Select((a, i) => (Action: a, Order: a["Order"].Number ?? i)).OrderBy(a => a.Order).Select(a => a.Action)];

    private static string? FaultIn(TemplateValue action) => action["Type"].Text switch
    {
        "forward" when !action["TargetGroupArn"].IsPresent && IsEmpty(action["ForwardConfig"]["TargetGroups"]) => "forwards to nothing; give it a target group",
        "redirect" when !action["RedirectConfig"].IsPresent => "redirects to nothing; give it a RedirectConfig",
        "fixed-response" when !action["FixedResponseConfig"].IsPresent => "answers nothing; give it a FixedResponseConfig",
        _ => null,
    };

    // One of a kind that has come since is taken as it is.
    private static string? FaultInCondition(TemplateValue condition)
    {
        if (_conditions.FirstOrDefault(c => c.Field == condition["Field"].Text) is not { Field: { } field } kind)
        {
            return null;
        }

        var settings = condition[kind.Settings];
        return HasAny(settings["Values"]) || HasAny(settings["RegexValues"]) || (kind.HasValues && (HasAny(condition["Values"]) || HasAny(condition["RegexValues"])))
            ? field == "http-header" && settings.Node is JsonObject && !settings["HttpHeaderName"].IsPresent && !settings.IsUnknown ? "has a condition for http-header without HttpHeaderName; name the header" : null
            : settings.IsUnknown ? null
            : $"has a condition for {field} without values; give it {kind.Settings} with Values";
    }

    private static bool HasAny(TemplateValue list) => list.IsUnknownList || list.Items.Count > 0;

    // "If you specify both ForwardConfig and TargetGroupArn, you can specify only one target group using ForwardConfig and it must be the same target group specified in TargetGroupArn."
    private static bool LeadsTwice(TemplateValue action)
    {
        var groups = action["ForwardConfig"]["TargetGroups"];
        return action["TargetGroupArn"].Target is { } target && !groups.IsUnknownList && groups.Items.Any(g => g["TargetGroupArn"].Target is { } other && other != target);
    }

    // A gateway's has neither port nor protocol.
    private static bool IsOfServers(EcsTopology topology, TemplateResource listener) =>
        topology.Template.Find(listener["LoadBalancerArn"].Target, "AWS::ElasticLoadBalancingV2::LoadBalancer") is { } balancer && (balancer["Type"].Text ?? "application") is "application" or "network";

    private static bool IsEmpty(TemplateValue list) => !list.IsPresent || list.Node is JsonArray { Count: 0 };
}
