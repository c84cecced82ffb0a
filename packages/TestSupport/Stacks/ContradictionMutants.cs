using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.Rules;

namespace TestSupport.Stacks;

/// <summary>Single faults of what is there too often, or beside something that excludes it.</summary>
internal static class ContradictionMutants
{
    private const string Balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    private const string Listener = "AWS::ElasticLoadBalancingV2::Listener";
    private const string Route = "AWS::EC2::Route";
    private const string Router = "amazon/aws-for-fluent-bit:2.32.0";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        // Lists that are too long.
        new("17 subnets of a service", ListLengthRules.TooMany, t => t.Ui.Network["Subnets"] = Ids("subnet", 17)),
        new("six security groups of a service", ListLengthRules.TooMany, t => t.Ui.Network["SecurityGroups"] = Ids("sg", 6)),
        new("21 capacity providers", ListLengthRules.TooMany, t => t.Ui.Properties["CapacityProviderStrategy"] = new JsonArray([.. Enumerable.Range(0, 21).Select(i => new JsonObject { ["CapacityProvider"] = $"own{i}", ["Weight"] = 1 })])),
        new("six target groups of a service", ListLengthRules.TooMany, t => t.Ui.Properties["LoadBalancers"] = new JsonArray([.. Enumerable.Range(0, 6).Select(i => new JsonObject { ["TargetGroupArn"] = $"arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/t{i}/0123456789abcdef", ["ContainerName"] = "yelb-ui", ["ContainerPort"] = 8080 })])),
        new("two service registries", ListLengthRules.TooMany, t => t.Ui.Properties["ServiceRegistries"] = new JsonArray([.. Enumerable.Range(0, 2).Select(i => new JsonObject { ["RegistryArn"] = $"arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-{i}" })])),
        new("eleven containers", ListLengthRules.TooMany, t => { for (var i = 0; i < 10; i++) { Sidecar(t.Ui, $"helper{i}", "busybox:1.37"); } }),
        new("eleven files of variables", ListLengthRules.TooMany, t => t.Ui.Container["EnvironmentFiles"] = new JsonArray([.. Enumerable.Range(0, 11).Select(i => new JsonObject { ["Type"] = "s3", ["Value"] = $"arn:aws:s3:::settings/{i}.env" })])),

        // Ranges of ports.
        new("a port beside a range", PortRangeRules.Impossible, t => t.Ui.Port["ContainerPortRange"] = "8080-8090"),
        new("a host port beside a range", PortRangeRules.Impossible, t => Mapping(t, new() { ["ContainerPortRange"] = "9080-9090", ["HostPort"] = 9080 })),
        new("a range the wrong way round", PortRangeRules.Impossible, t => Mapping(t, new() { ["ContainerPortRange"] = "9090-9080" })),
        new("a range of one port", PortRangeRules.Impossible, t => Mapping(t, new() { ["ContainerPortRange"] = "9090-9090" })),
        new("a range above the last port", PortRangeRules.Impossible, t => Mapping(t, new() { ["ContainerPortRange"] = "65000-66000" })),
        new("a range with a port of another mapping", PortRangeRules.Impossible, t => Mapping(t, new() { ["ContainerPortRange"] = "8000-8100" })),
        new("two ranges that overlap", PortRangeRules.Impossible, t => { Mapping(t, new() { ["ContainerPortRange"] = "9000-9010" }); Mapping(t, new() { ["ContainerPortRange"] = "9010-9020" }); }),
        new("a range that Service Connect serves", PortRangeRules.Impossible, t => { t.AppServer.Port.Remove("ContainerPort"); t.AppServer.Port["ContainerPortRange"] = "4567-4570"; }),
        new("a range behind a load balancer", NameRules.LoadBalancer, t => { t.Ui.Port.Remove("ContainerPort"); t.Ui.Port["ContainerPortRange"] = "8080-8090"; }),

        // Routes.
        new("a route to nothing", RouteRules.Impossible, t => PrivateRoute(t).Remove("NatGatewayId")),
        new("a route to two gateways", RouteRules.Impossible, t => PrivateRoute(t)["GatewayId"] = YelbTemplate.Ref(t.FirstId("AWS::EC2::InternetGateway"))),
        new("a route for nothing", RouteRules.Impossible, t => PrivateRoute(t).Remove("DestinationCidrBlock")),
        new("a route for both kinds of addresses", RouteRules.Impossible, t => PrivateRoute(t)["DestinationIpv6CidrBlock"] = "::/0"),
        new("two routes to everywhere", RouteRules.Twice, t => t.Copy(t.FirstId(Route), "Another")),
        new("two route tables of a subnet", RouteRules.Twice, t => t.Copy(t.FirstId("AWS::EC2::SubnetRouteTableAssociation"), "Another")["Properties"]!["RouteTableId"] = "rtb-0123456789abcdef0"),

        // Actions and conditions of a listener.
        new("two forwards", ListenerActionRules.Ambiguous, t => Actions(t).Add(Actions(t)[0]!.DeepClone())),
        new("a forward and an answer of its own", ListenerActionRules.Ambiguous, t => { Actions(t)[0]!["Order"] = 1; Actions(t).Add(new JsonObject { ["Type"] = "fixed-response", ["Order"] = 2, ["FixedResponseConfig"] = new JsonObject { ["StatusCode"] = "404" } }); }),
        new("a sign-in alone", ListenerActionRules.Incomplete, t => Secure(t)["DefaultActions"] = new JsonArray(SignIn(1))),
        new("a sign-in and a forward of one order", ListenerActionRules.Ambiguous, t => { Actions(t)[0]!["Order"] = 1; Secure(t)["DefaultActions"]!.AsArray().Add(SignIn(1)); }),
        new("a sign-in and a forward in no order", ListenerActionRules.Ambiguous, t => Secure(t)["DefaultActions"]!.AsArray().Insert(0, SignIn(null))),
        new("a sign-in behind a forward", ListenerActionRules.Ambiguous, t => { Actions(t)[0]!["Order"] = 1; Secure(t)["DefaultActions"]!.AsArray().Add(SignIn(2)); }),
        new("a forward to two places", ListenerActionRules.Ambiguous, t => { t.Copy(YelbTemplate.TargetId(Actions(t)[0]!["TargetGroupArn"]!), "Other"); Actions(t)[0]!["ForwardConfig"] = new JsonObject { ["TargetGroups"] = new JsonArray(new JsonObject { ["TargetGroupArn"] = YelbTemplate.Ref("Other") }) }; }),
        new("a condition without values", ListenerActionRules.Incomplete, t => Rule(t, new() { ["Field"] = "path-pattern" })),
        new("a condition with no value", ListenerActionRules.Incomplete, t => Rule(t, new() { ["Field"] = "host-header", ["HostHeaderConfig"] = new JsonObject { ["Values"] = new JsonArray() } })),
        new("a condition with the values of another kind", ListenerActionRules.Incomplete, t => Rule(t, new() { ["Field"] = "path-pattern", ["HostHeaderConfig"] = new JsonObject { ["Values"] = new JsonArray("votes.example.com") } })),
        new("addresses outside of their settings", ListenerActionRules.Incomplete, t => Rule(t, new() { ["Field"] = "source-ip", ["Values"] = new JsonArray("10.0.0.0/8") })),
        new("a condition for a header without its name", ListenerActionRules.Incomplete, t => Rule(t, new() { ["Field"] = "http-header", ["HttpHeaderConfig"] = new JsonObject { ["Values"] = new JsonArray("yes") } })),

        // Logs.
        new("two log routers", LogRules.TwoRouters, t => { foreach (var name in new[] { "router", "other" }) { Sidecar(t.Ui, name, Router)["FirelensConfiguration"] = new JsonObject { ["Type"] = "fluentbit" }; } }),
        new("logs to a router that there is not", LogRules.Incomplete, t => t.Ui.Container["LogConfiguration"] = new JsonObject { ["LogDriver"] = "awsfirelens", ["Options"] = new JsonObject { ["Name"] = "http" } }),

        // Variables of stores.
        new("PostgreSQL's password beside a file of it", StoreVariableRules.Contradiction, t => t.Database.SetVariable("POSTGRES_PASSWORD_FILE", "/run/secrets/password")),
        new("PostgreSQL's user beside a file of it", StoreVariableRules.Contradiction, t => { t.Database.SetVariable("POSTGRES_USER", "yelb"); t.Database.SetVariable("POSTGRES_USER_FILE", "/run/secrets/user"); }),
        new("MySQL's database beside a file of it", StoreVariableRules.Contradiction, t => { Store(t, "mysql:8.4"); t.Database.SetVariable("MYSQL_DATABASE", "yelb"); t.Database.SetVariable("MYSQL_DATABASE_FILE", "/run/secrets/database"); }),
        new("MariaDB's user beside a file of it", StoreVariableRules.Contradiction, t => { Store(t, "mariadb:11.8"); t.Database.SetVariable("MARIADB_USER", "yelb"); t.Database.SetVariable("MARIADB_USER_FILE", "/run/secrets/user"); }),
        new("MongoDB's user without a password", StoreVariableRules.Contradiction, t => { Store(t, "mongo:8.0"); t.Database.SetVariable("MONGO_INITDB_ROOT_USERNAME", "yelb"); }),
        new("MySQL's root as its regular user", StoreVariableRules.Contradiction, t => { Store(t, "mysql:8.4"); t.Database.SetVariable("MYSQL_USER", "root"); }),

        // Load balancers in variables.
        new("the load balancer at a port where it does not listen", ReferenceRules.NoListener, t => t.AppServer.SetVariable("PAGE", Url(t, "http", ":81"))),
        new("the load balancer by HTTPS, where it speaks HTTP only", ReferenceRules.NoListener, t => t.AppServer.SetVariable("PAGE", Url(t, "https", ""))),
        new("the load balancer by HTTPS at the port of HTTP", ReferenceRules.NoListener, t => t.AppServer.SetVariable("PAGE", Url(t, "https", ":80"))),

        // Health checks.
        new("a health check of PostgreSQL by a variable that nothing sets", CommandRules.Unset, t => t.Database.Container["HealthCheck"]!["Command"] = new JsonArray("CMD-SHELL", "pg_isready -U $PGUSER")),
        new("a health check of Redis by a password that is called otherwise", CommandRules.Unset, t => t.Cache.Container["HealthCheck"]!["Command"] = new JsonArray("CMD-SHELL", "redis-cli -a \"$VALKEY_PASSWORD\" ping")),
    ];

    private static JsonArray Ids(string kind, int count) => new([.. Enumerable.Range(0, count).Select(i => JsonValue.Create($"{kind}-{i:x17}"))]);

    private static JsonObject Sidecar(TemplateService service, string name, string image)
    {
        var sidecar = new JsonObject { ["Name"] = name, ["Image"] = image, ["Essential"] = false };
        service.Task["ContainerDefinitions"]!.AsArray().Add(sidecar);
        return sidecar;
    }

    // With the image's own entry point and command.
    private static void Store(YelbTemplate template, string image)
    {
        template.Database.Container["Image"] = image;
        template.Database.Container.Remove("EntryPoint");
        template.Database.Container.Remove("Command");
    }

    private static void Mapping(YelbTemplate template, JsonObject mapping) => template.Ui.Container["PortMappings"]!.AsArray().Add(mapping);

    private static JsonObject PrivateRoute(YelbTemplate template) => template.OfType(Route).First(r => r.Resource["Properties"]!["NatGatewayId"] is not null).Resource["Properties"]!.AsObject();

    private static JsonArray Actions(YelbTemplate template) => template.First(Listener)["DefaultActions"]!.AsArray();

    private static JsonObject SignIn(int? order)
    {
        var action = new JsonObject { ["Type"] = "authenticate-cognito", ["AuthenticateCognitoConfig"] = new JsonObject { ["UserPoolArn"] = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_a", ["UserPoolClientId"] = "yelb", ["UserPoolDomain"] = "yelb" } };
        if (order is { } number)
        {
            action["Order"] = number;
        }

        return action;
    }

    // People sign in over HTTPS only.
    private static JsonObject Secure(YelbTemplate template)
    {
        (template.First(Listener)["Protocol"], template.First(Listener)["Certificates"]) = ("HTTPS", new JsonArray(new JsonObject { ["CertificateArn"] = "arn:aws:acm:eu-west-1:123456789012:certificate/1" }));
        return template.First(Listener);
    }

    private static void Rule(YelbTemplate template, JsonObject condition) => template.Add("Rule", "AWS::ElasticLoadBalancingV2::ListenerRule", new()
    {
        ["ListenerArn"] = YelbTemplate.Ref(template.FirstId(Listener)),
        ["Priority"] = 1,
        ["Conditions"] = new JsonArray(condition),
        ["Actions"] = Actions(template).DeepClone(),
    });

    private static JsonObject Url(YelbTemplate template, string scheme, string port) => new() { ["Fn::Sub"] = $"{scheme}://${{{template.FirstId(Balancer)}.DNSName}}{port}" };
}
