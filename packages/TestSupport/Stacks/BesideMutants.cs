using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.Rules;

namespace TestSupport.Stacks;

/// <summary>Single faults of what is beside services: DNS records, web ACLs, networks, schedules, roles, references and texts.</summary>
internal static class BesideMutants
{
    private const string Balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    private const string Record = "AWS::Route53::RecordSet";
    private const string Entry = "AWS::EC2::NetworkAclEntry";
    private const string Endpoint = "AWS::EC2::VPCEndpoint";
    private const string Gateway = "AWS::EC2::InternetGateway";
    private const string Attachment = "AWS::EC2::VPCGatewayAttachment";
    private const string Vpc = "AWS::EC2::VPC";
    private const string Nat = "AWS::EC2::NatGateway";
    private const string Execution = "ExecutionRoleArn";
    private const string May = """{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*"}, {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}""";
    private const string Network = """{"LaunchType": "FARGATE", "NetworkConfiguration": {"AwsVpcConfiguration": {"Subnets": ["subnet-0123456789abcdef0"]}}}""";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        // Twice.
        new("a subnet twice at the load balancer", OnceRules.Listed, t => t.First(Balancer)["Subnets"]!.AsArray().Add(t.First(Balancer)["Subnets"]![0]!.DeepClone())),
        new("an attribute twice at the load balancer", OnceRules.Listed, t => Attributes(t.First(Balancer), "LoadBalancerAttributes", "deletion_protection.enabled", "true")),
        new("an attribute twice at a target group", OnceRules.Listed, t => Attributes(t.Ui.TargetGroup, "TargetGroupAttributes", "stickiness.enabled", "true")),
        new("a target group twice for one port", OnceRules.Listed, t => t.Ui.Properties["LoadBalancers"]!.AsArray().Add(t.Ui.Properties["LoadBalancers"]![0]!.DeepClone())),
        new("an internet gateway at two VPCs", OnceRules.Attached, t => { t.Add("Vpc2", Vpc, new() { ["CidrBlock"] = "10.1.0.0/16" }); t.Copy(t.FirstId(Attachment), "Attached2")["Properties"]!["VpcId"] = YelbTemplate.Ref("Vpc2"); }),
        new("a VPC with two internet gateways", OnceRules.Attached, t => { t.Add("Gateway2", Gateway, []); t.Copy(t.FirstId(Attachment), "Attached2")["Properties"]!["InternetGatewayId"] = YelbTemplate.Ref("Gateway2"); }),
        new("one address of two NAT gateways", OnceRules.Attached, t => t.Copy(t.FirstId(Nat), "Nat2")),
        new("two entries of a network ACL with one number", OnceRules.Attached, t => { Acl(t); AclEntry(t, "In1", 100, "10.0.0.0/16"); AclEntry(t, "In2", 100, "0.0.0.0/0"); }),
        new("a forward to target groups of weight 0", ForwardWeightRules.None, t => t.First("AWS::ElasticLoadBalancingV2::Listener")["DefaultActions"] = new JsonArray(new JsonObject { ["Type"] = "forward", ["ForwardConfig"] = new JsonObject { ["TargetGroups"] = new JsonArray(new JsonObject { ["TargetGroupArn"] = t.Ui.Properties["LoadBalancers"]![0]!["TargetGroupArn"]!.DeepClone(), ["Weight"] = 0 }) } })),

        // DNS records and web ACLs.
        new("an alias with the zone of its record", RecordRules.Impossible, t => Alias(t, YelbTemplate.Json("""{"HostedZoneId": "Z0123456789ABCDEFGHIJ"}"""), "Z0123456789ABCDEFGHIJ")),
        new("an alias with the zone of the template", RecordRules.Impossible, t => { t.Add("Zone", "AWS::Route53::HostedZone", new() { ["Name"] = "example.com" }); Alias(t, YelbTemplate.Json("""{"HostedZoneName": "example.com."}"""), YelbTemplate.Ref("Zone")); }),
        new("an alias with a TTL", RecordRules.Impossible, t => Alias(t, YelbTemplate.Json("""{"HostedZoneName": "example.com.", "TTL": "60"}"""), YelbTemplate.Attribute(t.FirstId(Balancer), "CanonicalHostedZoneID"))),
        new("a CNAME for the zone itself", RecordRules.Impossible, t => t.Add("Record", Record, YelbTemplate.Json("""{"HostedZoneName": "example.com.", "Name": "example.com", "Type": "CNAME", "TTL": "60", "ResourceRecords": ["votes.example.org"]}"""))),
        new("a record without TTL", RecordRules.Impossible, t => t.Add("Records", "AWS::Route53::RecordSetGroup", YelbTemplate.Json("""{"HostedZoneName": "example.com.", "RecordSets": [{"Name": "votes.example.com", "Type": "CNAME", "ResourceRecords": ["votes.example.org"]}]}"""))),
        new("an alias with records", RecordRules.Impossible, t => Alias(t, YelbTemplate.Json("""{"HostedZoneName": "example.com.", "ResourceRecords": ["192.0.2.1"]}"""), YelbTemplate.Attribute(t.FirstId(Balancer), "CanonicalHostedZoneID"))),
        new("a web ACL of CloudFront's at the load balancer", WebAclRules.Unfit, t => WebAcl(t, "CLOUDFRONT")),
        new("a web ACL at a network load balancer", WebAclRules.Unfit, t => { WebAcl(t, "REGIONAL"); t.Add("Other", Balancer, new() { ["Type"] = "network" }); t.Resources["AclAt"]!["Properties"]!["ResourceArn"] = YelbTemplate.Ref("Other"); }),

        // Networks.
        new("IPv6 in subnets without", IpVersionRules.None, t => t.First(Balancer)["IpAddressType"] = "dualstack"),
        new("a gateway endpoint of ECR", EndpointTypeRules.OtherType, t => t.Add("Endpoint", Endpoint, YelbTemplate.Json("""{"ServiceName": {"Fn::Sub": "com.amazonaws.${AWS::Region}.ecr.api"}, "VpcId": "vpc-0123456789abcdef0"}"""))),
        new("an interface endpoint with route tables", EndpointTypeRules.OtherType, t => t.Add("Endpoint", Endpoint, YelbTemplate.Json("""{"VpcEndpointType": "Interface", "ServiceName": {"Fn::Sub": "com.amazonaws.${AWS::Region}.s3"}, "VpcId": "vpc-0123456789abcdef0", "RouteTableIds": ["rtb-0123456789abcdef0"]}"""))),
        new("a flow log whose role trusts tasks", FlowLogRules.Unwritten, t => FlowRole(t)["AssumeRolePolicyDocument"]!["Statement"]![0]!["Principal"]!["Service"] = "ecs-tasks.amazonaws.com"),
        new("a flow log without role", FlowLogRules.Unwritten, t => t.First("AWS::EC2::FlowLog").Remove("DeliverLogsPermissionArn")),
        new("a flow log whose role may not write", FlowLogRules.Unwritten, t => t.Resources.Remove(t.OfType("AWS::IAM::Policy").First(p => p.Resource.ToJsonString().Contains("logs:DescribeLogStreams", StringComparison.Ordinal)).Id)),
        new("a network ACL that lets in what is inside only", WayOutRules.Acl, t => { Acl(t); AclEntry(t, "In", 100, "10.0.0.0/16"); AclEntry(t, "Out", 100, "0.0.0.0/0")["Egress"] = true; }),
        new("a network ACL that lets out to what is inside only", WayOutRules.Acl, t => { Acl(t); AclEntry(t, "In", 100, "0.0.0.0/0"); AclEntry(t, "Out", 100, YelbTemplate.Attribute(t.FirstId(Vpc), "CidrBlock"))["Egress"] = true; }),
        new("UDP over Service Connect", ProtocolRules.Udp, t => t.Cache.Port["Protocol"] = "udp"),

        // Roles and schedules.
        new("a boundary without logs", ExecutionRoleRules.Logs, t => { t.Add("Boundary", "AWS::IAM::ManagedPolicy", YelbTemplate.Json("""{"PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": ["ecr:*", "secretsmanager:*"], "Resource": "*"}]}}""")); t.Ui.Role(Execution)["PermissionsBoundary"] = YelbTemplate.Ref("Boundary"); }),
        new("a schedule whose role may not pass on those of its task", ScheduledTaskRules.NeverRuns, t => Schedule(t, """{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*"}""", Network)),
        new("a schedule whose role may pass on one of two", ScheduledTaskRules.NeverRuns, t => Schedule(t, """{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*"}, {"Effect": "Allow", "Action": "iam:PassRole", "Resource": {"Fn::GetAtt": ["EXECUTION", "Arn"]}}""".Replace("EXECUTION", YelbTemplate.TargetId(Load(t)["ExecutionRoleArn"]!), StringComparison.Ordinal), Network)),
        new("a schedule whose role may not run tasks", ScheduledTaskRules.NeverRuns, t => Schedule(t, """{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}""", Network)),
        new("a schedule whose role trusts tasks", ScheduledTaskRules.NeverRuns, t => { Schedule(t, May, Network); t.Replace("Starter", "events.amazonaws.com", "ecs-tasks.amazonaws.com"); }),
        new("a schedule without network", ScheduledTaskRules.NeverRuns, t => Schedule(t, May, """{"LaunchType": "FARGATE"}""")),
        new("a schedule without role", ScheduledTaskRules.NeverRuns, t => { Schedule(t, May, Network); t.Resources["Nightly"]!["Properties"]!["Targets"]![0]!.AsObject().Remove("RoleArn"); }),
        new("a schedule in a cluster by its name", ScheduledTaskRules.NeverRuns, t => { Schedule(t, May, Network); t.Resources["Nightly"]!["Properties"]!["Targets"]![0]!["Arn"] = YelbTemplate.Ref(t.FirstId("AWS::ECS::Cluster")); }),
        new("a schedule of every day of month and week", FormRules.Malformed, t => { Schedule(t, May, Network); t.Resources["Nightly"]!["Properties"]!["ScheduleExpression"] = "cron(0 3 * * * *)"; }),
        new("a schedule of 1 hours", FormRules.Malformed, t => { Schedule(t, May, Network); t.Resources["Nightly"]!["Properties"]!["ScheduleExpression"] = "rate(1 hours)"; }),

        // References and texts.
        new("a secure string in a variable", DynamicReferenceRules.Malformed, t => t.Ui.SetVariable("GREETING", "{{resolve:ssm-secure:/votes/greeting}}")),
        new("a dynamic reference without its end", DynamicReferenceRules.Malformed, t => t.Ui.SetVariable("GREETING", "{{resolve:ssm:/votes/greeting}")),
        new("a dynamic reference of a service that there is not", DynamicReferenceRules.Malformed, t => t.Ui.SetVariable("GREETING", "{{resolve:parameterstore:/votes/greeting}}")),
        new("a dynamic reference of a secretstring", DynamicReferenceRules.Malformed, t => t.Ui.SetVariable("GREETING", "{{resolve:secretsmanager:votes:secretstring:greeting}}")),
        new("a reference to what its condition rules out", DependencyRules.Unknown, t => { t.Root["Conditions"] = YelbTemplate.Json("""{"Big": {"Fn::Equals": [{"Ref": "Size"}, "big"]}}"""); t.Root["Parameters"]!["Size"] = YelbTemplate.Json("""{"Type": "String", "Default": "small", "AllowedValues": ["small", "big"]}"""); t.Target(t.Ui.LogOptions["awslogs-group"]!)["Condition"] = "Big"; }),
        new("two lifecycle rules of one priority", JsonTextRules.Impossible, t => Lifecycle(t, """{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged"}}, {"rulePriority": 1, "selection": {"tagStatus": "any"}}]}""")),
        new("a lifecycle rule behind the one for any image", JsonTextRules.Impossible, t => Lifecycle(t, """{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any"}}, {"rulePriority": 2, "selection": {"tagStatus": "untagged"}}]}""")),
        new("a lifecycle policy that is no JSON", JsonTextRules.Impossible, t => Lifecycle(t, """{"rules": [{"rulePriority": 1,]}""")),
        new("a dashboard that is no JSON", JsonTextRules.Impossible, t => t.Add("Board", "AWS::CloudWatch::Dashboard", new() { ["DashboardBody"] = """{"widgets": [{]}""" })),
    ];

    private static void Attributes(JsonObject properties, string list, string key, string value) => properties[list]!.AsArray().Add(new JsonObject { ["Key"] = key, ["Value"] = value });

    private static void Alias(YelbTemplate t, JsonObject record, JsonNode zone)
    {
        record["Name"] = "votes.example.com";
        record["Type"] = "A";
        record["AliasTarget"] = new JsonObject { ["HostedZoneId"] = zone, ["DNSName"] = YelbTemplate.Attribute(t.FirstId(Balancer), "DNSName") };
        t.Add("Record", Record, record);
    }

    private static void WebAcl(YelbTemplate t, string scope)
    {
        t.Add("Acl", "AWS::WAFv2::WebACL", new() { ["Scope"] = scope });
        t.Add("AclAt", "AWS::WAFv2::WebACLAssociation", new() { ["ResourceArn"] = YelbTemplate.Ref(t.FirstId(Balancer)), ["WebACLArn"] = YelbTemplate.Attribute("Acl", "Arn") });
    }

    private static void Acl(YelbTemplate t)
    {
        t.Add("NetworkAcl", "AWS::EC2::NetworkAcl", new() { ["VpcId"] = YelbTemplate.Ref(t.FirstId(Vpc)) });
        t.Add("NetworkAclAt", "AWS::EC2::SubnetNetworkAclAssociation", new() { ["NetworkAclId"] = YelbTemplate.Ref("NetworkAcl"), ["SubnetId"] = t.Ui.Network["Subnets"]![0]!.DeepClone() });
    }

    private static JsonObject AclEntry(YelbTemplate t, string id, int number, JsonNode range)
    {
        t.Add(id, Entry, new() { ["NetworkAclId"] = YelbTemplate.Ref("NetworkAcl"), ["RuleNumber"] = number, ["Protocol"] = 6, ["RuleAction"] = "allow", ["CidrBlock"] = range, ["PortRange"] = new JsonObject { ["From"] = 0, ["To"] = 65535 } });
        return t.Resources[id]!["Properties"]!.AsObject();
    }

    private static JsonObject FlowRole(YelbTemplate t) => t.Properties(t.First("AWS::EC2::FlowLog")["DeliverLogsPermissionArn"]!);

    private static (string Id, JsonObject Resource) LoadTask(YelbTemplate t) => t.OfType("AWS::ECS::TaskDefinition").Single(d => t.Services.All(s => s.TaskId != d.Id));

    private static JsonObject Load(YelbTemplate t) => LoadTask(t).Resource["Properties"]!.AsObject();

    private static void Schedule(YelbTemplate t, string statements, string settings)
    {
        t.Add("Starter", "AWS::IAM::Role", YelbTemplate.Json($$$"""{"AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sts:AssumeRole"}]}, "Policies": [{"PolicyName": "start", "PolicyDocument": {"Statement": [{{{statements}}}]}}]}"""));
        var task = YelbTemplate.Json(settings);
        task["TaskDefinitionArn"] = YelbTemplate.Ref(LoadTask(t).Id);
        t.Add("Nightly", "AWS::Events::Rule", new()
        {
            ["ScheduleExpression"] = "cron(0 3 * * ? *)",
            ["Targets"] = new JsonArray(new JsonObject { ["Id"] = "load", ["Arn"] = YelbTemplate.Attribute(t.FirstId("AWS::ECS::Cluster"), "Arn"), ["RoleArn"] = YelbTemplate.Attribute("Starter", "Arn"), ["EcsParameters"] = task }),
        });
    }

    private static void Lifecycle(YelbTemplate t, string policy) => t.Add("Images", "AWS::ECR::Repository", new() { ["LifecyclePolicy"] = new JsonObject { ["LifecyclePolicyText"] = policy } });
}
