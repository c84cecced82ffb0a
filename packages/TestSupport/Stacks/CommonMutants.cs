#pragma warning disable CA1507 // The names are those of CloudFormation, not of the properties here.
using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.Rules;

namespace TestSupport.Stacks;

/// <summary>Single faults that people ask for help with, written down before there was a rule for them.</summary>
internal static class CommonMutants
{
    private const string Execution = "ExecutionRoleArn";
    private const string Balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        // Roles and keys.
        new("a statement without a resource", PolicyDocumentRules.Malformed, t => t.Ui.Statements(Execution)[0]!.AsObject().Remove("Resource")),
        new("a policy of this year's version", PolicyDocumentRules.Malformed, t => t.First("AWS::IAM::Policy")["PolicyDocument"]!["Version"] = "2026-01-01"),
        new("a statement without an effect", PolicyDocumentRules.Malformed, t => t.Ui.Statements(Execution)[0]!.AsObject().Remove("Effect")),
        new("a trust policy with a resource", PolicyDocumentRules.Malformed, t => t.Ui.Role(Execution)["AssumeRolePolicyDocument"]!["Statement"]![0]!["Resource"] = "*"),
        new("a role's policy with a principal", PolicyDocumentRules.Malformed, t => t.Ui.Statements(Execution)[0]!["Principal"] = "*"),
        new("AWS's policy for execution roles without its path", PolicyDocumentRules.OtherPath, t => t.Ui.Role(Execution)["ManagedPolicyArns"] = new JsonArray("arn:aws:iam::aws:policy/AmazonECSTaskExecutionRolePolicy")),
        new("AWS's policy for ECR with a path that it has not", PolicyDocumentRules.OtherPath, t => t.Ui.Role(Execution)["ManagedPolicyArns"] = new JsonArray("arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerRegistryReadOnly")),
        new("a log group with a key for the account only", LogKeyRules.Closed, t => Encrypt(t, new() { ["AWS"] = new JsonObject { ["Fn::Sub"] = "arn:${AWS::Partition}:iam::${AWS::AccountId}:root" } })),
        new("a log group with a key for another service", LogKeyRules.Closed, t => Encrypt(t, new() { ["Service"] = "sns.amazonaws.com" })),
        new("a file of variables that the role may not read", ExecutionRoleRules.File, t => t.Ui.Container["EnvironmentFiles"] = new JsonArray(new JsonObject { ["Type"] = "s3", ["Value"] = "arn:aws:s3:::settings/web.env" })),
        new("an endpoint of Secrets Manager for other secrets", EndpointPolicyRules.Refuses, t => Endpoint(t, "secretsmanager", "Interface", Allowing("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:other-*"))),
        new("an endpoint of S3 for one's own bucket", EndpointPolicyRules.Refuses, t => { UseEcr(t.Ui); Endpoint(t, "s3", "Gateway", Allowing("s3:*", "arn:aws:s3:::mine/*")); }),
        new("an endpoint of logs that lets nothing be written", EndpointPolicyRules.Refuses, t => Endpoint(t, "logs", "Interface", Allowing("logs:Describe*", "*"))),

        // Texts and attributes.
        new("a region in braces in a variable", EmbeddedReferenceRules.Left, t => t.Ui.SetVariable("TABLE", "arn:aws:dynamodb:${AWS::Region}:table/votes")),
        new("an account in braces in a policy", EmbeddedReferenceRules.Left, t => t.Ui.Statements(Execution)[0]!["Resource"] = "arn:aws:logs:eu-west-1:${AWS::AccountId}:*"),
        new("the DNS name of a load balancer in other letters", ReturnValueRules.Unknown, t => t.Root["Outputs"]!["Name"] = new JsonObject { ["Value"] = YelbTemplate.Attribute(t.FirstId(Balancer), "DnsName") }),
        new("the Arn of a secret", ReturnValueRules.Unknown, t => t.Root["Outputs"]!["Secret"] = new JsonObject { ["Value"] = YelbTemplate.Attribute(t.FirstId("AWS::SecretsManager::Secret"), "Arn") }),

        // Images, commands and servers.
        new("an image for amd64 on ARM64", ImageNeedRules.OtherArchitecture, t => { t.Cache.Container["Image"] = "docker.io/amd64/redis:8.2"; t.Cache.Task["RuntimePlatform"]!["CpuArchitecture"] = "ARM64"; }),
        new("an image for ARM64 by its tag", ImageNeedRules.OtherArchitecture, t => t.Ui.Container["Image"] = "example.org/yelb-ui:1.4-arm64"),
        new("SQL Server without its licence", ImageNeedRules.NoVariable, t => RunSqlServer(t).Container.Remove("Environment")),
        new("SQL Server with 1 GiB", ImageNeedRules.LittleMemory, t => RunSqlServer(t)),
        new("Elasticsearch that looks for others", ImageNeedRules.NoVariable, t => t.Ui.Container["Image"] = "docker.elastic.co/elasticsearch/elasticsearch:9.2.0"),
        new("a script for sh in three words", CommandRules.Apart, t => Run(t.Ui, "node:24", ["sh", "-c"], "npm", "run", "start")),
        new("a variable in a command without a shell", CommandRules.NoShell, t => { t.Ui.SetVariable("PORT", "8080"); Run(t.Ui, "node:24", [], "node", "server.js", "--port", "$PORT"); }),
        new("a variable in a health check without a shell", CommandRules.NoShell, t => { t.Ui.SetVariable("PORT", "8080"); t.Ui.Container["HealthCheck"]!["Command"] = Words("CMD", "curl", "-f", "http://127.0.0.1:${PORT}/"); }),
        new("Uvicorn as it is", ListenPortRules.Elsewhere, t => Run(t.Ui, "python:3.14", [], "uvicorn", "main:app", "--port", "8080")),
        new("Django's own server as it is", ListenPortRules.Elsewhere, t => Run(t.Ui, "python:3.14", [], "python", "manage.py", "runserver")),
        new("Gunicorn on its loopback", ListenPortRules.Elsewhere, t => Run(t.Ui, "python:3.14", [], "gunicorn", "--bind=127.0.0.1:8080", "app:app")),
        new("a database at localhost", LoopbackRules.StoreElsewhere, t => t.AppServer.SetVariable("DATABASE_URL", "postgresql://localhost:5432/yelbdatabase")),
        new("a cache's URL at 127.0.0.1", LoopbackRules.StoreElsewhere, t => t.AppServer.SetVariable("CACHE_URL", "redis://127.0.0.1:6379")),
        new("nginx with a read-only root", DataFolderRules.ReadOnly, t => { Run(t.Ui, "nginx:1.29", [], "nginx", "-g", "daemon off;"); t.Ui.Container["ReadonlyRootFilesystem"] = true; }),
        new("more open files for the programs than for root", ContainerRules.SoftAboveHard, t => t.Ui.Container["Ulimits"] = new JsonArray(new JsonObject { ["Name"] = "nofile", ["SoftLimit"] = 100000, ["HardLimit"] = 65536 })),
        new("a limit that there is not", FormRules.NotOneOf, t => t.Ui.Container["Ulimits"] = new JsonArray(new JsonObject { ["Name"] = "openfiles", ["SoftLimit"] = 1, ["HardLimit"] = 1 })),
        new("ECS Exec on a read-only root", TaskRoleRules.ReadOnlyRoot, t => { t.Ui.Properties["EnableExecuteCommand"] = true; t.Ui.Container["ReadonlyRootFilesystem"] = true; }),

        // Load balancers.
        new("a rule for six paths", ListenerLimitRules.TooMany, t => AddRule(t, new() { ["Field"] = "path-pattern", ["Values"] = Words("/a", "/b", "/c", "/d", "/e", "/f") })),
        new("a sign-in over HTTP", ListenerLimitRules.PlainLogin, t => t.First("AWS::ElasticLoadBalancingV2::Listener")["DefaultActions"]!.AsArray().Insert(0, new JsonObject { ["Type"] = "authenticate-oidc", ["Order"] = 1 })),
        new("an application's target group that is sticky by address", TargetGroupAttributeRules.OfOthers, t => Attributes(t).Add(Attribute("stickiness.type", "source_ip"))),
        new("an application's target group that keeps addresses", TargetGroupAttributeRules.OfOthers, t => Attributes(t).Add(Attribute("preserve_client_ip.enabled", "true"))),
        new("an access log in a bucket without policy", AccessLogRules.Unwritable, t => { t.Add("Logs", "AWS::S3::Bucket", []); Log(t, YelbTemplate.Ref("Logs")); }),
        new("an access log without bucket", AccessLogRules.Unwritable, t => Log(t, null)),
        new("a grace period of a service without load balancer", ServiceRules.NoLoadBalancer, t => t.Cache.Properties["HealthCheckGracePeriodSeconds"] = 30),

        // Stores and scaling.
        new("a file system in one zone with two mount targets", StoreRules.Contradiction, t => t.Database.FileSystem["AvailabilityZoneName"] = "eu-west-1a"),
        new("a file system for many clients with elastic throughput", StoreRules.Contradiction, t => t.Database.FileSystem["PerformanceMode"] = "maxIO"),
        new("a rotation that nobody does", StoreRules.Contradiction, t => t.Add("Rotation", "AWS::SecretsManager::RotationSchedule", new() { ["SecretId"] = YelbTemplate.Ref(t.FirstId("AWS::SecretsManager::Secret")), ["RotationRules"] = new JsonObject { ["AutomaticallyAfterDays"] = 30 } })),
        new("scaling down to nothing by CPU", ScalingFromZeroRules.Stuck, t => { t.First("AWS::ApplicationAutoScaling::ScalableTarget")["MinCapacity"] = 0; t.Resources.Remove(t.OfType("AWS::ApplicationAutoScaling::ScalingPolicy").Single(p => p.Resource.ToJsonString().Contains("CustomizedMetric", StringComparison.Ordinal)).Id); }),
        new("a schedule with five fields", FormRules.Malformed, t => t.First("AWS::ApplicationAutoScaling::ScalableTarget")["ScheduledActions"] = new JsonArray(new JsonObject
        {
            ["ScheduledActionName"] = "night", ["Schedule"] = "cron(0 22 * * *)", ["ScalableTargetAction"] = new JsonObject { ["MinCapacity"] = 1 },
        })),
    ];

    private static void Encrypt(YelbTemplate template, JsonObject principal)
    {
        template.Add("Key", "AWS::KMS::Key", new()
        {
            ["KeyPolicy"] = new JsonObject { ["Statement"] = new JsonArray(new JsonObject { ["Effect"] = "Allow", ["Principal"] = principal, ["Action"] = "kms:*", ["Resource"] = "*" }) },
        });
        template.First("AWS::Logs::LogGroup")["KmsKeyId"] = YelbTemplate.Attribute("Key", "Arn");
    }

    private static JsonObject Allowing(string action, string resource) => new()
    {
        ["Statement"] = new JsonArray(new JsonObject { ["Effect"] = "Allow", ["Principal"] = "*", ["Action"] = action, ["Resource"] = resource }),
    };

    private static void Endpoint(YelbTemplate template, string service, string type, JsonObject policy)
    {
        template.Add("Endpoint", "AWS::EC2::VPCEndpoint", new()
        {
            ["VpcId"] = YelbTemplate.Ref(template.FirstId("AWS::EC2::VPC")),
            ["VpcEndpointType"] = type,
            ["ServiceName"] = new JsonObject { ["Fn::Sub"] = $"com.amazonaws.${{AWS::Region}}.{service}" },
            ["PrivateDnsEnabled"] = type == "Interface",
            ["PolicyDocument"] = policy,
        });
        if (type == "Gateway")
        {
            template.Resources["Endpoint"]!["Properties"]!["RouteTableIds"] = new JsonArray([.. template.OfType("AWS::EC2::RouteTable").Select(r => YelbTemplate.Ref(r.Id))]);
        }
    }

    private static void UseEcr(TemplateService service)
    {
        service.Container["Image"] = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/yelb-ui:1.4";
        service.Statements(Execution).Add(new JsonObject { ["Effect"] = "Allow", ["Action"] = "ecr:*", ["Resource"] = "*" });
    }

    private static TemplateService RunSqlServer(YelbTemplate template)
    {
        Run(template.Ui, "mcr.microsoft.com/mssql/server:2022-latest", []);
        template.Ui.SetVariable("ACCEPT_EULA", "Y");
        template.Ui.Container["Secrets"] = template.Database.Container["Secrets"]!.DeepClone();
        template.Ui.Container["Secrets"]![0]!["Name"] = "MSSQL_SA_PASSWORD";
        return template.Ui;
    }

    private static void Run(TemplateService service, string image, string[] entryPoint, params string[] command)
    {
        service.Container["Image"] = image;
        service.Container.Remove("HealthCheck");
        if (entryPoint.Length > 0)
        {
            service.Container["EntryPoint"] = Words(entryPoint);
        }

        if (command.Length > 0)
        {
            service.Container["Command"] = Words(command);
        }
    }

    private static void AddRule(YelbTemplate template, JsonObject condition) => template.Add("Rule", "AWS::ElasticLoadBalancingV2::ListenerRule", new()
    {
        ["ListenerArn"] = YelbTemplate.Ref(template.FirstId("AWS::ElasticLoadBalancingV2::Listener")),
        ["Priority"] = 1,
        ["Conditions"] = new JsonArray(condition),
        ["Actions"] = template.First("AWS::ElasticLoadBalancingV2::Listener")["DefaultActions"]!.DeepClone(),
    });

    private static JsonArray Attributes(YelbTemplate template)
    {
        template.Ui.TargetGroup["TargetGroupAttributes"] ??= new JsonArray();
        return template.Ui.TargetGroup["TargetGroupAttributes"]!.AsArray();
    }

    private static void Log(YelbTemplate template, JsonNode? bucket)
    {
        var attributes = template.First(Balancer)["LoadBalancerAttributes"]!.AsArray();
        attributes.Add(Attribute("access_logs.s3.enabled", "true"));
        if (bucket is not null)
        {
            attributes.Add(Attribute("access_logs.s3.bucket", bucket));
        }
    }

    private static JsonObject Attribute(string key, JsonNode value) => new() { ["Key"] = key, ["Value"] = value };

    private static JsonArray Words(params string[] words) => [.. words.Select(w => JsonValue.Create(w))];
}
