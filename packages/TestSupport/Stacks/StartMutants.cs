using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.Rules;

namespace TestSupport.Stacks;

/// <summary>Single faults with which no task starts: no way to what it needs first, or no right to it.</summary>
internal static class StartMutants
{
    private const string Execution = "ExecutionRoleArn";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        // The way out.
        new("no way to HTTPS out of the database's security group", WayOutRules.Closed, t => t.Resources[t.Database.SecurityGroupId]!["Properties"]!["SecurityGroupEgress"] = Array(Egress("10.0.0.0/16", 5432))),
        new("HTTPS out to the VPC's addresses only", WayOutRules.Closed, t => t.Resources[t.Ui.SecurityGroupId]!["Properties"]!["SecurityGroupEgress"] = Array(Egress("10.0.0.0/16", 443))),
        new("CDK's rule that lets nothing out", WayOutRules.Closed, t => t.Resources[t.Cache.SecurityGroupId]!["Properties"]!["SecurityGroupEgress"] = Array(new JsonObject { ["IpProtocol"] = "icmp", ["FromPort"] = 252, ["ToPort"] = 86, ["CidrIp"] = "255.255.255.255/32" })),
        new("UDP out instead of TCP", WayOutRules.Closed, t => t.Resources[t.AppServer.SecurityGroupId]!["Properties"]!["SecurityGroupEgress"]![0]!["IpProtocol"] = "udp"),
        new("HTTP out instead of HTTPS", WayOutRules.Closed, t => { var rule = t.Resources[t.AppServer.SecurityGroupId]!["Properties"]!["SecurityGroupEgress"]![0]!; (rule["FromPort"], rule["ToPort"]) = (80, 80); }),
        new("the private subnets' route to the NAT gateway is missing", WayOutRules.None, t => RemoveRoutes(t, "NatGatewayId")),
        new("the public subnets' route to the internet is missing", WayOutRules.None, t => RemoveRoutes(t, "GatewayId")),
        new("a private subnet whose route table is not associated with it", WayOutRules.None, t => RemoveAssociation(t, PrivateSubnet(t))),
        new("a private subnet with another one's route table, which leads nowhere", WayOutRules.None, t =>
        {
            t.Add("Nowhere", "AWS::EC2::RouteTable", new() { ["VpcId"] = Ref(t.OfType("AWS::EC2::VPC").Single().Id) });
            Association(t, PrivateSubnet(t))["RouteTableId"] = Ref("Nowhere");
        }),
        new("the NAT gateway in a private subnet", WayOutRules.None, t => t.First("AWS::EC2::NatGateway")["SubnetId"] = Ref(PrivateSubnet(t))),
        new("a private NAT gateway", WayOutRules.None, t => t.First("AWS::EC2::NatGateway")["ConnectivityType"] = "private"),
        new("a NAT gateway without address", WayOutRules.None, t => t.First("AWS::EC2::NatGateway").Remove("AllocationId")),
        new("an internet gateway of another VPC", WayOutRules.None, t => { t.Add("OtherVpc", "AWS::EC2::VPC", new() { ["CidrBlock"] = "10.1.0.0/16" }); t.First("AWS::EC2::VPCGatewayAttachment")["VpcId"] = Ref("OtherVpc"); }),
        new("a private subnet with a route to the internet gateway", WayOutRules.NoAddress, t =>
        {
            foreach (var route in Routes(t, "NatGatewayId"))
            {
                route.Remove("NatGatewayId");
                route["GatewayId"] = Ref(t.OfType("AWS::EC2::InternetGateway").Single().Id);
            }
        }),
        new("a service in the public subnets without public addresses", WayOutRules.NoAddress, t => t.Cache.Network["Subnets"] = Array([.. PublicSubnets(t).Select(Ref)])),
        new("a service in the public subnets that does not say whether it has addresses", WayOutRules.NoAddress, t => { t.Ui.Network["Subnets"] = Array([.. PublicSubnets(t).Select(Ref)]); t.Ui.Network.Remove("AssignPublicIp"); }),
        new("an internet gateway that is not attached", WayOutRules.None, t => { foreach (var (id, _) in t.OfType("AWS::EC2::VPCGatewayAttachment").ToList()) { t.Resources.Remove(id); } }),
        new("isolated with endpoints, but none for the logs", WayOutRules.NoEndpoint, t => Isolate(t, "ecr.api", "ecr.dkr", "secretsmanager")),
        new("isolated with endpoints, but none for the secrets", WayOutRules.NoEndpoint, t => Isolate(t, "ecr.api", "ecr.dkr", "logs")),
        new("isolated with endpoints, and images of Docker Hub", WayOutRules.NoEndpoint, t => Isolate(t, "ecr.api", "ecr.dkr", "logs", "secretsmanager")),
        new("a VPC without DNS", WayOutRules.NoDns, t => t.First("AWS::EC2::VPC")["EnableDnsSupport"] = false),
        new("a VPC without DNS host names, and files", WayOutRules.NoDns, t => t.First("AWS::EC2::VPC")["EnableDnsHostnames"] = false),
        new("a VPC that says nothing of host names, and files", WayOutRules.NoDns, t => t.First("AWS::EC2::VPC").Remove("EnableDnsHostnames")),
        new("a network ACL that lets no HTTPS out", WayOutRules.Acl, t => AddAcl(t, Entry(100, egress: true, 80, 80), Entry(100, egress: false, 0, 65535))),
        new("a network ACL that lets no answers in", WayOutRules.Acl, t => AddAcl(t, Entry(100, egress: true, 0, 65535), Entry(100, egress: false, 443, 443))),
        new("a network ACL without entries", WayOutRules.Acl, t => AddAcl(t)),

        // Roles.
        new("no execution role", ExecutionRoleRules.Missing, t => t.Database.Task.Remove(Execution)),
        new("an execution role that may not log", ExecutionRoleRules.Logs, t => Remove(t.Cache, "logs:")),
        new("an execution role that may make streams and not write to them", ExecutionRoleRules.Logs, t => StatementOf(t.Cache, "logs:")["Action"] = "logs:CreateLogStream"),
        new("an execution role that may write to another service's log", ExecutionRoleRules.Logs, t => StatementOf(t.Cache, "logs:")["Resource"] = Arn(GroupOf(t.Database))),
        new("an execution role that may write to the group and not to its streams", ExecutionRoleRules.Logs, t => StatementOf(t.Ui, "logs:")["Resource"] = Sub($"arn:${{AWS::Partition}}:logs:${{AWS::Region}}:${{AWS::AccountId}}:log-group:${{{GroupOf(t.Ui)}}}")),
        new("an execution role to which the log is denied", ExecutionRoleRules.Logs, t => t.Ui.Statements(Execution).Add(new JsonObject { ["Effect"] = "Deny", ["Action"] = "logs:*", ["Resource"] = "*" })),
        new("a statement that denies what it was to allow", ExecutionRoleRules.Logs, t => StatementOf(t.Database, "logs:")["Effect"] = "Deny"),
        new("an execution role that may not fetch layers", ExecutionRoleRules.Pull, t => StatementOf(t.Ui, "ecr:BatchGetImage")["Action"] = "ecr:BatchGetImage"),
        new("an execution role that gets no token of ECR", ExecutionRoleRules.Pull, t => Remove(t.AppServer, "ecr:GetAuthorizationToken")),
        new("a token of ECR for one repository, which ECR does not have", ExecutionRoleRules.Pull, t => StatementOf(t.AppServer, "ecr:GetAuthorizationToken")["Resource"] = Sub("arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/yelb/yelb-appserver")),
        new("an image of ECR, and a role without any right to it", ExecutionRoleRules.Pull, t => t.Database.Container["Image"] = Sub("${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/postgres:18.4")),
        new("a role that pulls another repository", ExecutionRoleRules.Pull, t =>
        {
            t.Add("Mine", "AWS::ECR::Repository", new() { ["RepositoryName"] = "mine" });
            t.Ui.Container["Image"] = Sub("${Mine.RepositoryUri}:1.0");
        }),
        new("a secret outside of what the execution role reads", RoleRules.Unreadable, t => AddSecret(t.Database, "LICENCE", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:licence-AbCdEf")),
        new("a role that may describe the secret and not read it", RoleRules.Unreadable, t => StatementOf(t.Cache, "secretsmanager:")["Action"] = "secretsmanager:DescribeSecret"),
        new("a secret by name with a wildcard that does not match", RoleRules.Unreadable, t => { t.Properties(Ref(SecretOfPassword(t))).Add("Name", "yelb/db"); StatementOf(t.Database, "secretsmanager:")["Resource"] = Sub("arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:yelb/database-*"); }),
        new("a parameter of Systems Manager, and no right to it", RoleRules.Unreadable, t => AddSecret(t.Ui, "GREETING", Sub("arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/yelb/greeting"))),
        new("a parameter of Systems Manager with the right to GetParameter", RoleRules.Unreadable, t =>
        {
            AddSecret(t.Ui, "GREETING", "/yelb/greeting");
            t.Ui.Statements(Execution).Add(new JsonObject { ["Effect"] = "Allow", ["Action"] = "ssm:GetParameter", ["Resource"] = "*" });
        }),
        new("a secret with a key of one's own that the execution role may not use", ExecutionRoleRules.Key, t =>
        {
            t.Add("Key", "AWS::KMS::Key", new() { ["KeyPolicy"] = new JsonObject { ["Statement"] = Array(new JsonObject { ["Effect"] = "Allow", ["Action"] = "kms:*", ["Resource"] = "*", ["Principal"] = new JsonObject { ["AWS"] = Sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root") } }) } });
            t.Properties(Ref(SecretOfPassword(t)))["KmsKeyId"] = Arn("Key");
        }),
        new("a secret with a key that belongs to its administrator alone", ExecutionRoleRules.Key, t =>
        {
            t.Add("Key", "AWS::KMS::Key", new() { ["KeyPolicy"] = new JsonObject { ["Statement"] = Array(new JsonObject { ["Effect"] = "Allow", ["Action"] = "kms:*", ["Resource"] = "*", ["Principal"] = new JsonObject { ["AWS"] = "arn:aws:iam::123456789012:role/keys" } }) } });
            t.Properties(Ref(SecretOfPassword(t)))["KmsKeyId"] = Ref("Key");
            t.Database.Statements(Execution).Add(new JsonObject { ["Effect"] = "Allow", ["Action"] = "kms:Decrypt", ["Resource"] = "*" });
        }),
        new("an execution role for EC2", RoleTrustRules.Untrusted, t => Trust(t.Database.Role(Execution))["Principal"] = new JsonObject { ["Service"] = "ec2.amazonaws.com" }),
        new("an execution role for ECS itself", RoleTrustRules.Untrusted, t => Trust(t.Ui.Role(Execution))["Principal"] = new JsonObject { ["Service"] = Array("ecs.amazonaws.com") }),
        new("an execution role for a service that AWS does not have", RoleTrustRules.Untrusted, t => Trust(t.Cache.Role(Execution))["Principal"] = new JsonObject { ["Service"] = "ecs-tasks.aws.com" }),
        new("the task role in place of the execution role", ExecutionRoleRules.Logs, t => t.Cache.Task[Execution] = t.Cache.Task["TaskRoleArn"]!.DeepClone()),
        new("a policy of the execution role that is attached to another one", ExecutionRoleRules.Logs, t =>
        {
            var id = YelbTemplate.TargetId(t.Cache.Task[Execution]!);
            var policy = t.OfType("AWS::IAM::Policy").First(p => p.Resource["Properties"]!["Roles"]!.AsArray().Any(r => r!["Ref"]?.ToString() == id));
            policy.Resource["Properties"]!["Roles"] = Array(Ref(YelbTemplate.TargetId(t.Ui.Task[Execution]!)));
        }),
        new("a task role for Lambda", RoleTrustRules.Untrusted, t => Trust(t.AppServer.Role("TaskRoleArn"))["Principal"] = new JsonObject { ["Service"] = "lambda.amazonaws.com" }),
        new("a task role that another account takes", RoleTrustRules.Untrusted, t => Trust(t.Cache.Role("TaskRoleArn"))["Principal"] = new JsonObject { ["AWS"] = "arn:aws:iam::123456789012:root" }),
        new("a trust policy that denies", RoleTrustRules.Untrusted, t => Trust(t.Cache.Role(Execution))["Effect"] = "Deny"),
        new("ECS Exec without its rights", TaskRoleRules.Exec, t => t.Ui.Properties["EnableExecuteCommand"] = true),

        // Logs.
        new("no log group", LogRules.Incomplete, t => t.Cache.LogOptions.Remove("awslogs-group")),
        new("no region of the log", LogRules.Incomplete, t => t.Cache.LogOptions.Remove("awslogs-region")),
        new("no prefix of the log's streams", LogRules.Incomplete, t => t.Ui.LogOptions.Remove("awslogs-stream-prefix")),
        new("no prefix of the proxy's streams", LogRules.Incomplete, t => t.AppServer.Connect["LogConfiguration"]!["Options"]!.AsObject().Remove("awslogs-stream-prefix")),
        new("a log driver that Fargate does not have", LogRules.Incomplete, t => t.Ui.Container["LogConfiguration"]!["LogDriver"] = "json-file"),
        new("a log router that the task does not have", LogRules.Incomplete, t => t.Ui.Container["LogConfiguration"] = new JsonObject { ["LogDriver"] = "awsfirelens" }),
        new("a log group with a typing error", LogRules.UnknownGroup, t => t.Ui.LogOptions["awslogs-group"] = "/ecs/yelb/yelb-iu"),
        new("a log group in other case", LogRules.UnknownGroup, t => t.Ui.LogOptions["awslogs-group"] = "/ECS/yelb/yelb-ui"),
        new("a log group of the stack's name that nobody makes", LogRules.UnknownGroup, t => t.Database.LogOptions["awslogs-group"] = Sub("/logs/${AWS::StackName}/db")),
        new("another region for the log of one service", LogRules.Region, t => t.Ui.LogOptions["awslogs-region"] = "us-west-2"),
        new("another region for the log of a proxy", LogRules.Region, t => t.AppServer.Connect["LogConfiguration"]!["Options"]!["awslogs-region"] = "us-west-2"),

        // Where secrets are from.
        new("a key of a secret without the colons behind it", SecretReferenceRules.Malformed, t => t.Replace(t.AppServer.TaskId, ":ConnectionStrings__yelbdatabase::", ":ConnectionStrings__yelbdatabase")),
        new("a key of a secret with one colon behind it", SecretReferenceRules.Malformed, t => t.Replace(t.AppServer.TaskId, ":ConnectionStrings__yelb-redis::", ":ConnectionStrings__yelb-redis:")),
        new("a version and a stage of a secret at once", SecretReferenceRules.Malformed, t => t.Replace(t.AppServer.TaskId, ":ConnectionStrings__yelb-redis::", ":ConnectionStrings__yelb-redis:AWSCURRENT:0b1f")),
        new("a key of another stack's secret without the colons behind it", SecretReferenceRules.Malformed, t => AddSecret(t.Database, "LICENCE", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:licence-AbCdEf:key")),
        new("a key of a secret that is plain text", NameRules.SecretKey, t => t.Database.Container["Secrets"]![0]!["ValueFrom"] = new JsonObject { ["Fn::Join"] = Array("", Array(Ref(SecretOfPassword(t)), ":password::")) }),
    ];

    private static JsonArray Array(params JsonNode[] items) => [.. items];

    private static JsonObject Ref(string id) => new() { ["Ref"] = id };

    private static JsonObject Arn(string id) => new() { ["Fn::GetAtt"] = Array(id, "Arn") };

    private static JsonObject Sub(string text) => new() { ["Fn::Sub"] = text };

    private static JsonObject Egress(string cidr, int port) => new() { ["IpProtocol"] = "tcp", ["FromPort"] = port, ["ToPort"] = port, ["CidrIp"] = cidr };

    private static string PrivateSubnet(YelbTemplate template) => YelbTemplate.TargetId(template.Ui.Network["Subnets"]![0]!);

    private static List<string> PublicSubnets(YelbTemplate template) =>
        [.. template.First("AWS::ElasticLoadBalancingV2::LoadBalancer")["Subnets"]!.AsArray().Select(s => YelbTemplate.TargetId(s!))];

    private static List<JsonObject> Routes(YelbTemplate template, string target) =>
        [.. template.OfType("AWS::EC2::Route").Select(r => r.Resource["Properties"]!.AsObject()).Where(r => r[target] is not null)];

    private static void RemoveRoutes(YelbTemplate template, string target)
    {
        foreach (var (id, _) in template.OfType("AWS::EC2::Route").Where(r => r.Resource["Properties"]![target] is not null).ToList())
        {
            template.Resources.Remove(id);
        }
    }

    private static JsonObject Association(YelbTemplate template, string subnet) =>
        template.OfType("AWS::EC2::SubnetRouteTableAssociation").Select(a => a.Resource["Properties"]!.AsObject()).Single(a => YelbTemplate.TargetId(a["SubnetId"]!) == subnet);

    private static void RemoveAssociation(YelbTemplate template, string subnet) =>
        template.Resources.Remove(template.OfType("AWS::EC2::SubnetRouteTableAssociation").Single(a => YelbTemplate.TargetId(a.Resource["Properties"]!["SubnetId"]!) == subnet).Id);

    // As the template of a VPC without NAT gateways, with interface endpoints that anyone in it reaches.
    private static void Isolate(YelbTemplate template, params string[] services)
    {
        RemoveRoutes(template, "NatGatewayId");
        var vpc = template.OfType("AWS::EC2::VPC").Single().Id;
        template.Add("Endpoints", "AWS::EC2::SecurityGroup", new() { ["VpcId"] = Ref(vpc), ["SecurityGroupIngress"] = Array(Egress("10.0.0.0/16", 443)) });
        foreach (var service in services)
        {
            template.Add($"To{service.Replace(".", "", StringComparison.Ordinal)}", "AWS::EC2::VPCEndpoint", new()
            {
                ["VpcId"] = Ref(vpc),
                ["VpcEndpointType"] = "Interface",
                ["PrivateDnsEnabled"] = true,
                ["ServiceName"] = Sub($"com.amazonaws.${{AWS::Region}}.{service}"),
                ["SubnetIds"] = Array(Ref(PrivateSubnet(template))),
                ["SecurityGroupIds"] = Array(new JsonObject { ["Fn::GetAtt"] = Array("Endpoints", "GroupId") }),
            });
        }
    }

    private static void AddAcl(YelbTemplate template, params JsonObject[] entries)
    {
        template.Add("Acl", "AWS::EC2::NetworkAcl", new() { ["VpcId"] = Ref(template.OfType("AWS::EC2::VPC").Single().Id) });
        template.Add("AclOfSubnet", "AWS::EC2::SubnetNetworkAclAssociation", new() { ["NetworkAclId"] = Ref("Acl"), ["SubnetId"] = Ref(PrivateSubnet(template)) });
        for (var i = 0; i < entries.Length; i++)
        {
            template.Add($"AclEntry{i}", "AWS::EC2::NetworkAclEntry", entries[i]);
        }
    }

    private static JsonObject Entry(int number, bool egress, int from, int to) => new()
    {
        ["NetworkAclId"] = Ref("Acl"),
        ["RuleNumber"] = number,
        ["Egress"] = egress,
        ["Protocol"] = 6,
        ["RuleAction"] = "allow",
        ["CidrBlock"] = "0.0.0.0/0",
        ["PortRange"] = new JsonObject { ["From"] = from, ["To"] = to },
    };

    private static JsonNode StatementOf(TemplateService service, string action) =>
        service.Statements(Execution).First(s => s!["Action"]!.ToJsonString().Contains(action, StringComparison.Ordinal))!;

    private static void Remove(TemplateService service, string action) => service.Statements(Execution).Remove(StatementOf(service, action));

    private static string GroupOf(TemplateService service) => YelbTemplate.TargetId(service.LogOptions["awslogs-group"]!);

    private static string SecretOfPassword(YelbTemplate template) => YelbTemplate.TargetId(template.Database.Container["Secrets"]![0]!["ValueFrom"]!);

    private static void AddSecret(TemplateService service, string name, JsonNode from)
    {
        service.Container["Secrets"] ??= new JsonArray();
        service.Container["Secrets"]!.AsArray().Add(new JsonObject { ["Name"] = name, ["ValueFrom"] = from });
    }

    private static JsonObject Trust(JsonObject role) => role["AssumeRolePolicyDocument"]!["Statement"]![0]!.AsObject();
}
