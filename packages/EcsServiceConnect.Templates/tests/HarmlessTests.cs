using System.Text.Json.Nodes;
using CsCheck;
using EcsServiceConnect.Templates.Rules;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>What AWS runs as meant is no fault.</summary>
public sealed class HarmlessTests
{
    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://+:8080")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317")]
    [InlineData("WEATHER", "https://api.example.com/v1")]
    [InlineData("POSTGRES_PASSWORD_FILE", "/run/secrets/password")]
    [InlineData("TOKEN_LIFETIME", "3600")]
    [InlineData("ALLOW_EMPTY_PASSWORD", "no")]
    [InlineData("PUBLIC_KEY", "MCowBQYDK2VwAyEA")]
    [InlineData("MONKEY", "banana")]
    [InlineData("CREDENTIALS_SECRET", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x")]
    [InlineData("SERVER_HOST", "page")]
    [InlineData("HOSTNAME", "page")]
    [InlineData("VIRTUAL_HOST", "page")]
    [InlineData("WEB_SERVER", "nginx")]
    [InlineData("MAIL_SERVER_NAME", "mail")]
    [InlineData("CACHE_IMAGE", "yelb-redis:7")]
    [InlineData("GREETING", "yelb-appserver:8 o'clock")]
    [InlineData("POSTGRES_DB", "yelb-db")]
    [InlineData("SETTINGS", """{"host": "page", "image": "redis:7", "port": 80, "address": "Main"}""")]
    [InlineData("SETTINGS", "{{ templated }}")]
    [InlineData("SPRING_DATASOURCE_URL", "jdbc:h2:mem:votes")]
    [InlineData("DATABASE_URL", "file:./dev.db")]
    [InlineData("DATABASE_URL", "sqlite:///data/app.db")]
    [InlineData("CORS_ORIGIN", "*")]
    [InlineData("LOG_TARGET", "stdout")]
    [InlineData("NODE_ENV", "production")]
    [InlineData("TZ", "Europe/Rome")]
    [InlineData("JAVA_OPTS", "-Dserver.port=8080 -Dhost=page")]
    public void A_variable(string name, string value) =>
        Assert.Empty(Faults(t => t.Ui.SetVariable(name, value)));

    [Theory]
    [InlineData("YELB_APPSERVER_HOST", "yelb-appserver")]
    [InlineData("YELB_APPSERVER_SERVER", "yelb-appserver")]
    [InlineData("SETTINGS", """{"votes": {"url": "http://yelb-appserver:4567"}}""")]
    [InlineData("VOTES", "yelb-appserver:4567")]
    public void A_reference_to_what_is_served(string name, string value) =>
        Assert.Empty(Faults(t => t.Ui.SetVariable(name, value)));

    [Theory]
    [InlineData("sh", "-c", "for h in a b; do echo host $h; done")]
    [InlineData("sh", "-c", "printf 'upstream backend { server yelb-appserver:4567; } proxy_pass http://backend;' > /etc/nginx/conf.d/a.conf")]
    [InlineData("--host", "page", "--port=8080")]
    [InlineData("--config", "C=mon:0800,log:info", "--version")]
    [InlineData("curl", "http://$API:80", "http://${API}/x")]
    public void A_command(params string[] words) =>
        Assert.Empty(Faults(t => t.Ui.Container["Command"] = new JsonArray([.. words.Select(w => (JsonNode)w)])));

    [Fact]
    public void A_parameter_whose_default_the_AppHost_publishes() =>
        Assert.Empty(Faults(t => t.Root["Parameters"]!["MenuKey"] = new JsonObject { ["Type"] = "String", ["Default"] = "soup" }));

    [Fact]
    public void A_password_that_the_shell_takes_from_a_secret_variable() =>
        Assert.Empty(Faults(t => t.Cache.Container["Command"] = new JsonArray("-c", "redis-server --requirepass $REDIS_PASSWORD")));

    /// <summary>Values that look like a secret or an address by a word in them.</summary>
    [Theory]
    [InlineData("USE_X_FORWARDED_HOST", "true")]
    [InlineData("PRESERVE_HOST", "false")]
    [InlineData("SIDECAR_IMAGE", "postgres:18")]
    [InlineData("WINDOW", "mon:0800")]
    [InlineData("RELEASE", "main:2024")]
    [InlineData("CSRF_TOKEN", "X-CSRF-Token")]
    [InlineData("SIGNING_KEY", "alias/k")]
    [InlineData("DB_PASSWORD_SECRET", "prod/db")]
    [InlineData("Orleans__Clustering__ServiceKey", "clustering")]
    [InlineData("ROW_KEY", "orders")]
    public void A_variable_of_any_application(string name, string value) =>
        Assert.Empty(Faults(t => t.AppServer.SetVariable(name, value)));

    [Fact]
    public void A_name_that_service_discovery_resolves_within_the_application() =>
        Assert.Empty(Faults(t =>
        {
            t.Ui.SetVariable("services__backend__http__0", "http://yelb-appserver:4567");
            t.Ui.SetVariable("REVERSEPROXY__CLUSTERS__cluster__DESTINATIONS__one__ADDRESS", "http://backend");
        }));

    [Fact]
    public void A_security_group_open_to_the_addresses_of_the_VPC() =>
        Assert.Empty(Faults(t => t.Resources[t.Cache.SecurityGroupId]!["Properties"]!["SecurityGroupIngress"] =
            new JsonArray(new JsonObject { ["IpProtocol"] = "tcp", ["FromPort"] = 6379, ["ToPort"] = 6379, ["CidrIp"] = "10.0.0.0/16" })));

    [Fact]
    public void A_security_group_open_to_the_clients_of_a_network_load_balancer() =>
        Assert.DoesNotContain(SecurityGroupRules.OpenToAnyone, Faults(t =>
        {
            var balancer = t.First("AWS::ElasticLoadBalancingV2::LoadBalancer");
            balancer["Type"] = "network";
            balancer.Remove("SecurityGroups");
            t.Resources[t.Ui.SecurityGroupId]!["Properties"]!["SecurityGroupIngress"] =
                new JsonArray(new JsonObject { ["IpProtocol"] = "tcp", ["FromPort"] = 8080, ["ToPort"] = 8080, ["CidrIp"] = "0.0.0.0/0" });
        }).Where(f => f.Resource == "yelb-ui").Select(f => f.Rule));

    [Fact]
    public void A_security_group_open_to_the_clients_of_a_network_load_balancer_of_another_stack() =>
        Assert.DoesNotContain(SecurityGroupRules.OpenToAnyone, Faults(t =>
        {
            t.First("AWS::ElasticLoadBalancingV2::Listener")["LoadBalancerArn"] = new JsonObject { ["Fn::ImportValue"] = "network" };
            t.Ui.TargetGroup["Protocol"] = "TCP";
            t.Resources[t.Ui.SecurityGroupId]!["Properties"]!["SecurityGroupIngress"] =
                new JsonArray(new JsonObject { ["IpProtocol"] = "tcp", ["FromPort"] = 8080, ["ToPort"] = 8080, ["CidrIp"] = "0.0.0.0/0" });
        }).Where(f => f.Resource == "yelb-ui").Select(f => f.Rule));

    [Fact]
    public void A_connection_string_around_a_reference_to_a_secret() =>
        Assert.Empty(Faults(t => t.Add("Settings", "AWS::SecretsManager::Secret", new() { ["SecretString"] = "Host=db;Password={{resolve:secretsmanager:votes:SecretString:password}};Timeout=5" })));

    [Fact]
    public void A_replica_of_a_database_goes_with_the_stack() =>
        Assert.DoesNotContain("Replica", Faults(t => t.Add("Replica", "AWS::RDS::DBInstance", new() { ["SourceDBInstanceIdentifier"] = "votes", ["DBInstanceClass"] = "db.t4g.small" })).Select(f => f.Resource));

    [Fact]
    public void A_namespace_of_another_stack() =>
        Assert.Empty(Faults(t =>
        {
            foreach (var service in t.Services)
            {
                service.Connect["Namespace"] = "arn:aws:servicediscovery:eu-west-1:123456789012:namespace/ns-1";
            }
        }));

    [Fact]
    public void Services_that_call_each_other_have_no_order() =>
        Assert.DoesNotContain(DeploymentOrderRules.ClientFirst, Faults(t =>
        {
            t.Database.SetVariable("CALLBACK", "http://yelb-appserver:4567/changed");
            t.RemoveDependenciesOn(t.Database.Id);
        }).Select(f => f.Rule));

    /// <summary>An AppHost's own code may leave out anything; that is for CloudFormation to refuse, where no rule does.</summary>
    [Fact]
    public void A_template_with_any_property_left_out_can_be_checked()
    {
        var count = Properties(EcsTemplates.Yelb()).Count;

        Gen.Int[0, count - 1].Sample(
            i =>
            {
                var template = EcsTemplates.Yelb();
                var (parent, name) = Properties(template)[i];
                parent.Remove(name);
                TemplateChecks.Check(template);
            },
            iter: 300);
    }

    [Fact]
    public void A_template_without_services() =>
        Assert.Empty(TemplateChecks.Check([]));

    private static List<(JsonObject Parent, string Name)> Properties(JsonNode? node) => node switch
    {
        JsonObject o => [.. o.SelectMany(p => Properties(p.Value).Prepend((o, p.Key)))],
        JsonArray a => [.. a.SelectMany(Properties)],
        _ => [],
    };

    private static IReadOnlyList<TemplateViolation> Faults(Action<YelbTemplate> change)
    {
        var template = new YelbTemplate(EcsTemplates.Yelb());
        change(template);
        return TemplateChecks.Check(template.Root);
    }
}
