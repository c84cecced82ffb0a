using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Listeners and their rules lead somewhere, each in one way.</summary>
/// <remarks>Elastic Load Balancing API Reference, "CreateListener" and "CreateRule".</remarks>
internal static partial class ListenerRules
{
    [TemplateRule("a listener of HTTPS without a certificate", "Elastic Load Balancing API Reference, CreateListener: Certificates")]
    public const string NoCertificate = "https-without-certificate";

    [TemplateRule("a listener of HTTP with a certificate or a TLS policy, or one of HTTPS with several", "Elastic Load Balancing API Reference, CreateListener: Certificates")]
    public const string UselessCertificate = "certificate-without-https";

    [TemplateRule("a listener's protocol that its load balancer does not have", "Elastic Load Balancing API Reference, CreateListener: Protocol")]
    public const string Protocol = "protocol-not-of-load-balancer";

    [TemplateRule("two listeners of a load balancer on one port", "Elastic Load Balancing API Reference, CreateListener: DuplicateListener")]
    public const string PortTaken = "listener-port-taken";

    [TemplateRule("two rules of a listener with one priority", "Elastic Load Balancing API Reference, CreateRule: PriorityInUse")]
    public const string PriorityTaken = "rule-priority-taken";

    [TemplateRule("a redirection to itself, to a port that nobody listens on, or from HTTPS to HTTP", "Elastic Load Balancing API Reference, RedirectActionConfig")]
    public const string Redirection = "impossible-redirection";

    [TemplateRule("a rule for paths that no request has, as they do not begin with a slash or have a query in them", "Elastic Load Balancing User Guide for Application Load Balancers, Condition types for listener rules: path conditions")]
    public const string NoPath = "path-without-slash";

    private const string Listener = "AWS::ElasticLoadBalancingV2::Listener";
    private const string Rule = "AWS::ElasticLoadBalancingV2::ListenerRule";

    /// <summary>"You must provide exactly one certificate if the listener protocol is HTTPS or TLS", and none otherwise.</summary>
    public static IEnumerable<TemplateViolation> Certificates(EcsTopology topology)
    {
        foreach (var listener in topology.Template.OfType(Listener))
        {
            var isTls = listener["Protocol"].Text is "HTTPS" or "TLS";
            if (isTls && (!listener["Certificates"].IsPresent || listener["Certificates"].Node is JsonArray { Count: 0 })
                && !HangsOnCondition(topology.Template, listener))
            {
                yield return topology.Violation(NoCertificate, listener, $"listener {listener.LogicalId} speaks {listener["Protocol"].Text} and has no certificate; give it one.");
            }
            else if (isTls && listener["Certificates"].Items.Count > 1)
            {
                yield return topology.Violation(UselessCertificate, listener, $"listener {listener.LogicalId} has {listener["Certificates"].Items.Count} certificates, and takes one; add the others by AWS::ElasticLoadBalancingV2::ListenerCertificate.");
            }
            else if (listener["Protocol"].Text is "HTTP" or "TCP" && (listener["Certificates"].Items.Count > 0 || listener["SslPolicy"].IsPresent))
            {
                yield return topology.Violation(UselessCertificate, listener, $"listener {listener.LogicalId} speaks {listener["Protocol"].Text} and has a certificate or a TLS policy, which is refused; make it HTTPS, or leave that out.");
            }
        }
    }

    // By the default of a parameter there is none, and who deploys it gives a value.
    private static bool HangsOnCondition(CloudFormationTemplate template, TemplateResource listener) =>
        (template.Written[listener.LogicalId]?["Properties"] as JsonObject)?["Certificates"] is JsonObject { Count: 1 } certificates && certificates.ContainsKey("Fn::If");

    /// <summary>Application load balancers speak HTTP and HTTPS, network ones TCP, TLS and UDP.</summary>
    public static IEnumerable<TemplateViolation> Protocols(EcsTopology topology) =>
        from route in LoadBalancerRoutes.In(topology.Template).Listeners
        let type = route.Balancer["Type"].Text ?? "application"
        let protocol = route.Listener["Protocol"].Text
        where protocol is not null && !protocol.Contains(Placeholder.Open)
            && (type == "application" ? protocol is not ("HTTP" or "HTTPS") : type == "network" && protocol is "HTTP" or "HTTPS")
        select topology.Violation(Protocol, route.Listener, $"listener {route.Listener.LogicalId} speaks {protocol}, and {route.Balancer.LogicalId} is {(type == "application" ? "an application load balancer, which speaks HTTP or HTTPS" : "a network load balancer, which speaks TCP, TLS or UDP")}; change one of the two.");

    public static IEnumerable<TemplateViolation> PortsAreFree(EcsTopology topology) =>
        from route in LoadBalancerRoutes.In(topology.Template).Listeners
        where route.Listener["Port"].Number is not null
        group route.Listener by (route.Balancer, Port: route.Listener["Port"].Number, route.Listener.Condition) into same
        where same.Count() > 1
        select topology.Violation(PortTaken, same.Key.Balancer, $"{Names(same)} listen on port {same.Key.Port} of load balancer {same.Key.Balancer.LogicalId}, which one can; give each its own, or make rules of one listener.");

    /// <summary>"A listener can't have multiple rules with the same priority."</summary>
    public static IEnumerable<TemplateViolation> PrioritiesAreFree(EcsTopology topology) =>
        from rule in topology.Template.OfType(Rule)
        where rule["Priority"].Number is not null && rule["ListenerArn"].Text is not null
        group rule by (Listener: rule["ListenerArn"].Text, Priority: rule["Priority"].Number, rule.Condition) into same
        where same.Count() > 1
        select topology.Violation(PriorityTaken, same.OrderBy(r => topology.NameOf(r), StringComparer.Ordinal).First(), $"{Names(same)} of listener {same.Key.Listener} have priority {same.Key.Priority}, and each wants its own; number them.");

    /// <summary>"You can't redirect HTTPS to HTTP", and at least one of protocol, port, host and path has to change.</summary>
    public static IEnumerable<TemplateViolation> Redirections(EcsTopology topology)
    {
        var listeners = LoadBalancerRoutes.In(topology.Template).Listeners;
        return
            from route in LoadBalancerRoutes.ActionsIn(topology.Template)
            let listener = route.Resource.Type == Rule ? topology.Template.Find(route.Resource["ListenerArn"].Target, Listener) : route.Resource
            where listener is not null
            let balancer = topology.Template.Find(listener["LoadBalancerArn"].Target, "AWS::ElasticLoadBalancingV2::LoadBalancer")
            from redirect in route.Actions.Items.Select(a => a["RedirectConfig"]).Where(r => r.IsPresent)
            let protocol = Changed(redirect["Protocol"].Text, "#{protocol}") ?? listener["Protocol"].Text
            let port = Changed(redirect["Port"].Text, "#{port}") ?? listener["Port"].Text
            let isElsewhere = Changed(redirect["Host"].Text, "#{host}") is not null
            let isOtherPath = Changed(redirect["Path"].Text, "/#{path}") is not null || Changed(redirect["Query"].Text, "#{query}") is not null
            let fault = listener["Protocol"].Text == "HTTPS" && protocol == "HTTP" ? "redirects HTTPS to HTTP, which is refused; redirect to HTTPS"
                : isElsewhere || isOtherPath ? null
                : protocol == listener["Protocol"].Text && port == listener["Port"].Text ? "redirects each request to itself; change the protocol, port, host or path"
                : balancer is not null && !topology.Template.IsHandedOn(balancer.LogicalId) && int.TryParse(port, out var number) && listeners.Where(l => l.Balancer == balancer).All(l => l.Listener["Port"].Number is { } other && other != number) ? $"redirects to port {port}, on which {balancer.LogicalId} has no listener; add one"
                : null
            where fault is not null
            select topology.Violation(Redirection, route.Resource, $"{route.Resource.LogicalId} {fault}.");
    }

    /// <summary>A path pattern is compared with the whole path, which begins with a slash.</summary>
    public static IEnumerable<TemplateViolation> PathsBegin(EcsTopology topology) =>
        from rule in topology.Template.OfType(Rule)
        from condition in rule["Conditions"].Items
        where condition["Field"].Text == "path-pattern"
        let patterns = condition["Values"].Items.Concat(condition["PathPatternConfig"]["Values"].Items).Select(v => v.Text).ToList()
        let isOutside = patterns.Count > 0 && patterns.All(p => p is { Length: > 0 } && !p.Contains(Placeholder.Open) && p[0] is not ('/' or '*' or '?'))
        where isOutside || patterns.Any(p => p is not null && Query().IsMatch(p))
        select topology.Violation(NoPath, rule, isOutside
            ? $"{rule.LogicalId} is for {string.Join(", ", patterns)}, and every path begins with a slash; put one in front."
            : $"{rule.LogicalId} is for {patterns.First(p => p is not null && Query().IsMatch(p))}, and a query is no part of a path; give it a condition of kind query-string.");

    private static string? Changed(string? text, string unchanged) => text == unchanged ? null : text;

    // A question mark alone stands for any letter.
    [GeneratedRegex(@"\?[\w.-]+=")]
    private static partial Regex Query();

    private static string Names(IEnumerable<TemplateResource> resources) => string.Join(" and ", resources.Select(r => r.LogicalId).Order(StringComparer.Ordinal));
}
