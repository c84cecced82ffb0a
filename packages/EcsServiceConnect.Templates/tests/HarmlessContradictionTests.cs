using System.Text.Json.Nodes;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>What AWS takes beside what it refuses: lists that are just short enough, several actions in their order, ranges of ports, variables from files.</summary>
public sealed class HarmlessContradictionTests
{
    private const string Balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    private const string Listener = "AWS::ElasticLoadBalancingV2::Listener";
    private const string Route = "AWS::EC2::Route";

    private static readonly Dictionary<string, Action<YelbTemplate>> _variations = new()
    {
        // Lists.
        ["16 subnets of a service"] = t => t.Ui.Network["Subnets"] = new JsonArray([.. Enumerable.Range(0, 16).Select(i => JsonValue.Create($"subnet-{i:x17}"))]),
        ["a list of subnets by a parameter"] = t => { Parameter(t, "List<AWS::EC2::Subnet::Id>"); t.Ui.Network["Subnets"] = YelbTemplate.Ref("Given"); },
        ["five security groups of a service"] = t => { for (var i = 0; i < 4; i++) { t.Ui.SecurityGroups.Add($"sg-{i:x17}"); } },
        ["a sixth security group under a condition"] = t =>
        {
            Condition(t);
            for (var i = 0; i < 5; i++)
            {
                t.Ui.SecurityGroups.Add(i == 0 ? Either("sg-00000000000000000") : $"sg-{i:x17}");
            }
        },
        ["ten containers"] = t => { for (var i = 0; i < 9; i++) { Sidecar(t.Ui, $"helper{i}"); } },

        // Ranges of ports.
        ["a range beside a port of its own"] = t => Mapping(t, new() { ["ContainerPortRange"] = "9000-9010", ["Protocol"] = "tcp" }),
        ["a range as the CDK writes it, with port 0 of the host"] = t => Mapping(t, new() { ["ContainerPortRange"] = "9000-9010", ["HostPort"] = 0 }),
        ["ranges beside each other"] = t => { Mapping(t, new() { ["ContainerPortRange"] = "9000-9010" }); Mapping(t, new() { ["ContainerPortRange"] = "9011-9020" }); },
        ["a range of another protocol over a port"] = t => Mapping(t, new() { ["ContainerPortRange"] = "8000-8100", ["Protocol"] = "udp" }),
        ["a range by a parameter"] = t => { Parameter(t, "String"); Mapping(t, new() { ["ContainerPortRange"] = YelbTemplate.Ref("Given") }); },

        // Routes.
        ["a route to a target that has come since"] = t => { var route = Private(t); route.Remove("NatGatewayId"); route["OdbNetworkArn"] = "arn:aws:odb:eu-west-1:123456789012:odb-network/a"; route["DestinationCidrBlock"] = "10.9.0.0/16"; var copy = t.Copy(t.OfType(Route).First(r => r.Resource["Properties"] == route).Id, "Out")["Properties"]!; copy.AsObject().Remove("OdbNetworkArn"); copy["DestinationCidrBlock"] = "0.0.0.0/0"; copy["NatGatewayId"] = YelbTemplate.Ref(t.FirstId("AWS::EC2::NatGateway")); },
        ["a route to one of two targets"] = t => { Condition(t); Private(t)["NatGatewayId"] = Either("nat-0123456789abcdef0"); Private(t)["TransitGatewayId"] = Otherwise("tgw-0123456789abcdef0"); },
        ["a route of IPv6 beside one of IPv4"] = t => { var copy = t.Copy(t.OfType(Route).First(r => r.Resource["Properties"]!["GatewayId"] is not null).Id, "Six")["Properties"]!.AsObject(); copy.Remove("DestinationCidrBlock"); copy["DestinationIpv6CidrBlock"] = "::/0"; },
        ["two routes of which each has its condition"] = t => { Condition(t); var id = t.OfType(Route).First().Id; t.Copy(id, "Another")["Condition"] = "No"; t.Resources[id]!["Condition"] = "Yes"; },

        // Actions.
        ["a sign-in before a forward, written behind it"] = t => SignInFirst(t, 2),
        ["one action with its order"] = t => Actions(t)[0]!["Order"] = 1,
        ["one target group in both ways"] = t => Actions(t)[0]!["ForwardConfig"] = new JsonObject { ["TargetGroups"] = new JsonArray(new JsonObject { ["TargetGroupArn"] = Actions(t)[0]!["TargetGroupArn"]!.DeepClone(), ["Weight"] = 1 }) },
        ["an order by a parameter"] = t => { Parameter(t, "Number"); SignInFirst(t, YelbTemplate.Ref("Given")); },
        ["conditions with their values in either place"] = t => Rule(t,
            new() { ["Field"] = "path-pattern", ["Values"] = new JsonArray("/api/*") },
            new() { ["Field"] = "http-header", ["HttpHeaderConfig"] = new JsonObject { ["HttpHeaderName"] = "x-test", ["Values"] = new JsonArray("yes") } },
            new() { ["Field"] = "query-string", ["QueryStringConfig"] = new JsonObject { ["Values"] = new JsonArray(new JsonObject { ["Key"] = "v", ["Value"] = "2" }) } }),
        ["a condition by a regular expression"] = t => Rule(t, new JsonObject { ["Field"] = "path-pattern", ["PathPatternConfig"] = new JsonObject { ["RegexValues"] = new JsonArray("^/api/v[0-9]+/") } }),
        ["values by a parameter"] = t => { Parameter(t, "CommaDelimitedList"); Rule(t, new JsonObject { ["Field"] = "host-header", ["HostHeaderConfig"] = new JsonObject { ["Values"] = YelbTemplate.Ref("Given") } }); },

        // Logs.
        ["one log router of one task, and one of another"] = t => { foreach (var service in new[] { t.Ui, t.AppServer }) { Sidecar(service, "router")["FirelensConfiguration"] = new JsonObject { ["Type"] = "fluentbit" }; service.Container["LogConfiguration"] = new JsonObject { ["LogDriver"] = "awsfirelens" }; } },
        ["a router that only one of two conditions has"] = t => { Condition(t); Sidecar(t.Ui, "router")["FirelensConfiguration"] = Either(new JsonObject { ["Type"] = "fluentbit" }); Sidecar(t.Ui, "other")["FirelensConfiguration"] = Otherwise(new JsonObject { ["Type"] = "fluentd" }); },

        // Variables of stores.
        ["a password from a file"] = t => { t.Database.Container["Secrets"]![0]!["Name"] = "BACKUP_PASSWORD"; t.Database.SetVariable("POSTGRES_PASSWORD_FILE", "/run/secrets/password"); },
        ["a file of a variable that is empty"] = t => t.Database.SetVariable("POSTGRES_PASSWORD_FILE", ""),
        ["both for an image that is not known"] = t => { t.Database.Container["Image"] = "ghcr.io/tools/store:1"; t.Database.SetVariable("POSTGRES_PASSWORD_FILE", "/run/secrets/password"); },

        // Load balancers in variables.
        ["the load balancer by its URL"] = t => t.AppServer.SetVariable("PAGE", Url(t, "http", "/")),
        ["the load balancer by its port"] = t => t.AppServer.SetVariable("PAGE", Url(t, "http", ":80/votes")),
        ["the name of the load balancer alone"] = t => t.AppServer.SetVariable("PAGE_HOST", YelbTemplate.Attribute(t.FirstId(Balancer), "DNSName")),
        ["the load balancer at a port of a listener of another stack"] = t => { t.Root["Outputs"]!["Balancer"] = new JsonObject { ["Value"] = YelbTemplate.Ref(t.FirstId(Balancer)), ["Export"] = new JsonObject { ["Name"] = "balancer" } }; t.AppServer.SetVariable("PAGE", Url(t, "http", ":81")); },
        ["the load balancer at a port that a parameter has"] = t => { Parameter(t, "Number"); t.Copy(t.FirstId(Listener), "Other")["Properties"]!["Port"] = YelbTemplate.Ref("Given"); t.AppServer.SetVariable("PAGE", Url(t, "http", ":81")); },
        ["the load balancer that a nested stack gets"] = t => { t.Add("Nested", "AWS::CloudFormation::Stack", new() { ["TemplateURL"] = "https://example.com/listeners.json", ["Parameters"] = new JsonObject { ["Balancer"] = YelbTemplate.Ref(t.FirstId(Balancer)) } }); t.AppServer.SetVariable("PAGE", Url(t, "http", ":81")); },

        // Health checks.
        ["a health check by a variable that is set"] = t => { t.Database.SetVariable("PGUSER", "postgres"); Check(t, "pg_isready -U $PGUSER"); },
        ["a health check by a variable with a default"] = t => Check(t, "pg_isready -U ${PGUSER:-postgres}"),
        ["a health check by a variable that it sets itself"] = t => Check(t, "PGUSER=postgres; pg_isready -U $PGUSER"),
        ["a health check by a variable that the image sets"] = t => Check(t, "test -d $PGDATA && pg_isready"),
        ["a health check by a variable of a file"] = t => { t.Database.Container["EnvironmentFiles"] = new JsonArray(new JsonObject { ["Type"] = "s3", ["Value"] = "arn:aws:s3:::settings/db.env" }); t.Database.Statements("ExecutionRoleArn").Add(new JsonObject { ["Effect"] = "Allow", ["Action"] = "s3:*", ["Resource"] = "arn:aws:s3:::settings*" }); Check(t, "pg_isready -U $PGUSER"); },
        ["a health check that has it for another program"] = t => Check(t, "pg_isready | awk '{ print $PGUSER }'"),

        // Rules, rights and alarms that are of use.
        ["a rule for everything behind the others"] = t => { Paths(t, "Api", 1, "/api/*"); Paths(t, "All", 2, "/*"); },
        ["a rule behind one for a part of its paths"] = t => { Paths(t, "Api", 1, "/api/*"); Paths(t, "Both", 2, "/api/*", "/votes"); },
        ["a rule behind one of the same path that asks for more"] = t => { Paths(t, "Test", 1, "/api/*"); t.Resources["Test"]!["Properties"]!["Conditions"]!.AsArray().Add(new JsonObject { ["Field"] = "http-header", ["HttpHeaderConfig"] = new JsonObject { ["HttpHeaderName"] = "x-test", ["Values"] = new JsonArray("yes") } }); Paths(t, "Api", 2, "/api/*"); },
        ["one rule at two listeners"] = t => { Paths(t, "One", 1, "/*"); Paths(t, "Two", 2, "/api/*"); t.Resources["Two"]!["Properties"]!["ListenerArn"] = new JsonObject { ["Fn::ImportValue"] = "https" }; },
        ["a path with a letter left open"] = t => Paths(t, "One", 1, "/v?/*"),
        ["objects of a bucket, and the bucket"] = t => t.Ui.Statements("ExecutionRoleArn").Add(new JsonObject { ["Effect"] = "Allow", ["Action"] = new JsonArray("s3:ListBucket", "s3:GetObject"), ["Resource"] = new JsonArray("arn:aws:s3:::settings", "arn:aws:s3:::settings/*") }),
        ["conditions of a set, and of what may not be there"] = t => t.Ui.Statements("ExecutionRoleArn").Add(new JsonObject { ["Sid"] = "Buckets1", ["Effect"] = "Allow", ["Action"] = "s3:ListAllMyBuckets", ["Resource"] = "*", ["Condition"] = new JsonObject { ["ForAnyValue:StringLikeIfExists"] = new JsonObject { ["aws:CalledVia"] = "cloud*" }, ["NumericLessThanEquals"] = new JsonObject { ["s3:max-keys"] = "10" } } }),
        ["a health check that pipes on"] = t => Check(t, "pg_isready | grep accepting || exit 1"),
        ["a health check with its variable in both quotes"] = t => Check(t, "psql -U postgres -v name=\"'$POSTGRES_DB'\" || exit 1"),
        ["an alarm by the hour over a week"] = t => t.Add("Alarm", "AWS::CloudWatch::Alarm", new() { ["Namespace"] = "Votes", ["MetricName"] = "Cast", ["Statistic"] = "Sum", ["ComparisonOperator"] = "LessThanThreshold", ["Threshold"] = 1, ["Period"] = 3600, ["EvaluationPeriods"] = 168 }),
        ["an alarm on what is unusual"] = t => t.Add("Alarm", "AWS::CloudWatch::Alarm", new() { ["ThresholdMetricId"] = "band", ["ComparisonOperator"] = "GreaterThanUpperThreshold", ["EvaluationPeriods"] = 3 }),
        ["an export by the stack's name"] = t => t.Root["Outputs"]!["Page"] = new JsonObject { ["Value"] = "x", ["Export"] = new JsonObject { ["Name"] = new JsonObject { ["Fn::Sub"] = "${AWS::StackName}:page-1" } } },
        ["parameters of AWS's own types"] = t => { t.Root["Parameters"]!["Image"] = new JsonObject { ["Type"] = "AWS::SSM::Parameter::Value<List<String>>" }; t.Root["Parameters"]!["Zones"] = new JsonObject { ["Type"] = "List<AWS::EC2::AvailabilityZone::Name>" }; },
    };

    public static TheoryData<string> Names => [.. _variations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_no_fault(string name)
    {
        var template = new YelbTemplate(EcsTemplates.Yelb());
        _variations[name](template);

        Assert.Empty(TemplateChecks.Check(template.Root).Select(f => f.ToString()));
    }

    private static void Parameter(YelbTemplate template, string type) => template.Root["Parameters"]!["Given"] = new JsonObject { ["Type"] = type };

    private static void Condition(YelbTemplate template)
    {
        Parameter(template, "String");
        template.Root["Conditions"] = new JsonObject { ["Yes"] = new JsonObject { ["Fn::Equals"] = new JsonArray(YelbTemplate.Ref("Given"), "yes") }, ["No"] = new JsonObject { ["Fn::Not"] = new JsonArray(new JsonObject { ["Condition"] = "Yes" }) } };
    }

    private static JsonObject Either(JsonNode value) => new() { ["Fn::If"] = new JsonArray("Yes", value, YelbTemplate.Ref("AWS::NoValue")) };

    private static JsonObject Otherwise(JsonNode value) => new() { ["Fn::If"] = new JsonArray("Yes", YelbTemplate.Ref("AWS::NoValue"), value) };

    private static JsonObject Sidecar(TemplateService service, string name)
    {
        var sidecar = new JsonObject { ["Name"] = name, ["Image"] = "amazon/aws-for-fluent-bit:2.32.0", ["Essential"] = false };
        service.Task["ContainerDefinitions"]!.AsArray().Add(sidecar);
        return sidecar;
    }

    private static void Mapping(YelbTemplate template, JsonObject mapping) => template.Ui.Container["PortMappings"]!.AsArray().Add(mapping);

    private static JsonObject Private(YelbTemplate template) => template.OfType(Route).First(r => r.Resource["Properties"]!["NatGatewayId"] is not null).Resource["Properties"]!.AsObject();

    private static JsonArray Actions(YelbTemplate template) => template.First(Listener)["DefaultActions"]!.AsArray();

    // At a listener of another stack, which speaks HTTPS.
    private static void SignInFirst(YelbTemplate template, JsonNode order)
    {
        Rule(template, new JsonObject { ["Field"] = "path-pattern", ["Values"] = new JsonArray("/admin/*") });
        var rule = template.Resources["Rule"]!["Properties"]!;
        rule["ListenerArn"] = new JsonObject { ["Fn::ImportValue"] = "https" };
        rule["Actions"]![0]!["Order"] = order;
        rule["Actions"]!.AsArray().Add(new JsonObject
        {
            ["Type"] = "authenticate-cognito",
            ["Order"] = 1,
            ["AuthenticateCognitoConfig"] = new JsonObject { ["UserPoolArn"] = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_a", ["UserPoolClientId"] = "yelb", ["UserPoolDomain"] = "yelb" },
        });
    }

    private static void Rule(YelbTemplate template, params JsonObject[] conditions) => template.Add("Rule", "AWS::ElasticLoadBalancingV2::ListenerRule", new()
    {
        ["ListenerArn"] = YelbTemplate.Ref(template.FirstId(Listener)),
        ["Priority"] = 1,
        ["Conditions"] = new JsonArray([.. conditions]),
        ["Actions"] = Actions(template).DeepClone(),
    });

    private static void Paths(YelbTemplate template, string id, int priority, params string[] paths)
    {
        Rule(template, new JsonObject { ["Field"] = "path-pattern", ["Values"] = new JsonArray([.. paths.Select(p => JsonValue.Create(p))]) });
        template.Resources[id] = template.Resources["Rule"]!.DeepClone();
        template.Resources.Remove("Rule");
        template.Resources[id]!["Properties"]!["Priority"] = priority;
    }

    private static JsonObject Url(YelbTemplate template, string scheme, string rest) => new() { ["Fn::Sub"] = $"{scheme}://${{{template.FirstId(Balancer)}.DNSName}}{rest}" };

    private static void Check(YelbTemplate template, string script) => template.Database.Container["HealthCheck"]!["Command"] = new JsonArray("CMD-SHELL", script);
}
