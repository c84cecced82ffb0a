using System.Text.Json.Nodes;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>`front` behind a load balancer, blue/green, which asks `api` over Service Connect, a canary with an alarm.</summary>
internal static class DeployedStack
{
    private const string Advanced = """ "AlternateTargetGroupArn": { "Ref": "Green" }, "ProductionListenerRule": { "Ref": "Production" }, "TestListenerRule": { "Ref": "Test" }, "RoleArn": { "Fn::GetAtt": ["Role", "Arn"] } """;

    /// <param name="advanced">The load balancer's advanced configuration.</param>
    /// <param name="alias">What the alias of `api` has beside its name.</param>
    public static JsonObject Template(string advanced = Advanced, string alias = "") => JsonNode.Parse(
        $$"""
        { "Resources": {
          "All": { "Type": "AWS::EC2::SecurityGroup", "Properties": { "GroupDescription": "lets everybody in", "SecurityGroupIngress": [{ "IpProtocol": "-1", "CidrIp": "10.0.0.0/16" }] } },
          "Role": { "Type": "AWS::IAM::Role", "Properties": { } },
          "Balancer": { "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": { "Scheme": "internet-facing", "SecurityGroups": [{ "Fn::GetAtt": ["All", "GroupId"] }] } },
          "Listener": { "Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": { "LoadBalancerArn": { "Ref": "Balancer" }, "Port": 80, "Protocol": "HTTP",
            "DefaultActions": [{ "Type": "fixed-response", "FixedResponseConfig": { "StatusCode": "404" } }] } },
          "Test": { "Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": { "ListenerArn": { "Ref": "Listener" }, "Priority": 1,
            "Conditions": [{ "Field": "http-header", "HttpHeaderConfig": { "HttpHeaderName": "X-Try", "Values": ["ye?"] } }], "Actions": [{{Forward}}] } },
          "Production": { "Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": { "ListenerArn": { "Ref": "Listener" }, "Priority": 2,
            "Conditions": [{ "Field": "path-pattern", "PathPatternConfig": { "Values": ["/*"] } }], "Actions": [{{Forward}}] } },
          "Blue": {{Group}},
          "Green": {{Group}},
          "Errors": { "Type": "AWS::CloudWatch::Alarm", "Properties": { "AlarmName": "api-errors", "Namespace": "AWS/ECS", "MetricName": "HTTPCode_Target_5XX_Count", "Statistic": "Sum", "Period": 60,
            "Dimensions": [{ "Name": "TargetDiscoveryName", "Value": "api" }], "EvaluationPeriods": 1, "Threshold": 1, "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching" } },
          {{Task("api", """ { "Name": "VERSION", "Value": "1" } """)}},
          "api": { "Type": "AWS::ECS::Service", "Properties": { {{Common("api")}}, "DesiredCount": 2,
            "DeploymentConfiguration": { "Strategy": "CANARY", "BakeTimeInMinutes": 1, "CanaryConfiguration": { "CanaryPercent": 20, "CanaryBakeTimeInMinutes": 2 },
              "Alarms": { "Enable": true, "Rollback": true, "AlarmNames": [{ "Ref": "Errors" }] } },
            "ServiceConnectConfiguration": { "Enabled": true, "Namespace": "shop", "Services": [{ "PortName": "api", "ClientAliases": [{ "Port": 8080, "DnsName": "api" {{alias}} }] }] } } },
          {{Task("front", """ { "Name": "VERSION", "Value": "1" }, { "Name": "NEXT_URL", "Value": "http://api:8080/" } """)}},
          "front": { "Type": "AWS::ECS::Service", "DependsOn": ["api", "Production", "Test"], "Properties": { {{Common("front")}}, "HealthCheckGracePeriodSeconds": 300,
            "DeploymentConfiguration": { "Strategy": "BLUE_GREEN", "BakeTimeInMinutes": 1 },
            "LoadBalancers": [{ "ContainerName": "front", "ContainerPort": 8080, "TargetGroupArn": { "Ref": "Blue" }, "AdvancedConfiguration": { {{advanced}} } }],
            "ServiceConnectConfiguration": { "Enabled": true, "Namespace": "shop" } } }
        } }
        """)!.AsObject();

    private const string Forward = """ { "Type": "forward", "ForwardConfig": { "TargetGroups": [{ "TargetGroupArn": { "Ref": "Blue" }, "Weight": 1 }, { "TargetGroupArn": { "Ref": "Green" }, "Weight": 0 }] } } """;

    private const string Group = """
        { "Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": { "Protocol": "HTTP", "Port": 8080, "TargetType": "ip", "HealthCheckPath": "/health", "HealthCheckIntervalSeconds": 5,
          "TargetGroupAttributes": [{ "Key": "deregistration_delay.timeout_seconds", "Value": "30" }] } }
        """;

    private static string Task(string name, string variables) => $$"""
        "{{name}}Task": { "Type": "AWS::ECS::TaskDefinition", "Properties": { "Cpu": "256", "Memory": "512", "ContainerDefinitions": [
          { "Name": "{{name}}", "Image": "app:1", "Environment": [{{variables}}], "PortMappings": [{ "Name": "{{name}}", "ContainerPort": 8080, "AppProtocol": "http" }],
            "HealthCheck": { "Command": ["CMD", "dotnet", "/app/health-probe.dll", "http://127.0.0.1:8080/health", "4"], "Interval": 5, "Timeout": 8, "Retries": 5 } }] } }
        """;

    private static string Common(string name) => $$""" "ServiceName": "{{name}}", "LaunchType": "FARGATE", "TaskDefinition": { "Ref": "{{name}}Task" }, "NetworkConfiguration": { "AwsvpcConfiguration": { "Subnets": ["a"], "SecurityGroups": [{ "Fn::GetAtt": ["All", "GroupId"] }] } } """;
}
