using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.Rules;

namespace TestSupport.Stacks;

/// <summary>Single faults of load balancers, listeners, their rules and target groups.</summary>
internal static class LoadBalancerMutants
{
    private const string Balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    private const string Listener = "AWS::ElasticLoadBalancingV2::Listener";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        // Where it is.
        new("a load balancer in one subnet", LoadBalancerRules.OneZone, t => t.First(Balancer)["Subnets"]!.AsArray().RemoveAt(1)),
        new("a load balancer with two subnets of one zone", LoadBalancerRules.OneZone, t =>
        {
            foreach (var subnet in t.First(Balancer)["Subnets"]!.AsArray())
            {
                t.Target(subnet!)["Properties"]!["AvailabilityZone"] = "eu-west-1a";
            }
        }),
        new("a load balancer with one subnet twice", LoadBalancerRules.OneZone, t => t.First(Balancer)["Subnets"]![1] = t.First(Balancer)["Subnets"]![0]!.DeepClone()),
        new("a load balancer with two subnets of one zone and one of another", LoadBalancerRules.SharedZone, t =>
        {
            var first = YelbTemplate.TargetId(t.First(Balancer)["Subnets"]![0]!);
            t.Copy(first, "ThirdSubnet");
            t.First(Balancer)["Subnets"]!.AsArray().Add(YelbTemplate.Ref("ThirdSubnet"));
        }),
        new("an internet-facing load balancer in the private subnets", LoadBalancerRules.NoInternet, t => t.First(Balancer)["Subnets"] = PrivateSubnets(t)),
        new("a load balancer in the private subnets, internet-facing by default", LoadBalancerRules.NoInternet, t => { t.First(Balancer).Remove("Scheme"); t.First(Balancer)["Subnets"] = PrivateSubnets(t); }),
        new("no way from the public subnets to the internet", LoadBalancerRules.NoInternet, t =>
        {
            foreach (var (id, _) in t.OfType("AWS::EC2::Route").Where(r => r.Resource["Properties"]!["GatewayId"] is not null).ToList())
            {
                t.Resources.Remove(id);
            }
        }),
        new("an internal load balancer that is meant for anyone", LoadBalancerRules.InternalForAnyone, t => t.First(Balancer)["Scheme"] = "internal"),
        new("a load balancer that only private addresses may reach from the internet", LoadBalancerRules.NobodyComesIn, t => Group(t)["SecurityGroupIngress"]![0]!["CidrIp"] = "10.0.0.0/8"),
        new("a load balancer that lets in nobody, internet-facing by default", LoadBalancerRules.NobodyComesIn, t => { t.First(Balancer).Remove("Scheme"); Group(t).Remove("SecurityGroupIngress"); }),
        new("a load balancer that lets in nobody", ReachabilityRules.Closed, t => Group(t).Remove("SecurityGroupIngress")),
        new("a load balancer that may call nobody", ReachabilityRules.Closed, t =>
        {
            var group = YelbTemplate.TargetId(t.First(Balancer)["SecurityGroups"]![0]!);
            foreach (var (id, _) in t.OfType("AWS::EC2::SecurityGroupEgress").Where(r => YelbTemplate.TargetId(r.Resource["Properties"]!["GroupId"]!) == group).ToList())
            {
                t.Resources.Remove(id);
            }

            Group(t)["SecurityGroupEgress"] = new JsonArray(new JsonObject { ["IpProtocol"] = "tcp", ["FromPort"] = 443, ["ToPort"] = 443, ["CidrIp"] = "0.0.0.0/0" });
        }),

        // Names and attributes.
        new("a load balancer's name of 33 characters", FormRules.Malformed, t => t.First(Balancer)["Name"] = new string('y', 33)),
        new("a load balancer's name that ends with a hyphen", FormRules.Malformed, t => t.First(Balancer)["Name"] = "yelb-"),
        new("a load balancer's name that is AWS's own", FormRules.Malformed, t => t.First(Balancer)["Name"] = "internal-yelb"),
        new("a target group's name with an underscore", FormRules.Malformed, t => t.Ui.TargetGroup["Name"] = "yelb_ui"),
        new("two load balancers of one name", TwiceRules.InStack, t => { t.First(Balancer)["Name"] = "yelb"; t.Copy(t.FirstId(Balancer), "OtherBalancer"); }),
        new("an idle timeout of 0", FormRules.OutOfRange, t => SetAttribute(t.First(Balancer)["LoadBalancerAttributes"]!, "idle_timeout.timeout_seconds", "0")),
        new("an idle timeout of two hours", FormRules.OutOfRange, t => SetAttribute(t.First(Balancer)["LoadBalancerAttributes"]!, "idle_timeout.timeout_seconds", "7200")),
        new("protection from deletion that is neither on nor off", FormRules.NotOneOf, t => SetAttribute(t.First(Balancer)["LoadBalancerAttributes"]!, "deletion_protection.enabled", "yes")),
        new("an idle timeout that cuts a stream", BalancerTimeoutRules.CutStream, t => { t.Ui.Resource["Metadata"]!["aspire:streaming"] = true; SetAttribute(t.First(Balancer)["LoadBalancerAttributes"]!, "idle_timeout.timeout_seconds", "5"); }),
        new("an idle timeout that cuts the stream behind the UI", BalancerTimeoutRules.CutStream, t =>
        {
            t.AppServer.Resource["Metadata"]!["aspire:streaming"] = true;
            (t.AppServer.Timeout["PerRequestTimeoutSeconds"], t.AppServer.Timeout["IdleTimeoutSeconds"]) = (0, 3600);
            SetAttribute(t.First(Balancer)["LoadBalancerAttributes"]!, "idle_timeout.timeout_seconds", "5");
        }),
        new("an idle timeout beyond the keep-alive of .NET's server", BalancerTimeoutRules.OutlivesKeepAlive, t => SetAttribute(t.First(Balancer)["LoadBalancerAttributes"]!, "idle_timeout.timeout_seconds", "300")),

        // Listeners and their rules.
        new("a listener on port 0", FormRules.OutOfRange, t => t.First(Listener)["Port"] = 0),
        new("HTTPS without a certificate", ListenerRules.NoCertificate, t => { t.First(Listener)["Protocol"] = "HTTPS"; }),
        new("HTTP with a certificate", ListenerRules.UselessCertificate, t => t.First(Listener)["Certificates"] = Certificate()),
        new("HTTPS with two certificates", ListenerRules.UselessCertificate, t => { t.First(Listener)["Protocol"] = "HTTPS"; t.First(Listener)["Certificates"] = new JsonArray(Certificate()[0]!.DeepClone(), Certificate()[0]!.DeepClone()); }),
        new("a TLS policy that there is not", FormRules.Malformed, t => { (t.First(Listener)["Protocol"], t.First(Listener)["Certificates"], t.First(Listener)["SslPolicy"]) = ("HTTPS", Certificate(), "TLS13"); }),
        new("a listener of TCP at an application load balancer", ListenerRules.Protocol, t => t.First(Listener)["Protocol"] = "TCP"),
        new("two listeners on one port", ListenerRules.PortTaken, t => t.Copy(t.FirstId(Listener), "OtherListener")),
        new("two rules of one priority", ListenerRules.PriorityTaken, t => { AddRule(t, "One"); AddRule(t, "Two"); }),
        new("a priority of 0", FormRules.OutOfRange, t => AddRule(t, "One")["Priority"] = 0),
        new("a priority of 50001", FormRules.OutOfRange, t => AddRule(t, "One")["Priority"] = 50001),
        new("a rule without a condition", ListenerActionRules.Incomplete, t => AddRule(t, "One")["Conditions"] = new JsonArray()),
        new("a rule without an action", ListenerActionRules.Incomplete, t => AddRule(t, "One")["Actions"] = new JsonArray()),
        new("forward to nothing", ListenerActionRules.Incomplete, t => AddRule(t, "One")["Actions"] = new JsonArray(new JsonObject { ["Type"] = "forward" })),
        new("a path that no request has", ListenerRules.NoPath, t => AddRule(t, "One")["Conditions"]![0]!["Values"] = new JsonArray("api/*")),
        new("an answer with code 600", FormRules.Malformed, t => AddRule(t, "One")["Actions"] = new JsonArray(new JsonObject { ["Type"] = "fixed-response", ["FixedResponseConfig"] = new JsonObject { ["StatusCode"] = "600" } })),
        new("a redirection from HTTPS to HTTP", ListenerRules.Redirection, t =>
        {
            (t.First(Listener)["Protocol"], t.First(Listener)["Certificates"]) = ("HTTPS", Certificate());
            AddRule(t, "One")["Actions"] = new JsonArray(Redirect("HTTP", "8080"));
        }),
        new("a redirection to HTTPS, which nobody listens to", ListenerRules.Redirection, t => AddRule(t, "One")["Actions"] = new JsonArray(Redirect("HTTPS", "443"))),
        new("a redirection of everything to itself", ListenerRules.Redirection, t => AddRule(t, "One")["Actions"] = new JsonArray(new JsonObject { ["Type"] = "redirect", ["RedirectConfig"] = new JsonObject { ["StatusCode"] = "HTTP_301" } })),
        new("a rule of a listener that is not there", DependencyRules.Unknown, t => AddRule(t, "One")["ListenerArn"] = YelbTemplate.Ref("Nobody")),

        // Target groups.
        new("a target group of another VPC", TargetGroupRules.OtherVpc, t => { t.Add("OtherVpc", "AWS::EC2::VPC", new() { ["CidrBlock"] = "10.1.0.0/16" }); t.Ui.TargetGroup["VpcId"] = YelbTemplate.Ref("OtherVpc"); }),
        new("HTTPS to a server of HTTP", TargetGroupRules.Protocol, t => { t.Ui.TargetGroup["Protocol"] = "HTTPS"; }),
        new("gRPC to a server of HTTP", TargetGroupRules.Protocol, t => t.Ui.TargetGroup["ProtocolVersion"] = "GRPC"),
        new("HTTP/1.1 to a server of gRPC", TargetGroupRules.Protocol, t => t.Ui.Port["AppProtocol"] = "grpc"),
        new("gRPC behind a listener of HTTP", TargetGroupRules.Protocol, t => { t.Ui.Port["AppProtocol"] = "grpc"; t.Ui.TargetGroup["ProtocolVersion"] = "GRPC"; t.Ui.TargetGroup["Matcher"] = new JsonObject { ["GrpcCode"] = "0" }; }),
        new("a target group of TCP at an application load balancer", TargetGroupRules.Protocol, t => t.Ui.TargetGroup["Protocol"] = "TCP"),
        new("a health check of HTTPS against a server of HTTP", TargetGroupRules.HealthProtocol, t => t.Ui.TargetGroup["HealthCheckProtocol"] = "HTTPS"),
        new("a health check by TCP at an application load balancer", TargetGroupRules.HealthProtocol, t => t.Ui.TargetGroup["HealthCheckProtocol"] = "TCP"),
        new("a health check of a path without a slash", FormRules.Malformed, t => t.Ui.TargetGroup["HealthCheckPath"] = "health"),
        new("a health check that wants 500", TargetGroupRules.Matcher, t => t.Ui.TargetGroup["Matcher"] = new JsonObject { ["HttpCode"] = "500" }),
        new("a health check that takes any code", TargetGroupRules.Matcher, t => t.Ui.TargetGroup["Matcher"] = new JsonObject { ["HttpCode"] = "200-599" }),
        new("a health check of a healthy server that wants an error", TargetGroupRules.Matcher, t => { t.Ui.TargetGroup["HealthCheckPath"] = "/health"; t.Ui.TargetGroup["Matcher"] = new JsonObject { ["HttpCode"] = "404" }; }),
        new("a health check that wants a gRPC code of HTTP", TargetGroupRules.Matcher, t => t.Ui.TargetGroup["Matcher"] = new JsonObject { ["GrpcCode"] = "0" }),
        new("a health check on a port that is closed", TargetGroupRules.HealthPort, t => t.Ui.TargetGroup["HealthCheckPort"] = "9999"),
        new("a health check on a port that is none", FormRules.Malformed, t => t.Ui.TargetGroup["HealthCheckPort"] = "http"),
        new("a health check that is off", TargetGroupRules.HealthOff, t => t.Ui.TargetGroup["HealthCheckEnabled"] = false),
        new("a healthy threshold of 1", FormRules.OutOfRange, t => t.Ui.TargetGroup["HealthyThresholdCount"] = 1),
        new("an unhealthy threshold of 11", FormRules.OutOfRange, t => t.Ui.TargetGroup["UnhealthyThresholdCount"] = 11),
        new("a health check every four seconds", FormRules.OutOfRange, t => (t.Ui.TargetGroup["HealthCheckIntervalSeconds"], t.Ui.TargetGroup["HealthCheckTimeoutSeconds"]) = (4, 2)),
        new("a health check that waits for one second", FormRules.OutOfRange, t => t.Ui.TargetGroup["HealthCheckTimeoutSeconds"] = 1),
        new("two hours to drain", FormRules.OutOfRange, t => SetAttribute(t.Ui.TargetGroup["TargetGroupAttributes"]!, "deregistration_delay.timeout_seconds", "7200")),
        new("a slow start of ten seconds", FormRules.OutOfRange, t => SetAttribute(t.Ui.TargetGroup["TargetGroupAttributes"]!, "slow_start.duration_seconds", "10")),
        new("a cookie for no time", FormRules.OutOfRange, t => SetAttribute(t.Ui.TargetGroup["TargetGroupAttributes"]!, "stickiness.lb_cookie.duration_seconds", "0")),
        new("stickiness of a kind that there is not", FormRules.NotOneOf, t => SetAttribute(t.Ui.TargetGroup["TargetGroupAttributes"]!, "stickiness.type", "cookie")),
        new("a target group of two services", TargetGroupRules.Shared, t =>
        {
            var other = t.AppServer.Properties["LoadBalancers"] = t.Ui.Properties["LoadBalancers"]!.DeepClone();
            (other[0]!["ContainerName"], other[0]!["ContainerPort"]) = ("yelb-appserver", t.AppServer.Port["ContainerPort"]!.DeepClone());
        }),
        new("a load balancer that gives up on a task that still starts", TargetGroupRules.ShortGrace, t => { t.Ui.Properties["HealthCheckGracePeriodSeconds"] = 5; t.Ui.Container["HealthCheck"]!["StartPeriod"] = 300; }),
    ];

    private static JsonObject Group(YelbTemplate template) => template.Target(template.First(Balancer)["SecurityGroups"]![0]!)["Properties"]!.AsObject();

    private static JsonNode PrivateSubnets(YelbTemplate template) => template.Cache.Properties["NetworkConfiguration"]!["AwsvpcConfiguration"]!["Subnets"]!.DeepClone();

    private static JsonArray Certificate() => new(new JsonObject { ["CertificateArn"] = "arn:aws:acm:eu-west-1:123456789012:certificate/1" });

    private static JsonObject Redirect(string protocol, string port) =>
        new() { ["Type"] = "redirect", ["RedirectConfig"] = new JsonObject { ["StatusCode"] = "HTTP_301", ["Protocol"] = protocol, ["Port"] = port } };

    private static void SetAttribute(JsonNode attributes, string key, string value)
    {
        attributes.AsArray().RemoveAll(a => a!["Key"]!.ToString() == key);
        attributes.AsArray().Add(new JsonObject { ["Key"] = key, ["Value"] = value });
    }

    private static JsonObject AddRule(YelbTemplate template, string id)
    {
        template.Add(id, "AWS::ElasticLoadBalancingV2::ListenerRule", new()
        {
            ["ListenerArn"] = YelbTemplate.Ref(template.FirstId(Listener)),
            ["Priority"] = 10,
            ["Conditions"] = new JsonArray(new JsonObject { ["Field"] = "path-pattern", ["Values"] = new JsonArray("/api/*") }),
            ["Actions"] = new JsonArray(new JsonObject { ["Type"] = "forward", ["TargetGroupArn"] = template.Ui.Properties["LoadBalancers"]![0]!["TargetGroupArn"]!.DeepClone() }),
        });
        return template.Resources[id]!["Properties"]!.AsObject();
    }
}
