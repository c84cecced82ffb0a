namespace EcsServiceConnect.Templates.Forms;

/// <summary>Load balancers and target groups of Elastic Load Balancing.</summary>
internal static class LoadBalancerForms
{
    private const string Balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    private const string Group = "AWS::ElasticLoadBalancingV2::TargetGroup";
    private const string CreateBalancer = "Elastic Load Balancing API Reference, CreateLoadBalancer";
    private const string CreateGroup = "Elastic Load Balancing API Reference, CreateTargetGroup";
    private const string BalancerAttribute = "Elastic Load Balancing API Reference, LoadBalancerAttribute";
    private const string GroupAttribute = "Elastic Load Balancing API Reference, TargetGroupAttribute";

    private static readonly NumberForm _threshold = new(2, 10);
    private static readonly NumberForm _week = new(1, 604800);

    public static IReadOnlyList<PropertyForm> All { get; } =
    [
        new(Balancer, "Name", Common.BalancerName, CreateBalancer),
        new(Balancer, "Scheme", new WordForm("internet-facing", "internal"), CreateBalancer),
        new(Balancer, "Type", new WordForm("application", "network", "gateway"), CreateBalancer),
        new(Balancer, "IpAddressType", new WordForm("ipv4", "dualstack", "dualstack-without-public-ipv4"), CreateBalancer),
        Attribute("idle_timeout.timeout_seconds", new NumberForm(1, 4000)),
        Attribute("client_keep_alive.seconds", new NumberForm(60, 604800)),
        Attribute("deletion_protection.enabled", Common.Boolean),
        Attribute("load_balancing.cross_zone.enabled", Common.Boolean),
        Attribute("access_logs.s3.enabled", Common.Boolean),
        Attribute("connection_logs.s3.enabled", Common.Boolean),
        Attribute("routing.http.desync_mitigation_mode", new WordForm("monitor", "defensive", "strictest")),
        Attribute("routing.http.drop_invalid_header_fields.enabled", Common.Boolean),
        Attribute("routing.http.preserve_host_header.enabled", Common.Boolean),
        Attribute("routing.http.x_amzn_tls_version_and_cipher_suite.enabled", Common.Boolean),
        Attribute("routing.http.xff_client_port.enabled", Common.Boolean),
        Attribute("routing.http.xff_header_processing.mode", new WordForm("append", "preserve", "remove")),
        Attribute("routing.http2.enabled", Common.Boolean),
        Attribute("waf.fail_open.enabled", Common.Boolean),
        Attribute("zonal_shift.config.enabled", Common.Boolean),

        new(Group, "Name", Common.BalancerName, CreateGroup),
        new(Group, "Port", Common.Port, CreateGroup),
        new(Group, "Protocol", new WordForm("HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"), CreateGroup),
        new(Group, "ProtocolVersion", new WordForm("HTTP1", "HTTP2", "GRPC"), CreateGroup),
        new(Group, "TargetType", new WordForm("instance", "ip", "lambda", "alb"), CreateGroup),
        new(Group, "HealthCheckEnabled", Common.Boolean, CreateGroup),
        new(Group, "HealthCheckProtocol", new WordForm("HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE"), CreateGroup),
        new(Group, "HealthCheckPath", new TextForm(@"/[^\s]{0,1023}", "a path of up to 1024 characters, with a slash in front"), CreateGroup),
        new(Group, "HealthCheckPort", new TextForm("traffic-port|[1-9][0-9]{0,4}", "traffic-port or a number"), CreateGroup),
        new(Group, "HealthCheckIntervalSeconds", new NumberForm(5, 300), CreateGroup),
        new(Group, "HealthCheckTimeoutSeconds", new NumberForm(2, 120), CreateGroup),
        new(Group, "HealthyThresholdCount", _threshold, CreateGroup),
        new(Group, "UnhealthyThresholdCount", _threshold, CreateGroup),
        OfTargets("deregistration_delay.timeout_seconds", new NumberForm(0, 3600)),
        OfTargets("slow_start.duration_seconds", new NumberForm(30, 900) { OrZero = true }),
        OfTargets("stickiness.enabled", Common.Boolean),
        OfTargets("stickiness.type", new WordForm("lb_cookie", "app_cookie", "source_ip", "source_ip_dest_ip", "source_ip_dest_ip_proto")),
        OfTargets("stickiness.app_cookie.cookie_name", new TextForm("(?!AWSALB)[^\\s;,=]+", "a name that does not begin with AWSALB")),
        OfTargets("stickiness.lb_cookie.duration_seconds", _week),
        OfTargets("stickiness.app_cookie.duration_seconds", _week),
        OfTargets("load_balancing.algorithm.type", new WordForm("round_robin", "least_outstanding_requests", "weighted_random")),
        OfTargets("load_balancing.algorithm.anomaly_mitigation", new WordForm("on", "off")),
        OfTargets("load_balancing.cross_zone.enabled", new WordForm("true", "false", "use_load_balancer_configuration")),
        OfTargets("deregistration_delay.connection_termination.enabled", Common.Boolean),
        OfTargets("preserve_client_ip.enabled", Common.Boolean),
        OfTargets("proxy_protocol_v2.enabled", Common.Boolean),
    ];

    private static PropertyForm Attribute(string key, ValueForm form) => new(Balancer, $"LoadBalancerAttributes[{key}]/Value", form, BalancerAttribute);

    private static PropertyForm OfTargets(string key, ValueForm form) => new(Group, $"TargetGroupAttributes[{key}]/Value", form, GroupAttribute);
}
