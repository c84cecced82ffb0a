using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>What AWS takes and runs as meant, at the edge of what the rules look at, and what a template leaves open.</summary>
public sealed class HarmlessVariationTests
{
    private const string Balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    private const string Listener = "AWS::ElasticLoadBalancingV2::Listener";
    private const string Target = "AWS::ApplicationAutoScaling::ScalableTarget";
    private const string Policy = "AWS::ApplicationAutoScaling::ScalingPolicy";

    private static readonly Dictionary<string, Action<YelbTemplate>> _variations = new()
    {
        // Limits that are just kept.
        ["a health check at its least"] = t => t.Database.Container["HealthCheck"] = Check(5, 2, 1, 0, "CMD-SHELL", "pg_isready"),
        ["a health check at its most"] = t => t.Database.Container["HealthCheck"] = Check(300, 60, 10, 300, "CMD", "pg_isready", "-q"),
        ["a health check that is off"] = t => t.Ui.Container["HealthCheck"] = new JsonObject { ["Command"] = new JsonArray("NONE") },
        ["a host port that is the container's"] = t => t.Cache.Port["HostPort"] = 6379,
        ["a host port of 0"] = t => t.Cache.Port["HostPort"] = 0,
        ["50 tags"] = t => t.First("AWS::ECS::Cluster")["Tags"] = new JsonArray([.. Enumerable.Range(0, 50).Select(i => new JsonObject { ["Key"] = $"aws-cdk:{i}", ["Value"] = "x" })]),
        ["a load balancer's name of 32 characters"] = t => t.First(Balancer)["Name"] = new string('y', 32),
        ["numbers as text"] = t => { t.Ui.Properties["DesiredCount"] = "2"; t.Ui.TargetGroup["HealthCheckIntervalSeconds"] = "30"; },
        ["booleans as text"] = t => t.Ui.Container["Essential"] = "True",

        // Values that the template leaves open.
        ["numbers by parameters"] = t => { t.Ui.Properties["DesiredCount"] = Parameter(t, "Number"); t.Ui.Port["ContainerPort"] = Parameter(t, "Number"); t.Ui.Properties["LoadBalancers"]![0]!["ContainerPort"] = Parameter(t, "Number"); },
        ["bounds of scaling by parameters"] = t => { t.First(Target)["MinCapacity"] = Parameter(t, "Number"); t.First(Target)["MaxCapacity"] = Parameter(t, "Number"); },
        ["names by the stack's"] = t => { t.First("AWS::IAM::Role")["RoleName"] = Sub("${AWS::StackName}-task (ecs)"); t.First(Balancer)["Name"] = Sub("${AWS::StackName}-"); },
        ["a health command by a parameter"] = t => t.Ui.Container["HealthCheck"]!["Command"] = Parameter(t, "CommaDelimitedList"),
        ["compatibilities by a parameter"] = t => t.Ui.Task["RequiresCompatibilities"] = new JsonArray(Parameter(t)),
        ["a task definition for both"] = t => t.Ui.Task["RequiresCompatibilities"] = new JsonArray("EC2", "FARGATE"),
        ["subnets of a load balancer by a parameter"] = t => t.First(Balancer)["Subnets"] = Parameter(t, "List<AWS::EC2::Subnet::Id>"),
        ["subnets of a load balancer of another stack"] = t => t.First(Balancer)["Subnets"] = new JsonArray(Import("subnet-a"), Import("subnet-b")),
        ["subnets of a load balancer by a split import"] = t => t.First(Balancer)["Subnets"] = new JsonObject { ["Fn::Split"] = new JsonArray(",", Import("subnets")) },
        ["one subnet of a load balancer by a parameter, which may be two"] = t => t.First(Balancer)["Subnets"] = new JsonArray(Parameter(t)),
        ["subnets whose zones AWS chooses"] = t =>
        {
            foreach (var (_, subnet) in t.OfType("AWS::EC2::Subnet"))
            {
                subnet["Properties"]!.AsObject().Remove("AvailabilityZone");
            }
        },
        ["a scheme by a parameter, in private subnets"] = t => { t.First(Balancer)["Scheme"] = Parameter(t); t.First(Balancer)["Subnets"] = PrivateSubnets(t); },
        ["a second group of a load balancer, of another stack"] = t => t.First(Balancer)["SecurityGroups"]!.AsArray().Add(Import("group")),
        ["public subnets by a route table of another stack"] = t =>
        {
            foreach (var (_, association) in t.OfType("AWS::EC2::SubnetRouteTableAssociation"))
            {
                association["Properties"]!["RouteTableId"] = Import("routes");
            }
        },
        ["a VPC of another stack"] = t => t.Ui.TargetGroup["VpcId"] = Import("vpc"),
        ["a certificate by a parameter"] = t => { t.First(Listener)["Protocol"] = "HTTPS"; t.First(Listener)["Certificates"] = new JsonArray(new JsonObject { ["CertificateArn"] = Parameter(t) }); t.First(Listener)["SslPolicy"] = "ELBSecurityPolicy-TLS13-1-2-2021-06"; RemoveVariable(t, "services__yelb-ui__http__0"); },
        ["one name under conditions that exclude each other"] = t =>
        {
            Parameter(t);
            t.Root["Conditions"] = new JsonObject { ["IsProduction"] = new JsonObject { ["Fn::Equals"] = new JsonArray(YelbTemplate.Ref("Given"), "production") }, ["IsTest"] = new JsonObject { ["Fn::Not"] = new JsonArray(new JsonObject { ["Condition"] = "IsProduction" }) } };
            t.First("AWS::IAM::Role")["RoleName"] = "yelb-task";
            t.Copy(t.FirstId("AWS::IAM::Role"), "OtherRole")["Condition"] = "IsTest";
            t.Resources[t.FirstId("AWS::IAM::Role")]!["Condition"] = "IsProduction";
        },

        // Dependencies.
        ["a text with a variable of its own"] = t => t.Ui.SetVariable("GREETING", new JsonObject { ["Fn::Sub"] = new JsonArray("${Word} ${!Name} of ${AWS::Region}", new JsonObject { ["Word"] = "Hello" }) }),
        ["a dependency on what a condition rules out"] = t =>
        {
            t.Root["Conditions"] = new JsonObject { ["Never"] = new JsonObject { ["Fn::Equals"] = new JsonArray("a", "b") } };
            t.Add("Topic", "AWS::SNS::Topic", []);
            t.Resources["Topic"]!["Condition"] = "Never";
            t.Ui.Resource["DependsOn"]!.AsArray().Add("Topic");
        },
        ["references to what a transform adds"] = t => { t.Root["Transform"] = "AWS::Serverless-2016-10-31"; t.Ui.SetVariable("FUNCTION", YelbTemplate.Ref("FunctionRole")); },
        ["a circle that a transform dissolves"] = t => { t.Root["Transform"] = "AWS::Serverless-2016-10-31"; t.Add("One", "AWS::Serverless::Api", new() { ["DefinitionBody"] = YelbTemplate.Ref("Two") }); t.Add("Two", "AWS::Serverless::Function", new() { ["Events"] = YelbTemplate.Ref("One") }); },
        ["references into a module"] = t => { t.Add("Network", "My::Network::Vpc::MODULE", []); t.Ui.SetVariable("VPC", YelbTemplate.Ref("NetworkVpc")); },
        ["an attribute of a nested stack"] = t => { t.Add("Nested", "AWS::CloudFormation::Stack", new() { ["TemplateURL"] = "https://example.com/t.json" }); t.Ui.SetVariable("TOPIC", new JsonObject { ["Fn::GetAtt"] = "Nested.Outputs.Topic" }); },
        ["one variable in each of two containers"] = t => Sidecar(t.Ui)["Environment"] = new JsonArray(new JsonObject { ["Name"] = "HTTP_PORTS", ["Value"] = "8081" }),

        // Containers.
        ["a container that waits for the start of an essential one"] = t => { Sidecar(t.Ui)["Essential"] = true; t.Ui.Container["DependsOn"] = Waits("sidecar", "START"); },
        ["a container that waits for the end of one that is not essential"] = t => { Sidecar(t.Ui); t.Ui.Container["DependsOn"] = Waits("sidecar", "SUCCESS"); },
        ["three containers that wait in a row, and twice for one"] = t =>
        {
            Sidecar(t.Ui);
            var second = Sidecar(t.Ui);
            second["Name"] = "second";
            second["DependsOn"] = Waits("sidecar", "COMPLETE");
            t.Ui.Container["DependsOn"] = new JsonArray(Waits("sidecar", "SUCCESS")[0]!.DeepClone(), Waits("second", "SUCCESS")[0]!.DeepClone());
        },
        ["what Fargate does have"] = t =>
        {
            t.Ui.Container["LinuxParameters"] = new JsonObject { ["InitProcessEnabled"] = true, ["Capabilities"] = new JsonObject { ["Add"] = new JsonArray("SYS_PTRACE"), ["Drop"] = new JsonArray("ALL") } };
            t.Ui.Container["Privileged"] = false;
            t.Ui.Container["ReadonlyRootFilesystem"] = true;
            t.Ui.Container["Ulimits"] = new JsonArray(new JsonObject { ["Name"] = "nofile", ["SoftLimit"] = 65536, ["HardLimit"] = 65536 });
            t.Ui.Container["LogConfiguration"] = new JsonObject { ["LogDriver"] = "splunk", ["Options"] = new JsonObject { ["splunk-url"] = "https://splunk.example.com", ["splunk-token"] = Import("token") } };
            t.Ui.Task["PidMode"] = "task";
            t.Ui.Task["Volumes"] = new JsonArray(new JsonObject { ["Name"] = "scratch" }, new JsonObject { ["Name"] = "shared", ["Host"] = new JsonObject() });
        },
        ["a port by TCP and by UDP"] = t => t.Ui.Container["PortMappings"]!.AsArray().Add(new JsonObject { ["ContainerPort"] = 8080, ["Protocol"] = "udp" }),

        // Services.
        ["one provider without a weight"] = t => t.Cache.Properties["CapacityProviderStrategy"] = new JsonArray(new JsonObject { ["CapacityProvider"] = "FARGATE" }),
        ["two bases of which one is 0"] = t => t.Ui.Properties["CapacityProviderStrategy"] = new JsonArray(Provider("FARGATE", 1, 2), Provider("FARGATE_SPOT", 4, 0)),
        ["two services of one name in two clusters"] = t =>
        {
            t.Copy(t.FirstId("AWS::ECS::Cluster"), "OtherCluster")["Properties"]!["ClusterName"] = "other";
            t.Cache.Properties["Cluster"] = YelbTemplate.Ref("OtherCluster");
            t.Cache.Properties["ServiceName"] = t.Database.Properties["ServiceName"]!.ToString();
        },
        ["two task definitions of one family"] = t => t.Cache.Task["Family"] = t.Database.Task["Family"]!.ToString(),
        ["a namespace by its name"] = t => t.Cache.Connect["Namespace"] = t.First("AWS::ServiceDiscovery::HttpNamespace")["Name"]!.ToString(),
        ["rebalancing of zones with room for it"] = t => t.Ui.Properties["AvailabilityZoneRebalancing"] = "ENABLED",
        ["deployments that look at an alarm of the template"] = t =>
        {
            t.Add("Alarm", "AWS::CloudWatch::Alarm", new() { ["Threshold"] = 10, ["Namespace"] = "AWS/ApplicationELB", ["MetricName"] = "HTTPCode_Target_5XX_Count", ["Dimensions"] = new JsonArray(Dimension("LoadBalancer", "app/yelb/0123456789abcdef")), ["Period"] = 60, ["EvaluationPeriods"] = 1 });
            t.Ui.Deployment["Alarms"] = new JsonObject { ["Enable"] = true, ["Rollback"] = true, ["AlarmNames"] = new JsonArray(YelbTemplate.Ref("Alarm")) };
        },

        // Security groups.
        ["every protocol, without ports"] = t => Rules(t).Add(new JsonObject { ["IpProtocol"] = "-1", ["CidrIp"] = "10.0.0.0/16" }),
        ["a protocol in capitals"] = t => Rules(t).Add(new JsonObject { ["IpProtocol"] = "TCP", ["FromPort"] = 443, ["ToPort"] = 443, ["CidrIp"] = "10.0.0.0/16" }),
        ["a ping"] = t => Rules(t).Add(new JsonObject { ["IpProtocol"] = "icmp", ["FromPort"] = 8, ["ToPort"] = -1, ["CidrIp"] = "10.0.0.0/16" }),
        ["a prefix list"] = t => Rules(t).Add(new JsonObject { ["IpProtocol"] = "tcp", ["FromPort"] = 80, ["ToPort"] = 80, ["SourcePrefixListId"] = "pl-3b927c52", ["Description"] = "CloudFront, for all (of it)" }),

        // Load balancers.
        ["an internal load balancer in private subnets"] = t => { t.First(Balancer)["Scheme"] = "internal"; t.First(Balancer)["Subnets"] = PrivateSubnets(t); Rules(t)[0]!["CidrIp"] = "10.0.0.0/16"; },
        ["a load balancer for one office"] = t => Rules(t)[0]!["CidrIp"] = "203.0.113.0/24",
        ["a network load balancer in one subnet"] = t => t.Add("Network", Balancer, new() { ["Type"] = "network", ["Subnets"] = new JsonArray(t.First(Balancer)["Subnets"]![0]!.DeepClone()) }),
        ["a network load balancer of UDP"] = t =>
        {
            t.Add("Network", Balancer, new() { ["Type"] = "network", ["Scheme"] = "internal", ["Subnets"] = PrivateSubnets(t), ["SecurityGroups"] = new JsonArray(YelbTemplate.Ref("Syslog")) });
            t.Add("Syslog", "AWS::EC2::SecurityGroup", new() { ["GroupDescription"] = "Syslog", ["VpcId"] = YelbTemplate.Ref(t.FirstId("AWS::EC2::VPC")), ["SecurityGroupIngress"] = new JsonArray(new JsonObject { ["IpProtocol"] = "udp", ["FromPort"] = 514, ["ToPort"] = 514, ["CidrIp"] = "10.0.0.0/16" }) });
            t.Add("SyslogListener", Listener, new() { ["LoadBalancerArn"] = YelbTemplate.Ref("Network"), ["Port"] = 514, ["Protocol"] = "UDP", ["DefaultActions"] = new JsonArray(new JsonObject { ["Type"] = "forward", ["TargetGroupArn"] = Import("syslog") }) });
        },
        ["HTTP redirected to HTTPS"] = t =>
        {
            t.Copy(t.FirstId(Listener), "Secure");
            var secure = t.Resources["Secure"]!["Properties"]!;
            (secure["Port"], secure["Protocol"], secure["Certificates"]) = (443, "HTTPS", new JsonArray(new JsonObject { ["CertificateArn"] = "arn:aws:acm:eu-west-1:123456789012:certificate/1" }));
            Rules(t).Add(new JsonObject { ["IpProtocol"] = "tcp", ["FromPort"] = 443, ["ToPort"] = 443, ["CidrIp"] = "0.0.0.0/0" });
            t.First(Listener)["DefaultActions"] = new JsonArray(new JsonObject { ["Type"] = "redirect", ["RedirectConfig"] = new JsonObject { ["StatusCode"] = "HTTP_301", ["Protocol"] = "HTTPS", ["Port"] = "443", ["Host"] = "#{host}", ["Path"] = "/#{path}", ["Query"] = "#{query}" } });
            t.Ui.Resource["DependsOn"]!.AsArray().Add("Secure");
        },
        ["a redirection to a listener that another stack adds"] = t =>
        {
            t.Root["Outputs"]!["Balancer"] = new JsonObject { ["Value"] = YelbTemplate.Ref(t.FirstId(Balancer)), ["Export"] = new JsonObject { ["Name"] = "yelb-balancer" } };
            AddRule(t, "One", 1)["Actions"] = new JsonArray(new JsonObject { ["Type"] = "redirect", ["RedirectConfig"] = new JsonObject { ["StatusCode"] = "HTTP_301", ["Protocol"] = "HTTPS", ["Port"] = "443" } });
        },
        ["a redirection to another host"] = t => AddRule(t, "One", 1)["Actions"] = new JsonArray(new JsonObject { ["Type"] = "redirect", ["RedirectConfig"] = new JsonObject { ["StatusCode"] = "HTTP_302", ["Host"] = "www.example.com", ["Protocol"] = "HTTPS", ["Port"] = "443" } }),
        ["rules of the first and the last priority"] = t => { AddRule(t, "One", 1); AddRule(t, "Two", 50000)["Conditions"]![0]!["Values"]![0] = "/votes"; },
        ["rules of one priority of listeners of other stacks"] = t => { AddRule(t, "One", 1)["ListenerArn"] = Import("a"); AddRule(t, "Two", 1)["ListenerArn"] = Import("b"); },
        ["a rule that answers by itself"] = t => AddRule(t, "One", 1)["Actions"] = new JsonArray(new JsonObject { ["Type"] = "fixed-response", ["FixedResponseConfig"] = new JsonObject { ["StatusCode"] = "404", ["ContentType"] = "text/plain" } }),
        ["a rule that signs in, then forwards"] = t => { var rule = AddRule(t, "One", 1); rule["ListenerArn"] = Import("https"); rule["Actions"]![0]!["Order"] = 2; rule["Actions"]!.AsArray().Insert(0, new JsonObject { ["Type"] = "authenticate-cognito", ["Order"] = 1 }); },
        ["conditions of every kind"] = t => AddRule(t, "One", 1)["Conditions"] = new JsonArray(
            new JsonObject { ["Field"] = "host-header", ["HostHeaderConfig"] = new JsonObject { ["Values"] = new JsonArray("*.example.com") } },
            new JsonObject { ["Field"] = "path-pattern", ["PathPatternConfig"] = new JsonObject { ["Values"] = new JsonArray("/api/*", "*.js") } },
            new JsonObject { ["Field"] = "http-request-method", ["HttpRequestMethodConfig"] = new JsonObject { ["Values"] = new JsonArray("GET") } },
            new JsonObject { ["Field"] = "source-ip", ["SourceIpConfig"] = new JsonObject { ["Values"] = new JsonArray("192.0.2.0/24") } }),
        ["HTTPS to a port that says nothing of what it speaks"] = t => { t.Ui.Port.Remove("AppProtocol"); (t.Ui.TargetGroup["Protocol"], t.Ui.TargetGroup["HealthCheckProtocol"]) = ("HTTPS", "HTTPS"); },
        ["several codes"] = t => t.Ui.TargetGroup["Matcher"] = new JsonObject { ["HttpCode"] = "200,204,301-399" },
        ["a health check on a port that is open and not written down"] = t => { t.Ui.TargetGroup["HealthCheckPort"] = "9090"; t.Resources[t.Ui.SecurityGroupId]!["Properties"]!["SecurityGroupIngress"] = new JsonArray(new JsonObject { ["IpProtocol"] = "tcp", ["FromPort"] = 8080, ["ToPort"] = 9090, ["CidrIp"] = "10.0.0.0/16" }); },
        ["a slow start that is off, and a cookie"] = t => t.Ui.TargetGroup["TargetGroupAttributes"] = new JsonArray(Attribute("slow_start.duration_seconds", "0"), Attribute("stickiness.enabled", "true"), Attribute("stickiness.type", "lb_cookie"), Attribute("stickiness.lb_cookie.duration_seconds", "604800")),
        ["an idle timeout of two minutes"] = t => t.First(Balancer)["LoadBalancerAttributes"]!.AsArray().Add(Attribute("idle_timeout.timeout_seconds", "120")),
        ["one target group of a service in two listeners"] = t => { t.Copy(t.FirstId(Listener), "Other")["Properties"]!["Port"] = 8080; Rules(t).Add(new JsonObject { ["IpProtocol"] = "tcp", ["FromPort"] = 8080, ["ToPort"] = 8080, ["CidrIp"] = "0.0.0.0/0" }); },

        // Scaling.
        ["a scaled service by its names"] = t => t.First(Target)["ResourceId"] = "service/yelb/yelb-appserver",
        ["a scaled service in a cluster of another stack"] = t => t.First(Target)["ResourceId"] = new JsonObject { ["Fn::Join"] = new JsonArray("/", new JsonArray("service", Import("cluster"), YelbTemplate.Attribute(t.AppServer.Id, "Name"))) },
        ["a scaled service of another stack"] = t => t.First(Target)["ResourceId"] = "service/other/worker",
        ["a scaled table"] = t => t.Add("Table", Target, new() { ["MinCapacity"] = 5, ["MaxCapacity"] = 50, ["ResourceId"] = "table/votes", ["ScalableDimension"] = "dynamodb:table:ReadCapacityUnits", ["ServiceNamespace"] = "dynamodb" }),
        ["a share of 100 per cent"] = t => Cpu(t)["TargetValue"] = 100,
        ["a share of 62.5 per cent"] = t => Cpu(t)["TargetValue"] = 62.5,
        ["a target by a parameter"] = t => Cpu(t)["TargetValue"] = Parameter(t, "Number"),
        ["policies of CPU and of memory"] = t => t.Copy(CpuPolicy(t), "Memory")["Properties"] = JsonNode.Parse(t.Resources[CpuPolicy(t)]!["Properties"]!.ToJsonString().Replace("CPU", "Memory", StringComparison.Ordinal).Replace("\"PolicyName\":\"", "\"PolicyName\":\"memory", StringComparison.Ordinal)),
        ["requests of a target group with its label"] = t => Cpu(t)["PredefinedMetricSpecification"] = new JsonObject { ["PredefinedMetricType"] = "ALBRequestCountPerTarget", ["ResourceLabel"] = Sub("app/x/y/targetgroup/x/z") },
        ["steps that an alarm takes"] = t =>
        {
            t.Add("Steps", Policy, new() { ["PolicyType"] = "StepScaling", ["ScalingTargetId"] = YelbTemplate.Ref(t.FirstId(Target)), ["StepScalingPolicyConfiguration"] = new JsonObject { ["AdjustmentType"] = "ChangeInCapacity", ["StepAdjustments"] = new JsonArray(new JsonObject { ["MetricIntervalLowerBound"] = 0, ["ScalingAdjustment"] = 1 }) } });
            t.Add("Alarm", "AWS::CloudWatch::Alarm", new() { ["Threshold"] = 10, ["Namespace"] = "AWS/ECS", ["MetricName"] = "CPUUtilization", ["Dimensions"] = new JsonArray(Dimension("ClusterName", "yelb"), Dimension("ServiceName", "yelb-ui")), ["AlarmActions"] = new JsonArray(YelbTemplate.Ref("Steps")), ["EvaluationPeriods"] = 3, ["Statistic"] = "Average" });
        },
        ["an alarm on a service of another stack"] = t => t.Add("Alarm", "AWS::CloudWatch::Alarm", new() { ["Threshold"] = 10, ["Namespace"] = "AWS/ECS", ["MetricName"] = "MemoryUtilization", ["Dimensions"] = new JsonArray(Dimension("ClusterName", "other"), Dimension("ServiceName", "worker")) }),
        ["a scheduled action that raises the minimum"] = t => t.First(Target)["ScheduledActions"] = new JsonArray(new JsonObject { ["ScheduledActionName"] = "morning", ["Schedule"] = "cron(0 8 ? * MON-FRI *)", ["ScalableTargetAction"] = new JsonObject { ["MinCapacity"] = 2 } }),

        // Data.
        ["a version on a base system"] = t => t.Database.Container["Image"] = "docker.io/library/postgres:18.4-alpine3.22",
        ["a digest"] = t => t.Database.Container["Image"] = $"postgres@sha256:{new string('0', 64)}",
        ["an image whose tag is a parameter"] = t => t.Database.Container["Image"] = Sub("registry.example.com/postgres:${YelbUiImage}"),
        ["the newest image of what keeps nothing"] = t => t.Ui.Container["Image"] = "ghcr.io/example/web:latest",
        ["files that stay except where making them fails"] = t => t.Target(t.Database.Efs["FilesystemId"]!)["DeletionPolicy"] = "RetainExceptOnCreate",
        ["a managed database, of which AWS takes a snapshot by default"] = t => t.Add("Store", "AWS::RDS::DBInstance", new() { ["Engine"] = "postgres", ["EngineVersion"] = "18.1", ["MasterUsername"] = "yelb", ["AllocatedStorage"] = "20", ["ManageMasterUserPassword"] = true }),
        ["an instance of Aurora that grows by itself"] = t => t.Add("Instance", "AWS::RDS::DBInstance", new() { ["Engine"] = "aurora-postgresql", ["DBInstanceClass"] = "db.serverless", ["DBClusterIdentifier"] = Import("cluster") }),
        ["a password by a dynamic reference"] = t => t.Add("Store", "AWS::RDS::DBInstance", new() { ["Engine"] = "postgres", ["EngineVersion"] = "18.1", ["MasterUserPassword"] = "{{resolve:secretsmanager:yelb/db:SecretString:password}}" }),
    };

    private static readonly ConcurrentDictionary<string, IReadOnlyList<string>> _faults = [];

    public static TheoryData<string> Names => [.. _variations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_no_fault(string name) => Assert.Empty(Faults(name));

    [Fact]
    public void None_of_them_is_a_fault()
    {
        var alarms = _variations.Keys.Where(name => Faults(name).Count > 0).ToList();

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{alarms.Count} false alarms of {_variations.Count} variations\n{string.Join('\n', alarms.SelectMany(Faults))}"));
        Assert.Empty(alarms);
    }

    // Each is looked for once, whichever test asks first.
    private static IReadOnlyList<string> Faults(string name) => _faults.GetOrAdd(name, _ =>
    {
        var template = new YelbTemplate(EcsTemplates.Yelb());
        _variations[name](template);
        return [.. TemplateChecks.Check(template.Root).Select(f => f.ToString())];
    });

    private static JsonObject Parameter(YelbTemplate template, string type = "String")
    {
        template.Root["Parameters"]!["Given"] = new JsonObject { ["Type"] = type };
        return YelbTemplate.Ref("Given");
    }

    private static void RemoveVariable(YelbTemplate template, string name)
    {
        foreach (var environment in template.OfType("AWS::ECS::TaskDefinition").SelectMany(t => t.Resource["Properties"]!["ContainerDefinitions"]!.AsArray()).Select(c => c!["Environment"]).OfType<JsonArray>())
        {
            environment.RemoveAll(e => e!["Name"]!.ToString() == name);
        }
    }

    private static JsonObject Import(string name) => new() { ["Fn::ImportValue"] = name };

    private static JsonObject Sub(string text) => new() { ["Fn::Sub"] = text };

    private static JsonObject Attribute(string key, string value) => new() { ["Key"] = key, ["Value"] = value };

    private static JsonObject Dimension(string name, string value) => new() { ["Name"] = name, ["Value"] = value };

    private static JsonObject Provider(string name, int weight, int @base) => new() { ["CapacityProvider"] = name, ["Weight"] = weight, ["Base"] = @base };

    private static JsonArray Waits(string container, string condition) => new(new JsonObject { ["ContainerName"] = container, ["Condition"] = condition });

    private static JsonObject Check(int interval, int timeout, int retries, int start, params string[] command) => new()
    {
        ["Command"] = new JsonArray([.. command.Select(c => JsonValue.Create(c))]),
        ["Interval"] = interval,
        ["Timeout"] = timeout,
        ["Retries"] = retries,
        ["StartPeriod"] = start,
    };

    private static JsonObject Sidecar(TemplateService service)
    {
        var sidecar = new JsonObject { ["Name"] = "sidecar", ["Image"] = "public.ecr.aws/xray/aws-xray-daemon:3.4.1", ["Essential"] = false };
        service.Task["ContainerDefinitions"]!.AsArray().Add(sidecar);
        return sidecar;
    }

    private static JsonArray Rules(YelbTemplate template) => template.Target(template.First(Balancer)["SecurityGroups"]![0]!)["Properties"]!["SecurityGroupIngress"]!.AsArray();

    private static JsonNode PrivateSubnets(YelbTemplate template) => template.Cache.Properties["NetworkConfiguration"]!["AwsvpcConfiguration"]!["Subnets"]!.DeepClone();

    private static string CpuPolicy(YelbTemplate template) => template.OfType(Policy).First(p => p.Resource.ToJsonString().Contains("ECSServiceAverageCPUUtilization", StringComparison.Ordinal)).Id;

    private static JsonNode Cpu(YelbTemplate template) => template.Resources[CpuPolicy(template)]!["Properties"]!["TargetTrackingScalingPolicyConfiguration"]!;

    private static JsonObject AddRule(YelbTemplate template, string id, int priority)
    {
        template.Add(id, "AWS::ElasticLoadBalancingV2::ListenerRule", new()
        {
            ["ListenerArn"] = YelbTemplate.Ref(template.FirstId(Listener)),
            ["Priority"] = priority,
            ["Conditions"] = new JsonArray(new JsonObject { ["Field"] = "path-pattern", ["Values"] = new JsonArray("/api/*") }),
            ["Actions"] = new JsonArray(new JsonObject { ["Type"] = "forward", ["TargetGroupArn"] = template.Ui.Properties["LoadBalancers"]![0]!["TargetGroupArn"]!.DeepClone() }),
        });
        return template.Resources[id]!["Properties"]!.AsObject();
    }
}
