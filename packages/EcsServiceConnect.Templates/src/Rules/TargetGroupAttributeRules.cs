using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A target group has the attributes of its kind of load balancer.</summary>
/// <remarks>Elastic Load Balancing API Reference, "TargetGroupAttribute".</remarks>
internal static class TargetGroupAttributeRules
{
    [TemplateRule("an attribute that a target group or load balancer of its kind does not have, or a misspelt one", "Elastic Load Balancing API Reference, TargetGroupAttribute and LoadBalancerAttribute: Key")]
    public const string OfOthers = "attribute-of-other-target-group";

    // "supported only by Application Load Balancers", and only by network ones.
    private static readonly string[] _ofApplications =
        ["load_balancing.algorithm.type", "load_balancing.algorithm.anomaly_mitigation", "slow_start.duration_seconds", "stickiness.app_cookie.cookie_name", "stickiness.app_cookie.duration_seconds", "stickiness.lb_cookie.duration_seconds"];

    private static readonly string[] _ofNetworks =
        ["deregistration_delay.connection_termination.enabled", "preserve_client_ip.enabled", "proxy_protocol_v2.enabled", "target_health_state.unhealthy.connection_termination.enabled"];

    private static readonly string[] _keys =
    [
        .. _ofApplications, .. _ofNetworks, "deregistration_delay.timeout_seconds", "stickiness.enabled", "stickiness.type", "load_balancing.cross_zone.enabled",
        "target_group_health.dns_failover.minimum_healthy_targets.count", "target_group_health.dns_failover.minimum_healthy_targets.percentage",
        "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage",
    ];

    private static readonly string[] _balancerKeys =
    [
        "idle_timeout.timeout_seconds", "client_keep_alive.seconds", "deletion_protection.enabled", "access_logs.s3.enabled", "access_logs.s3.bucket", "access_logs.s3.prefix",
        "connection_logs.s3.enabled", "connection_logs.s3.bucket", "connection_logs.s3.prefix", "load_balancing.cross_zone.enabled", "routing.http2.enabled", "routing.http.desync_mitigation_mode",
        "routing.http.drop_invalid_header_fields.enabled", "routing.http.preserve_host_header.enabled", "routing.http.x_amzn_tls_version_and_cipher_suite.enabled", "routing.http.xff_client_port.enabled",
        "routing.http.xff_header_processing.mode", "waf.fail_open.enabled", "zonal_shift.config.enabled", "dns_record.client_routing_policy", "ipv6.deny_all_igw_traffic",
    ];

    private static readonly string[] _sticky = ["lb_cookie", "app_cookie"];

    /// <summary>Those of load balancers: no misspelt one, and cross-zone balancing is always on for applications.</summary>
    /// <remarks>Elastic Load Balancing API Reference, "LoadBalancerAttribute".</remarks>
    public static IEnumerable<TemplateViolation> OfBalancers(EcsTopology topology) =>
        from balancer in topology.Template.OfType("AWS::ElasticLoadBalancingV2::LoadBalancer")
        from attribute in balancer["LoadBalancerAttributes"].Items
        let key = attribute["Key"].Text
        where key is not null
        let fault = Meant(key, _balancerKeys) is { } meant ? $"has {key}, which there is not; write {meant}"
            : key == "load_balancing.cross_zone.enabled" && attribute["Value"].Text is "false" or "False" && balancer["Type"].Text is null or "application" ? $"turns {key} off, which is always on for application load balancers; turn it off at the target group"
            : null
        where fault is not null
        select topology.Violation(OfOthers, balancer, $"load balancer {balancer.LogicalId} {fault}.");

    // AWS has new ones now and then: said is what was meant for one that is known.
    private static string? Meant(string key, string[] known) =>
        known.Contains(key) ? null : known.FirstOrDefault(k => Spelling.IsSlip(key, k) || k.StartsWith($"{key}.", StringComparison.Ordinal) || (k.StartsWith(key, StringComparison.Ordinal) && key.Contains('.', StringComparison.Ordinal)));

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
            : key == "slow_start.duration_seconds" && int.TryParse(value, out var seconds) && seconds > 0 && target["TargetGroupAttributes"].Items.Any(a => a["Key"].Text == "load_balancing.algorithm.type" && a["Value"].Text is "least_outstanding_requests" or "weighted_random")
                ? "starts slowly (slow_start.duration_seconds), which round_robin alone does; leave one of the two out"
            : key is not null && Meant(key, _keys) is { } meant ? $"has {key}, which there is not; write {meant}"
            : null
        where fault is not null
        select topology.Violation(OfOthers, topology.Services.FirstOrDefault(s => s.LoadBalancers.Any(l => l.TargetGroup == target.LogicalId))?.Resource ?? target, $"target group {target.LogicalId} {fault}.");
}
