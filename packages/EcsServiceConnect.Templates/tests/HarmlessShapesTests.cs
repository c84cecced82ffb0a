using System.Globalization;
using System.Text.Json.Nodes;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>Other people's ways of giving a task what it needs to start, its files and its stores are no fault; nor is what a template does not tell.</summary>
public sealed class HarmlessShapesTests
{
    private const string Execution = "ExecutionRoleArn";
    private const string Managed = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";

    private static readonly (string Name, Action<YelbTemplate> Apply)[] _all =
    [
        // The way out.
        ("public subnets with public addresses", t => { foreach (var service in t.Services) { service.Network["Subnets"] = new JsonArray([.. PublicSubnets(t).Select(s => Ref(s))]); service.Network["AssignPublicIp"] = "ENABLED"; MountIn(t, service, PublicSubnets(t)); } }),
        ("public addresses that a parameter decides", t => { Parameter(t, "Public", "String"); t.Ui.Network["Subnets"] = new JsonArray([.. PublicSubnets(t).Select(s => Ref(s))]); t.Ui.Network["AssignPublicIp"] = Ref("Public"); }),
        ("subnets of another stack", t => { foreach (var service in t.Services) { service.Network["Subnets"] = new JsonArray(Import("PrivateA"), Import("PrivateB")); } }),
        ("subnets in a list that is a parameter", t => { Parameter(t, "SubnetIds", "List<AWS::EC2::Subnet::Id>"); foreach (var service in t.Services) { service.Network["Subnets"] = Ref("SubnetIds"); } }),
        ("subnets with a route table of another stack", t => { foreach (var (_, a) in t.OfType("AWS::EC2::SubnetRouteTableAssociation")) { a["Properties"]!["RouteTableId"] = Import("RouteTable"); } }),
        ("a VPC of another stack, whose main route table leads out", t =>
        {
            foreach (var (id, _) in t.OfType("AWS::EC2::SubnetRouteTableAssociation").Concat(t.OfType("AWS::EC2::Route")).ToList())
            {
                t.Resources.Remove(id);
            }

            foreach (var (_, subnet) in t.OfType("AWS::EC2::Subnet"))
            {
                subnet["Properties"]!["VpcId"] = Import("Vpc");
            }
        }),
        ("a transit gateway in place of the NAT gateway", t => EachRoute(t, "NatGatewayId", r => r["TransitGatewayId"] = "tgw-0a1b")),
        ("a service on EC2, whose instances fetch the images", t => { t.Ui.Network["Subnets"] = new JsonArray([.. PublicSubnets(t).Select(s => Ref(s))]); t.Ui.Properties.Remove("CapacityProviderStrategy"); t.Ui.Properties["LaunchType"] = "EC2"; }),
        ("a firewall in place of the NAT gateway", t => EachRoute(t, "NatGatewayId", r => r["VpcEndpointId"] = Import("Firewall"))),
        ("a NAT gateway of another stack", t => EachRoute(t, "NatGatewayId", r => r["NatGatewayId"] = Import("Nat"))),
        ("routes that a nested stack makes", t =>
        {
            foreach (var (id, _) in t.OfType("AWS::EC2::Route").ToList())
            {
                t.Resources.Remove(id);
            }

            t.Add("Routes", "AWS::CloudFormation::Stack", new() { ["TemplateURL"] = "https://example.com/routes.json", ["Parameters"] = new JsonObject([.. t.OfType("AWS::EC2::RouteTable").Select((r, i) => KeyValuePair.Create($"Table{i}", (JsonNode?)Ref(r.Id)))]) });
        }),
        ("a regional NAT gateway", t => { var nat = t.First("AWS::EC2::NatGateway"); nat.Remove("SubnetId"); nat["AvailabilityMode"] = "regional"; nat["VpcId"] = Ref(t.OfType("AWS::EC2::VPC").Single().Id); }),
        ("a security group without egress, which lets out everything", t => { foreach (var service in t.Services.ToList()) { t.Resources[service.SecurityGroupId]!["Properties"]!.AsObject().Remove("SecurityGroupEgress"); RemoveEgress(t, service.SecurityGroupId); } }),
        ("a security group that lets out everything by protocol -1", t => Egress(t, new() { ["IpProtocol"] = "-1", ["CidrIp"] = "0.0.0.0/0" })),
        ("a security group that lets out all TCP ports", t => Egress(t, new() { ["IpProtocol"] = "tcp", ["FromPort"] = 0, ["ToPort"] = 65535, ["CidrIp"] = "0.0.0.0/0" })),
        ("ports and addresses by parameters", t => { Parameter(t, "Port", "Number"); Parameter(t, "Cidr", "String"); Egress(t, new() { ["IpProtocol"] = "tcp", ["FromPort"] = Ref("Port"), ["ToPort"] = Ref("Port"), ["CidrIp"] = Ref("Cidr") }); }),
        ("HTTPS out by a prefix list", t => Egress(t, new() { ["IpProtocol"] = "tcp", ["FromPort"] = 443, ["ToPort"] = 443, ["DestinationPrefixListId"] = "pl-0a1b" })),
        ("a security group of another stack beside its own", t => t.Ui.SecurityGroups.Add(Import("Shared"))),
        ("a network ACL that lets everything through", t =>
        {
            t.Add("Acl", "AWS::EC2::NetworkAcl", new() { ["VpcId"] = Ref(t.OfType("AWS::EC2::VPC").Single().Id) });
            t.Add("AclOf", "AWS::EC2::SubnetNetworkAclAssociation", new() { ["NetworkAclId"] = Ref("Acl"), ["SubnetId"] = t.Ui.Network["Subnets"]![0]!.DeepClone() });
            foreach (var isOut in new[] { true, false })
            {
                t.Add($"AclEntry{isOut}", "AWS::EC2::NetworkAclEntry", new() { ["NetworkAclId"] = Ref("Acl"), ["RuleNumber"] = 100, ["Egress"] = isOut, ["Protocol"] = -1, ["RuleAction"] = "allow", ["CidrBlock"] = "0.0.0.0/0" });
            }
        }),
        ("DNS by a parameter", t => { Parameter(t, "Dns", "String"); t.First("AWS::EC2::VPC")["EnableDnsHostnames"] = Ref("Dns"); t.First("AWS::EC2::VPC")["EnableDnsSupport"] = Ref("Dns"); }),

        // Roles and logs.
        ("AWS's own policy for execution roles", t => { foreach (var service in t.Services) { RemoveStatements(service, "logs:", "ecr:"); service.Role(Execution)["ManagedPolicyArns"] = new JsonArray(Managed); } }),
        ("AWS's own policy, by its partition", t => { RemoveStatements(t.Ui, "logs:", "ecr:"); t.Ui.Role(Execution)["ManagedPolicyArns"] = new JsonArray(Sub("arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy")); }),
        ("a policy of one's own account", t => { RemoveStatements(t.Ui, "logs:", "ecr:"); t.Ui.Role(Execution)["ManagedPolicyArns"] = new JsonArray("arn:aws:iam::123456789012:policy/tasks"); }),
        ("roles by ARN, import and parameter", t => { Parameter(t, "Role", "String"); t.Ui.Task[Execution] = "arn:aws:iam::123456789012:role/ecsTaskExecutionRole"; t.AppServer.Task[Execution] = Import("Role"); t.Cache.Task[Execution] = Ref("Role"); t.Cache.Task["TaskRoleArn"] = Ref("Role"); }),
        ("inline policies in the role itself", t => { var statements = t.Cache.Statements(Execution).DeepClone(); t.Cache.Statements(Execution).Clear(); t.Cache.Statements(Execution).Add(new JsonObject { ["Effect"] = "Allow", ["Action"] = "s3:ListAllMyBuckets", ["Resource"] = "*" }); t.Cache.Role(Execution)["Policies"] = new JsonArray(new JsonObject { ["PolicyName"] = "own", ["PolicyDocument"] = new JsonObject { ["Statement"] = statements } }); }),
        ("rights to all log groups of a folder", t => Statement(t.Ui, "logs:")["Resource"] = "arn:aws:logs:*:*:log-group:/ecs/*"),
        ("rights to a log group by its name", t => Statement(t.Ui, "logs:")["Resource"] = Sub($"arn:${{AWS::Partition}}:logs:${{AWS::Region}}:${{AWS::AccountId}}:log-group:${{{YelbTemplate.TargetId(t.Ui.LogOptions["awslogs-group"]!)}}}:*")),
        ("rights in other case, by wildcards", t => Statement(t.Ui, "logs:")["Action"] = "LOGS:*"),
        ("rights under a condition", t => Statement(t.Ui, "logs:")["Condition"] = new JsonObject { ["StringEquals"] = new JsonObject { ["aws:SourceVpc"] = "vpc-0a1b" } }),
        ("everything but IAM", t => { t.Ui.Statements(Execution).Clear(); t.Ui.Statements(Execution).Add(new JsonObject { ["Effect"] = "Allow", ["NotAction"] = "iam:*", ["Resource"] = "*" }); }),
        ("a denial under a condition", t => t.Ui.Statements(Execution).Add(new JsonObject { ["Effect"] = "Deny", ["Action"] = "*", ["Resource"] = "*", ["Condition"] = new JsonObject { ["Bool"] = new JsonObject { ["aws:SecureTransport"] = "false" } } })),
        ("a denial of something else", t => t.Ui.Statements(Execution).Add(new JsonObject { ["Effect"] = "Deny", ["Action"] = "logs:*", ["Resource"] = "arn:aws:logs:*:*:log-group:/audit/*" })),
        ("a policy whose statement hangs on a parameter", t => { Condition(t); t.Ui.Statements(Execution).Clear(); t.Ui.Statements(Execution).Add(new JsonObject { ["Fn::If"] = new JsonArray("IsProduction", new JsonObject { ["Effect"] = "Allow", ["Action"] = "*", ["Resource"] = "*" }, Ref("AWS::NoValue")) }); }),
        ("a trust policy with a condition and several services", t => { var trust = t.Ui.Role(Execution)["AssumeRolePolicyDocument"]!["Statement"]![0]!; trust["Principal"] = new JsonObject { ["Service"] = new JsonArray("ecs.amazonaws.com", Sub("ecs-tasks.${AWS::URLSuffix}")) }; trust["Condition"] = new JsonObject { ["StringEquals"] = new JsonObject { ["aws:SourceAccount"] = Ref("AWS::AccountId") } }; }),
        ("a secret of another stack by a wildcard", t => { AddSecret(t.Ui, "LICENCE", Import("Licence")); Allow(t.Ui, "secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:licence*"); }),
        ("a secret by a partial ARN", t => { AddSecret(t.Ui, "LICENCE", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/licence"); Allow(t.Ui, "secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/licence-??????"); }),
        ("a key of another stack's secret", t => { AddSecret(t.Ui, "LICENCE", Sub("arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:prod/licence-AbCdEf:key::")); Allow(t.Ui, "secretsmanager:GetSecretValue", Sub("arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:prod/*")); }),
        ("a parameter by its name", t => { AddSecret(t.Ui, "GREETING", "/yelb/greeting"); Allow(t.Ui, "ssm:GetParameters", Sub("arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/yelb/*")); }),
        ("a secret through its attachment", t =>
        {
            var secret = YelbTemplate.TargetId(t.Database.Container["Secrets"]![0]!["ValueFrom"]!);
            t.Add("Attachment", "AWS::SecretsManager::SecretTargetAttachment", new() { ["SecretId"] = Ref(secret), ["TargetType"] = "AWS::RDS::DBInstance", ["TargetId"] = "db" });
            t.Database.Container["Secrets"]![0]!["ValueFrom"] = Ref("Attachment");
        }),
        ("a key whose own policy lets the role decrypt", t =>
        {
            t.Add("Key", "AWS::KMS::Key", new() { ["KeyPolicy"] = new JsonObject { ["Statement"] = new JsonArray(new JsonObject { ["Effect"] = "Allow", ["Action"] = "kms:Decrypt", ["Resource"] = "*", ["Principal"] = new JsonObject { ["AWS"] = new JsonObject { ["Fn::GetAtt"] = new JsonArray(YelbTemplate.TargetId(t.Database.Task[Execution]!), "Arn") } } }) } });
            var id = YelbTemplate.TargetId(t.Database.Container["Secrets"]![0]!["ValueFrom"]!);
            t.Properties(Ref(id))["KmsKeyId"] = Ref("Key");
            Allow(t.AppServer, "kms:Decrypt", new JsonObject { ["Fn::GetAtt"] = new JsonArray("Key", "Arn") });
        }),
        ("a log group that the driver makes", t => { t.Ui.LogOptions["awslogs-group"] = "/ecs/yelb/later"; t.Ui.LogOptions["awslogs-create-group"] = "true"; Allow(t.Ui, "logs:*", "*"); }),
        ("a log group of another stack", t => { t.Ui.LogOptions["awslogs-group"] = Import("Logs"); Allow(t.Ui, "logs:*", "*"); }),
        ("logs to Splunk", t => t.Ui.Container["LogConfiguration"] = new JsonObject { ["LogDriver"] = "splunk", ["Options"] = new JsonObject { ["splunk-url"] = "https://splunk.example.com" }, ["SecretOptions"] = new JsonArray(new JsonObject { ["Name"] = "splunk-token", ["ValueFrom"] = Import("Token") }) }),
        ("the stack's region in every log", t => { foreach (var options in Options(t.Root).ToList()) { options["awslogs-region"] = "eu-west-1"; } }),

        // Files.
        ("a file system of another stack", t => { t.Cache.Efs["FilesystemId"] = Import("Files"); t.Cache.Efs["AuthorizationConfig"]!["AccessPointId"] = Import("Point"); }),
        ("files without a policy, mounted without IAM", t => { t.Cache.FileSystem.Remove("FileSystemPolicy"); t.Cache.Efs["AuthorizationConfig"]!["IAM"] = "DISABLED"; t.Cache.Statements("TaskRoleArn").Clear(); }),
        ("a policy of the file system that lets in whoever comes by a mount target", t =>
        {
            t.Cache.FileSystem["FileSystemPolicy"]!["Statement"]!.AsArray().Add(new JsonObject { ["Effect"] = "Allow", ["Principal"] = new JsonObject { ["AWS"] = "*" }, ["Action"] = new JsonArray("elasticfilesystem:ClientRootAccess", "elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"), ["Condition"] = new JsonObject { ["Bool"] = new JsonObject { ["elasticfilesystem:AccessedViaMountTarget"] = "true" } } });
            t.Cache.Efs["AuthorizationConfig"]!["IAM"] = "DISABLED";
            t.Cache.Statements("TaskRoleArn").Clear();
        }),
        ("AWS's own policy for clients of files", t => { t.Cache.Statements("TaskRoleArn").Clear(); t.Cache.Role("TaskRoleArn")["ManagedPolicyArns"] = new JsonArray("arn:aws:iam::aws:policy/AmazonElasticFileSystemClientReadWriteAccess"); }),
        ("the whole file system, without access point", t => { t.Cache.Efs.Remove("AuthorizationConfig"); t.Cache.Efs["RootDirectory"] = "/"; t.Cache.FileSystem.Remove("FileSystemPolicy"); t.Cache.Container.Remove("User"); }),
        ("files of the container's other user", t => { t.Cache.Container["User"] = "1000"; foreach (var ids in new[] { t.Cache.AccessPoint["PosixUser"]!, t.Cache.AccessPoint["RootDirectory"]!["CreationInfo"]! }) { foreach (var (name, _) in ids.AsObject().Where(p => p.Key.EndsWith("id", StringComparison.Ordinal)).ToList()) { ids[name] = "1000"; } } }),
        ("files that the image's root gives to its user", t => { t.Cache.Container.Remove("User"); t.Cache.AccessPoint.Remove("PosixUser"); var info = t.Cache.AccessPoint["RootDirectory"]!["CreationInfo"]!; (info["OwnerUid"], info["OwnerGid"], info["Permissions"]) = ("0", "0", "0755"); }),
        ("files of a group that may write", t => { var info = t.Cache.AccessPoint["RootDirectory"]!["CreationInfo"]!; info["OwnerUid"] = "0"; info["Permissions"] = "0775"; }),
        ("a mount target in the zone, in another subnet", t => MountIn(t, t.Database, PublicSubnets(t))),
        ("zones of the region by its name, and by none", t =>
        {
            MountIn(t, t.Database, PublicSubnets(t));
            foreach (var subnet in PublicSubnets(t))
            {
                t.Properties(Ref(subnet))["AvailabilityZone"]!["Fn::Select"]![1]!["Fn::GetAZs"] = Ref("AWS::Region");
            }
        }),
        ("a subnet whose zone AWS chooses", t => { MountIn(t, t.Database, PublicSubnets(t)); foreach (var subnet in PublicSubnets(t)) { t.Properties(Ref(subnet)).Remove("AvailabilityZone"); } }),
        ("data below the volume", t => { t.Database.Container["Image"] = "postgres:17.6"; t.Database.Mount["ContainerPath"] = "/var/lib/postgresql/data"; t.Database.SetVariable("PGDATA", "/var/lib/postgresql/data/pgdata"); }),
        ("data that Redis keeps elsewhere by its command", t => { t.Replace(t.Cache.TaskId, "redis-server", "redis-server --dir /var/lib/redis"); t.Cache.Mount["ContainerPath"] = "/var/lib/redis"; }),
        ("settings that are only read, beside the data", t =>
        {
            t.Cache.Task["Volumes"]!.AsArray().Add(new JsonObject { ["Name"] = "settings" });
            t.Cache.Container["MountPoints"]!.AsArray().Add(new JsonObject { ["SourceVolume"] = "settings", ["ContainerPath"] = "/usr/local/etc/redis", ["ReadOnly"] = true });
        }),
        ("Redis on a root that is only read", t => t.Cache.Container["ReadonlyRootFilesystem"] = true),

        ("a key that leaves it to the account", t =>
        {
            t.Add("Key", "AWS::KMS::Key", new() { ["KeyPolicy"] = new JsonObject { ["Statement"] = new JsonArray(new JsonObject { ["Effect"] = "Allow", ["Action"] = "kms:*", ["Resource"] = "*", ["Principal"] = new JsonObject { ["AWS"] = Sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root") } }) } });
            t.Properties(t.Database.Container["Secrets"]![0]!["ValueFrom"]!)["KmsKeyId"] = Ref("Key");
            foreach (var service in new[] { t.Database, t.AppServer })
            {
                Allow(service, "kms:Decrypt", new JsonObject { ["Fn::GetAtt"] = new JsonArray("Key", "Arn") });
            }
        }),
        ("backups beside the data", t =>
        {
            t.Database.Task["Volumes"]!.AsArray().Add(new JsonObject { ["Name"] = "backups", ["EFSVolumeConfiguration"] = new JsonObject { ["FilesystemId"] = "fs-0a1b", ["TransitEncryption"] = "ENABLED" } });
            t.Database.Container["MountPoints"]!.AsArray().Add(new JsonObject { ["SourceVolume"] = "backups", ["ContainerPath"] = "/backups" });
        }),

        // Images, commands and ports.
        ("an image by a parameter, with any health check", t => { Parameter(t, "CacheImage", "String"); t.Cache.Container["Image"] = Ref("CacheImage"); Check(t.Cache, "CMD-SHELL", "curl -f http://localhost:1234"); }),
        ("an image of one's own by the name of a known one", t => { t.Cache.Container["Image"] = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/tools/redis:1"; Check(t.Cache, "CMD-SHELL", "curl -f http://localhost:6379"); Allow(t.Cache, "ecr:*", "*"); }),
        ("wget of BusyBox in an Alpine image", t => { t.Cache.Container["Image"] = "redis:8.6-alpine"; Check(t.Cache, "CMD-SHELL", "wget -qO- http://localhost:6379 || exit 1"); SetOwners(t.Cache, "999", "1000"); }),
        ("another program where the first one is missing", t => Check(t.Cache, "CMD-SHELL", "curl -sf http://localhost:6379 || REDISCLI_AUTH=$REDIS_PASSWORD redis-cli ping")),
        ("a path with the name of a program in quotes", t => Check(t.Cache, "CMD-SHELL", "test -f '/tmp/curl; wget' || redis-cli ping")),
        ("a known image that the tests of PostgreSQL use", t => Check(t.Database, "CMD", "psql", "-U", "postgres", "-c", "select 1")),
        ("arguments to the image's own entry point", t => { t.Cache.Container.Remove("EntryPoint"); t.Cache.Container["Command"] = new JsonArray("sh", "-c", "exec redis-server --requirepass \"$REDIS_PASSWORD\""); }),
        ("a shell as Redis's command", t => { t.Cache.Container.Remove("EntryPoint"); t.Cache.Container["Command"] = new JsonArray("sh", "-c", "exec redis-server --requirepass ${REDIS_PASSWORD} --appendonly yes"); }),
        ("ports of ASP.NET Core in several variables", t => { t.AppServer.SetVariable("ASPNETCORE_HTTP_PORTS", "4567;9090"); t.AppServer.SetVariable("HTTP_PORTS", "4567"); }),
        ("Kestrel's own endpoints before its ports", t => { t.AppServer.SetVariable("HTTP_PORTS", "5000"); t.AppServer.SetVariable("Kestrel__Endpoints__Http__Url", "http://*:4567"); }),
        ("a port of ASP.NET Core by a parameter", t => { Parameter(t, "Port", "Number"); t.AppServer.SetVariable("ASPNETCORE_URLS", Sub("http://+:${Port}")); }),

        ("addresses that another application calls", t => t.Ui.SetVariable("URLS", "https://a.example.com,https://b.example.com")),

        // What clients give.
        ("the password's variable beside the host", t => { t.AppServer.SetVariable("DB_HOST", "yelb-db"); t.AppServer.SetVariable("DB_USER", "postgres"); t.AppServer.SetVariable("DB_NAME", "yelbdatabase"); AddSecret(t.AppServer, "DB_PASSWORD", t.Database.Container["Secrets"]![0]!["ValueFrom"]!.DeepClone()); Allow(t.AppServer, "secretsmanager:GetSecretValue", t.Database.Container["Secrets"]![0]!["ValueFrom"]!.DeepClone()); }),
        ("the name of an application beside its host", t => { t.AppServer.SetVariable("APP_HOST", "yelb-db"); t.AppServer.SetVariable("APP_NAME", "voting"); }),
        ("PostgreSQL's own database", t => t.AppServer.SetVariable("ADMIN_URI", "jdbc:postgresql://yelb-db:5432/postgres")),
        ("a password that a script reads from a file", t => { t.Database.Container["Secrets"]![0]!["Name"] = "PASSWORD"; t.Database.SetVariable("POSTGRES_PASSWORD_FILE", "/run/secrets/password"); }),
        ("variables from a file in S3", t => { t.Database.Container["Secrets"]![0]!["Name"] = "PASSWORD"; t.Database.Container["EnvironmentFiles"] = new JsonArray(new JsonObject { ["Type"] = "s3", ["Value"] = "arn:aws:s3:::settings/db.env" }); Allow(t.Database, "s3:*", "*"); }),
        ("a password that hangs on a condition", t =>
        {
            Condition(t);
            var secrets = t.Database.Container["Secrets"]!.AsArray();
            var password = secrets[0]!.DeepClone();
            secrets[0]!["Name"] = "PASSWORD";
            secrets.Add(new JsonObject { ["Fn::If"] = new JsonArray("IsProduction", password, Ref("AWS::NoValue")) });
        }),
        ("databases that scripts of a volume make", t =>
        {
            t.Database.Task["Volumes"]!.AsArray().Add(new JsonObject { ["Name"] = "scripts" });
            t.Database.Container["MountPoints"]!.AsArray().Add(new JsonObject { ["SourceVolume"] = "scripts", ["ContainerPath"] = "/docker-entrypoint-initdb.d" });
            t.AppServer.SetVariable("REPORTS_URI", "jdbc:postgresql://yelb-db:5432/reports");
        }),
    ];

    [Fact]
    public void None_of_them_has_a_fault()
    {
        var alarms = _all.SelectMany(variation =>
        {
            var template = new YelbTemplate(EcsTemplates.Yelb());
            var before = template.Resources.Select(r => r.Key).ToList();
            variation.Apply(template);
            foreach (var removed in before.Except(template.Resources.Select(r => r.Key)).ToList())
            {
                template.RemoveDependenciesOn(removed);
            }

            return TemplateChecks.Check(template.Root).Select(f => $"{variation.Name}: {f}");
        }).ToList();

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{alarms.Count} false alarms in {_all.Length} harmless variations\n{string.Join('\n', alarms)}"));
        Assert.Empty(alarms);
    }

    [Fact]
    public void An_isolated_VPC_with_its_endpoints() =>
        Assert.Empty(TemplateChecks.Check(JsonNode.Parse(TestSupport.Stacks.Stacks.Isolated.Text)!.AsObject()).Where(f => !f.IsAdvice).Select(f => f.ToString()));

    [Fact]
    public void A_model_unlike_Yelb() =>
        Assert.Empty(TemplateChecks.Check(JsonNode.Parse(TestSupport.Stacks.Stacks.Second.Text)!.AsObject()).Where(f => !f.IsAdvice).Select(f => f.ToString()));

    private static JsonObject Ref(string id) => new() { ["Ref"] = id };

    private static JsonObject Import(string name) => new() { ["Fn::ImportValue"] = name };

    private static JsonObject Sub(string text) => new() { ["Fn::Sub"] = text };

    private static void Parameter(YelbTemplate template, string name, string type) => template.Root["Parameters"]![name] = new JsonObject { ["Type"] = type };

    private static void Condition(YelbTemplate template)
    {
        Parameter(template, "Stage", "String");
        template.Root["Conditions"] ??= new JsonObject();
        template.Root["Conditions"]!["IsProduction"] = new JsonObject { ["Fn::Equals"] = new JsonArray(Ref("Stage"), "production") };
    }

    private static List<string> PublicSubnets(YelbTemplate template) =>
        [.. template.First("AWS::ElasticLoadBalancingV2::LoadBalancer")["Subnets"]!.AsArray().Select(s => YelbTemplate.TargetId(s!))];

    private static void MountIn(YelbTemplate template, TemplateService service, List<string> subnets)
    {
        if (service.Task["Volumes"] is not null)
        {
            var system = YelbTemplate.TargetId(service.Efs["FilesystemId"]!);
            foreach (var (target, subnet) in template.OfType("AWS::EFS::MountTarget").Where(t => YelbTemplate.TargetId(t.Resource["Properties"]!["FileSystemId"]!) == system).Zip(subnets).ToList())
            {
                target.Resource["Properties"]!["SubnetId"] = Ref(subnet);
            }
        }
    }

    private static void EachRoute(YelbTemplate template, string target, Action<JsonObject> change)
    {
        foreach (var (_, route) in template.OfType("AWS::EC2::Route").Where(r => r.Resource["Properties"]![target] is not null))
        {
            var properties = route["Properties"]!.AsObject();
            properties.Remove(target);
            change(properties);
        }
    }

    private static void RemoveEgress(YelbTemplate template, string group)
    {
        foreach (var (id, _) in template.OfType("AWS::EC2::SecurityGroupEgress").Where(r => YelbTemplate.TargetId(r.Resource["Properties"]!["GroupId"]!) == group).ToList())
        {
            template.Resources.Remove(id);
        }
    }

    // In place of HTTPS to everywhere.
    private static void Egress(YelbTemplate template, JsonObject rule) =>
        template.Resources[template.Ui.SecurityGroupId]!["Properties"]!["SecurityGroupEgress"] = new JsonArray(rule);

    private static JsonNode Statement(TemplateService service, string action) =>
        service.Statements(Execution).First(s => s!["Action"]!.ToJsonString().Contains(action, StringComparison.Ordinal))!;

    private static void RemoveStatements(TemplateService service, params string[] actions)
    {
        service.Statements(Execution).RemoveAll(s => actions.Any(a => s!["Action"]!.ToJsonString().Contains(a, StringComparison.Ordinal)));
        service.Statements(Execution).Add(new JsonObject { ["Effect"] = "Allow", ["Action"] = "s3:ListAllMyBuckets", ["Resource"] = "*" });
    }

    private static void Allow(TemplateService service, string action, JsonNode resource) =>
        service.Statements(Execution).Add(new JsonObject { ["Effect"] = "Allow", ["Action"] = action, ["Resource"] = resource });

    private static void AddSecret(TemplateService service, string name, JsonNode from)
    {
        service.Container["Secrets"] ??= new JsonArray();
        service.Container["Secrets"]!.AsArray().Add(new JsonObject { ["Name"] = name, ["ValueFrom"] = from });
    }

    private static void SetOwners(TemplateService service, string user, string group)
    {
        service.Container.Remove("User");
        service.AccessPoint["PosixUser"] = new JsonObject { ["Uid"] = user, ["Gid"] = group };
        var info = service.AccessPoint["RootDirectory"]!["CreationInfo"]!;
        (info["OwnerUid"], info["OwnerGid"]) = (user, group);
    }

    private static void Check(TemplateService service, params string[] command) =>
        service.Container["HealthCheck"]!["Command"] = new JsonArray([.. command.Select(w => JsonValue.Create(w))]);

    private static IEnumerable<JsonObject> Options(JsonNode? node) => node switch
    {
        JsonObject o when o.ContainsKey("awslogs-region") => [o],
        JsonObject o => o.SelectMany(p => Options(p.Value)),
        JsonArray a => a.SelectMany(Options),
        _ => [],
    };
}
