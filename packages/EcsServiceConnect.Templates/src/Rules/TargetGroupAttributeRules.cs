using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A target group has the attributes of its kind of load balancer.</summary>
/// <remarks>Elastic Load Balancing API Reference, "TargetGroupAttribute".</remarks>
internal static class TargetGroupAttributeRules
{
    [TemplateRule("an attribute that target groups of this protocol do not have", "Elastic Load Balancing API Reference, TargetGroupAttribute: Key")]
    public const string OfOthers = "attribute-of-other-target-group";

    // "supported only by Application Load Balancers", and only by network ones.
    private static readonly string[] _ofApplications =
        ["load_balancing.algorithm.type", "load_balancing.algorithm.anomaly_mitigation", "slow_start.duration_seconds", "stickiness.app_cookie.cookie_name", "stickiness.app_cookie.duration_seconds", "stickiness.lb_cookie.duration_seconds"];

    private static readonly string[] _ofNetworks =
        ["deregistration_delay.connection_termination.enabled", "preserve_client_ip.enabled", "proxy_protocol_v2.enabled", "target_health_state.unhealthy.connection_termination.enabled"];

    private static readonly string[] _sticky = ["lb_cookie", "app_cookie"];

    public static IEnumerable<TemplateViolation> AttributesAreItsOwn(EcsTopology topology) =>
        from target in topology.Template.OfType("AWS::ElasticLoadBalancingV2::TargetGroup")
        let protocol = target["Protocol"].Text
        where protocol is not null && !protocol.Contains(Placeholder.Open) && target["TargetType"].Text != "lambda"
        let isApplication = protocol is "HTTP" or "HTTPS"
        from attribute in target["TargetGroupAttributes"].Items
        let key = attribute["Key"].Text
        let value = attribute["Value"].Text
        let fault = (isApplication ? _ofNetworks : _ofApplications).Contains(key) ? $"has {key}, which those of {protocol} do not have; leave it out"
            : key == "stickiness.type" && value is not null && !value.Contains(Placeholder.Open) && _sticky.Contains(value) != isApplication ? $"is sticky by {value}, which those of {protocol} are not; write {(isApplication ? "lb_cookie or app_cookie" : "source_ip")}"
            : key == "stickiness.type" && value == "app_cookie" && !target["TargetGroupAttributes"].IsUnknownList && !target["TargetGroupAttributes"].Items.Any(a => a["Key"].Text == "stickiness.app_cookie.cookie_name") ? "is sticky by a cookie of the application without its name; give stickiness.app_cookie.cookie_name"
            : null
        where fault is not null
        select topology.Violation(OfOthers, topology.Services.FirstOrDefault(s => s.LoadBalancers.Any(l => l.TargetGroup == target.LogicalId))?.Resource ?? target, $"target group {target.LogicalId} {fault}.");
}
