using System.Text.Json.Nodes;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>What looks like one of the faults that people ask for help with, and works.</summary>
public sealed class HarmlessCommonTests
{
    private const string Execution = "ExecutionRoleArn";
    private const string Balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    private const string Scalable = "AWS::ApplicationAutoScaling::ScalableTarget";

    private static readonly (string Name, Action<YelbTemplate> Apply)[] _all =
    [
        // Roles and keys.
        ("a policy without a version", t => t.First("AWS::IAM::Policy")["PolicyDocument"]!.AsObject().Remove("Version")),
        ("a statement about all but one action", t => t.Ui.Statements(Execution).Add(new JsonObject { ["Effect"] = "Deny", ["NotAction"] = "*", ["NotResource"] = "*" })),
        ("AWS's policy for execution roles", t => t.Ui.Role(Execution)["ManagedPolicyArns"] = new JsonArray("arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy")),
        ("AWS's policy in another partition", t => t.Ui.Role(Execution)["ManagedPolicyArns"] = new JsonArray(new JsonObject { ["Fn::Sub"] = "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy" })),
        ("a policy that nothing is known of", t => t.Ui.Role(Execution)["ManagedPolicyArns"] = new JsonArray("arn:aws:iam::aws:policy/AmazonBedrockFullAccess")),
        ("a log group with a key for logs", t => Encrypt(t, new() { ["Service"] = new JsonObject { ["Fn::Sub"] = "logs.${AWS::Region}.amazonaws.com" } })),
        ("a log group with a key for logs of one region", t => Encrypt(t, new() { ["Service"] = new JsonArray("logs.eu-west-1.amazonaws.com", "s3.amazonaws.com") })),
        ("a log group with a key of another stack", t => t.First("AWS::Logs::LogGroup")["KmsKeyId"] = new JsonObject { ["Fn::ImportValue"] = "key" }),
        ("a file of variables that the role may read", t => ReadFile(t, "arn:aws:s3:::settings/*")),
        ("a file of variables in a bucket with a policy", t => { ReadFile(t, "arn:aws:s3:::other/*"); t.Add("Bucket", "AWS::S3::Bucket", []); t.Add("Open", "AWS::S3::BucketPolicy", new() { ["Bucket"] = YelbTemplate.Ref("Bucket"), ["PolicyDocument"] = new JsonObject { ["Statement"] = new JsonArray() } }); }),
        ("an endpoint without a policy", t => Endpoint(t, "secretsmanager", null)),
        ("an endpoint for the account's own", t => Endpoint(t, "secretsmanager", new() { ["Statement"] = new JsonArray(new JsonObject { ["Effect"] = "Allow", ["Principal"] = "*", ["Action"] = "*", ["Resource"] = "*", ["Condition"] = new JsonObject { ["StringEquals"] = new JsonObject { ["aws:PrincipalAccount"] = YelbTemplate.Ref("AWS::AccountId") } } }) })),
        ("an endpoint of a service that no task calls before it starts", t => Endpoint(t, "sqs", new() { ["Statement"] = new JsonArray(new JsonObject { ["Effect"] = "Allow", ["Principal"] = "*", ["Action"] = "sqs:SendMessage", ["Resource"] = "*" }) })),

        // Texts and attributes.
        ("a shell's variable in a command", t => { t.Ui.SetVariable("Region", "eu"); t.Ui.Container["EntryPoint"] = Words("sh", "-c"); t.Ui.Container["Command"] = Words("exec server --region ${Region} --level ${LOG_LEVEL:-info}"); }),
        ("a variable of IAM's in a policy", t => t.Ui.Statements(Execution)[0]!["Condition"] = new JsonObject { ["StringLike"] = new JsonObject { ["s3:prefix"] = "${aws:username}/*" } }),
        ("a template language's braces", t => t.Ui.SetVariable("FORMAT", "${message} ${level.name} $${AWS}")),
        ("the DNS name of a load balancer", t => t.Root["Outputs"]!["Name"] = new JsonObject { ["Value"] = YelbTemplate.Attribute(t.FirstId(Balancer), "DNSName") }),
        ("an attribute of a type that nothing is known of", t => { t.Add("Thing", "Custom::Thing", []); t.Root["Outputs"]!["Thing"] = new JsonObject { ["Value"] = YelbTemplate.Attribute("Thing", "Arn") }; }),

        // Images, commands and servers.
        ("an image for ARM64 on ARM64", t => { t.Ui.Container["Image"] = "example.org/yelb-ui:1.4-arm64"; t.Ui.Task["RuntimePlatform"]!["CpuArchitecture"] = "ARM64"; }),
        ("an image for amd64 where nothing is said", t => { t.Ui.Container["Image"] = "example.org/yelb-ui:1.4-amd64"; t.Ui.Task.Remove("RuntimePlatform"); }),
        ("Elasticsearch that is alone", t => { Run(t.Ui, "docker.elastic.co/elasticsearch/elasticsearch:9.2.0"); t.Ui.SetVariable("discovery.type", "single-node"); }),
        ("Elasticsearch with a file of variables", t => { Run(t.Ui, "elasticsearch:9.2.0"); t.Ui.Container["EnvironmentFiles"] = new JsonArray(new JsonObject { ["Type"] = "s3", ["Value"] = "arn:aws:s3:::s/a.env" }); t.Ui.Statements(Execution).Add(new JsonObject { ["Effect"] = "Allow", ["Action"] = "s3:*", ["Resource"] = "*" }); }),
        ("a script with parameters", t => { t.Ui.Container["EntryPoint"] = Words("sh", "-c", "exec \"$0\" \"$@\""); t.Ui.Container["Command"] = Words("node", "server.js"); }),
        ("a script alone", t => { t.Ui.Container["EntryPoint"] = Words("sh", "-c"); t.Ui.Container["Command"] = Words("start"); }),
        ("a dollar in a word that is no variable of the container", t => Run(t.Ui, "node:24", "node", "server.js", "--price", "$5", "--name", "$HOSTNAME")),
        ("a variable in a health check by the shell", t => { t.Ui.SetVariable("PORT", "8080"); t.Ui.Container["HealthCheck"]!["Command"] = Words("CMD-SHELL", "probe http://127.0.0.1:$PORT/"); }),
        ("Uvicorn for all", t => Run(t.Ui, "python:3.14", "uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8080")),
        ("Uvicorn by its variable", t => { Run(t.Ui, "python:3.14", "uvicorn", "main:app"); t.Ui.SetVariable("UVICORN_HOST", "0.0.0.0"); }),
        ("Django's own server for all", t => Run(t.Ui, "python:3.14", "python", "manage.py", "runserver", "0.0.0.0:8080")),
        ("Gunicorn as it is", t => Run(t.Ui, "python:3.14", "gunicorn", "app:app")),
        ("Uvicorn's loopback behind the proxy only", t => Run(t.AppServer, "python:3.14", "uvicorn", "main:app")),
        ("a database in the task itself", t => { t.AppServer.SetVariable("LOCAL_DB_URL", "postgres://localhost:5432/cache"); t.AppServer.Task["ContainerDefinitions"]!.AsArray().Add(new JsonObject { ["Name"] = "local", ["Image"] = "postgres:18.4", ["Essential"] = false, ["Environment"] = new JsonArray(), ["Secrets"] = new JsonArray(new JsonObject { ["Name"] = "POSTGRES_PASSWORD", ["ValueFrom"] = t.AppServer.Container["Secrets"]![0]!["ValueFrom"]!.DeepClone() }) }); }),
        ("a collector at localhost", t => t.AppServer.SetVariable("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317")),
        ("its own page at localhost", t => t.AppServer.SetVariable("SELF", "http://localhost:8080/alive")),
        ("a limit of open files", t => t.Ui.Container["Ulimits"] = new JsonArray(new JsonObject { ["Name"] = "nofile", ["SoftLimit"] = 65536, ["HardLimit"] = 65536 })),
        ("no limit at all", t => t.Ui.Container["Ulimits"] = new JsonArray(new JsonObject { ["Name"] = "core", ["SoftLimit"] = 0, ["HardLimit"] = -1 })),

        // Load balancers.
        ("a rule for five paths", t => t.Add("Rule", "AWS::ElasticLoadBalancingV2::ListenerRule", new()
        {
            ["ListenerArn"] = YelbTemplate.Ref(t.FirstId("AWS::ElasticLoadBalancingV2::Listener")),
            ["Priority"] = 1,
            ["Conditions"] = new JsonArray(new JsonObject { ["Field"] = "path-pattern", ["Values"] = Words("/a", "/b", "/c", "/d", "/e") }),
            ["Actions"] = t.First("AWS::ElasticLoadBalancingV2::Listener")["DefaultActions"]!.DeepClone(),
        })),
        ("a target group that is sticky by a cookie", t => { Attribute(t, "stickiness.enabled", "true"); Attribute(t, "stickiness.type", "lb_cookie"); }),
        ("a target group that is sticky by a parameter", t => { t.Root["Parameters"]!["Sticky"] = new JsonObject { ["Type"] = "String" }; Attribute(t, "stickiness.type", YelbTemplate.Ref("Sticky")); }),
        ("an access log in a bucket of another stack", t => Log(t, "logs-of-all")),
        ("an access log in a bucket that is open to it", t =>
        {
            t.Add("Logs", "AWS::S3::Bucket", []);
            t.Add("Open", "AWS::S3::BucketPolicy", new()
            {
                ["Bucket"] = YelbTemplate.Ref("Logs"),
                ["PolicyDocument"] = new JsonObject { ["Statement"] = new JsonArray(new JsonObject { ["Effect"] = "Allow", ["Principal"] = new JsonObject { ["Service"] = "logdelivery.elasticloadbalancing.amazonaws.com" }, ["Action"] = "s3:PutObject", ["Resource"] = new JsonObject { ["Fn::Sub"] = "${Logs.Arn}/*" } }) },
            });
            Log(t, YelbTemplate.Ref("Logs"));
        }),
        ("no grace period of a service without load balancer", t => t.Cache.Properties["HealthCheckGracePeriodSeconds"] = 0),

        // Stores and scaling.
        ("a rotation by a function", t => t.Add("Rotation", "AWS::SecretsManager::RotationSchedule", new() { ["SecretId"] = YelbTemplate.Ref(t.FirstId("AWS::SecretsManager::Secret")), ["RotationLambdaARN"] = "arn:aws:lambda:eu-west-1:123456789012:function:rotate" })),
        ("scaling down to nothing that a schedule ends", t => { t.First(Scalable)["MinCapacity"] = 0; Schedule(t, "cron(0 8 ? * MON-FRI *)"); }),
        ("a schedule by a rate", t => Schedule(t, "rate(12 hours)")),
        ("a schedule at one time", t => Schedule(t, "at(2027-01-31T08:00:00)")),
    ];

    public static TheoryData<string> Names => [.. _all.Select(v => v.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_no_fault(string name)
    {
        var template = new YelbTemplate(EcsTemplates.Yelb());
        _all.Single(v => v.Name == name).Apply(template);
        var practices = TemplateRule.All.Where(r => r.IsPractice).Select(r => r.Name).ToHashSet();

        var faults = TemplateChecks.Check(template.Root).Where(v => !v.IsAdvice && !practices.Contains(v.Rule));

        Assert.Empty(faults.Select(f => f.ToString()));
    }

    private static void Encrypt(YelbTemplate template, JsonObject principal)
    {
        template.Add("Key", "AWS::KMS::Key", new()
        {
            ["KeyPolicy"] = new JsonObject { ["Statement"] = new JsonArray(new JsonObject { ["Effect"] = "Allow", ["Principal"] = principal, ["Action"] = new JsonArray("kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"), ["Resource"] = "*" }) },
        });
        template.First("AWS::Logs::LogGroup")["KmsKeyId"] = YelbTemplate.Attribute("Key", "Arn");
    }

    private static void ReadFile(YelbTemplate template, string allowed)
    {
        template.Ui.Container["EnvironmentFiles"] = new JsonArray(new JsonObject { ["Type"] = "s3", ["Value"] = "arn:aws:s3:::settings/web.env" });
        template.Ui.Statements(Execution).Add(new JsonObject { ["Effect"] = "Allow", ["Action"] = "s3:GetObject", ["Resource"] = allowed });
    }

    private static void Endpoint(YelbTemplate template, string service, JsonObject? policy)
    {
        template.Add("Endpoint", "AWS::EC2::VPCEndpoint", new()
        {
            ["VpcId"] = YelbTemplate.Ref(template.FirstId("AWS::EC2::VPC")),
            ["VpcEndpointType"] = "Interface",
            ["ServiceName"] = new JsonObject { ["Fn::Sub"] = $"com.amazonaws.${{AWS::Region}}.{service}" },
            ["PrivateDnsEnabled"] = true,
        });
        if (policy is not null)
        {
            template.Resources["Endpoint"]!["Properties"]!["PolicyDocument"] = policy;
        }
    }

    private static void Run(TemplateService service, string image, params string[] command)
    {
        service.Container["Image"] = image;
        service.Container.Remove("HealthCheck");
        if (command.Length > 0)
        {
            service.Container["Command"] = Words(command);
        }
    }

    private static void Attribute(YelbTemplate template, string key, JsonNode value)
    {
        template.Ui.TargetGroup["TargetGroupAttributes"] ??= new JsonArray();
        template.Ui.TargetGroup["TargetGroupAttributes"]!.AsArray().RemoveAll(a => a!["Key"]!.ToString() == key);
        template.Ui.TargetGroup["TargetGroupAttributes"]!.AsArray().Add(new JsonObject { ["Key"] = key, ["Value"] = value });
    }

    private static void Log(YelbTemplate template, JsonNode bucket)
    {
        var attributes = template.First(Balancer)["LoadBalancerAttributes"]!.AsArray();
        attributes.Add(new JsonObject { ["Key"] = "access_logs.s3.enabled", ["Value"] = "true" });
        attributes.Add(new JsonObject { ["Key"] = "access_logs.s3.bucket", ["Value"] = bucket });
    }

    private static void Schedule(YelbTemplate template, string schedule) => template.First(Scalable)["ScheduledActions"] = new JsonArray(new JsonObject
    {
        ["ScheduledActionName"] = "a",
        ["Schedule"] = schedule,
        ["ScalableTargetAction"] = new JsonObject { ["MinCapacity"] = 1 },
    });

    private static JsonArray Words(params string[] words) => [.. words.Select(w => JsonValue.Create(w))];
}
