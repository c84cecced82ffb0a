namespace EcsServiceConnect.Templates.Forms;

/// <summary>Listeners of Elastic Load Balancing, and their rules.</summary>
internal static class ListenerForms
{
    private const string Listener = "AWS::ElasticLoadBalancingV2::Listener";
    private const string Rule = "AWS::ElasticLoadBalancingV2::ListenerRule";
    private const string CreateRule = "Elastic Load Balancing API Reference, CreateRule";
    private const string RuleCondition = "Elastic Load Balancing API Reference, RuleCondition";
    private const string RedirectAction = "Elastic Load Balancing API Reference, RedirectActionConfig";

    private static readonly TextForm _arn = new("arn:[^:]+:elasticloadbalancing:.+", "the ARN of one, as its Ref is");
    private static readonly TextForm _path = new(".{1,128}", "up to 128 characters");
    private static readonly TextForm _host = new("[A-Za-z0-9*?.-]{1,128}", "up to 128 letters, digits, '-', '.', '*' and '?'");

    public static IReadOnlyList<PropertyForm> All { get; } =
    [
        new(Listener, "LoadBalancerArn", _arn, "Elastic Load Balancing API Reference, CreateListener"),
        new(Rule, "ListenerArn", _arn, CreateRule),
        new(Listener, "Port", Common.Port, "Elastic Load Balancing API Reference, CreateListener"),
        new(Listener, "Protocol", new WordForm("HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"), "Elastic Load Balancing API Reference, CreateListener"),
        new(Listener, "SslPolicy", new TextForm("ELBSecurityPolicy-[A-Za-z0-9-]+", "a predefined policy, as ELBSecurityPolicy-TLS13-1-2-2021-06"), "Elastic Load Balancing API Reference, CreateListener"),
        new(Listener, "Certificates[]/CertificateArn", new TextForm(@"arn:[^:]+:(?:acm|iam):.+", "the ARN of a certificate of ACM or IAM"), "Elastic Load Balancing API Reference, Certificate"),
        .. Actions(Listener, "DefaultActions[]/"),

        new(Rule, "Priority", new NumberForm(1, 50000), CreateRule),
        .. Actions(Rule, "Actions[]/"),
        new(Rule, "Conditions[]/Field", new WordForm("http-header", "http-request-method", "host-header", "path-pattern", "query-string", "source-ip"), RuleCondition),
        new(Rule, "Conditions[path-pattern]/Values[]", _path, RuleCondition),
        new(Rule, "Conditions[path-pattern]/PathPatternConfig/Values[]", _path, RuleCondition),
        new(Rule, "Conditions[host-header]/Values[]", _host, RuleCondition),
        new(Rule, "Conditions[host-header]/HostHeaderConfig/Values[]", _host, RuleCondition),
        new(Rule, "Conditions[http-request-method]/HttpRequestMethodConfig/Values[]", new TextForm("[A-Z_-]{1,40}", "a method in capitals"), RuleCondition),
        new(Rule, "Conditions[http-header]/HttpHeaderConfig/HttpHeaderName", new TextForm(@"[^\s:]{1,40}", "the name of a header, up to 40 characters"), RuleCondition),
        new(Rule, "Conditions[source-ip]/SourceIpConfig/Values[]", new TextForm(@"[0-9a-fA-F.:]+/\d{1,3}", "a range of addresses with its prefix, as 10.0.0.1/32"), "Elastic Load Balancing API Reference, SourceIpConditionConfig"),
    ];

    private static IEnumerable<PropertyForm> Actions(string type, string at) =>
    [
        new(type, at + "Type", new WordForm("forward", "redirect", "fixed-response", "authenticate-oidc", "authenticate-cognito", "jwt-validation"), "Elastic Load Balancing API Reference, Action"),
        new(type, at + "ForwardConfig/TargetGroups[]/Weight", new NumberForm(0, 999), "Elastic Load Balancing API Reference, TargetGroupTuple"),
        new(type, at + "ForwardConfig/TargetGroupStickinessConfig/DurationSeconds", new NumberForm(1, 604800), "Elastic Load Balancing API Reference, TargetGroupStickinessConfig"),
        new(type, at + "FixedResponseConfig/StatusCode", new TextForm(@"[245]\d\d", "2XX, 4XX or 5XX"), "Elastic Load Balancing API Reference, FixedResponseActionConfig"),
        new(type, at + "TargetGroupArn", _arn, "Elastic Load Balancing API Reference, Action"),
        new(type, at + "FixedResponseConfig/ContentType", new WordForm("text/plain", "text/css", "text/html", "application/javascript", "application/json"), "Elastic Load Balancing API Reference, FixedResponseActionConfig"),
        new(type, at + "FixedResponseConfig/MessageBody", new TextForm(".{0,1024}", "up to 1024 characters"), "Elastic Load Balancing API Reference, FixedResponseActionConfig"),
        new(type, at + "RedirectConfig/StatusCode", new WordForm("HTTP_301", "HTTP_302"), RedirectAction),
        new(type, at + "RedirectConfig/Protocol", new WordForm("HTTP", "HTTPS", "#{protocol}"), RedirectAction),
        new(type, at + "RedirectConfig/Port", new TextForm(@"#\{port\}|[1-9]\d{0,4}", "a port or #{port}"), RedirectAction),
        new(type, at + "RedirectConfig/Path", new TextForm(@"/.{0,127}", "up to 128 characters with a slash in front"), RedirectAction),
    ];
}
