using EcsServiceConnect.Templates.Permissions;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A flow log is written.</summary>
/// <remarks>Amazon VPC User Guide, "Publish flow logs to CloudWatch Logs": the role, whom it trusts and what it may do.</remarks>
internal static class FlowLogRules
{
    [TemplateRule("a flow log to CloudWatch Logs without a role, or with one that vpc-flow-logs.amazonaws.com may not take or that may not write", "Amazon VPC User Guide, IAM role for publishing flow logs to CloudWatch Logs")]
    public const string Unwritten = "unwritten-flow-log";

    public static IEnumerable<TemplateViolation> AreWritten(EcsTopology topology) =>
        from log in topology.Template.OfType("AWS::EC2::FlowLog")
        where log["LogDestinationType"].Text is null or "cloud-watch-logs" && !log["LogDestinationType"].IsUnknown
        let reference = log["DeliverLogsPermissionArn"]
        let role = topology.Template.Find(reference.Target, "AWS::IAM::Role")
        let fault = !reference.IsPresent && !log["DeliverCrossAccountRole"].IsPresent ? "has no role by which it writes to CloudWatch Logs; give it DeliverLogsPermissionArn"
            : role is null ? null
            : !RoleTrust.Includes(role, "vpc-flow-logs") ? $"has role {role.LogicalId}, which does not trust vpc-flow-logs.amazonaws.com; allow that service sts:AssumeRole in AssumeRolePolicyDocument"
            : topology.PermissionsOf(reference)!.On("logs:PutLogEvents", [ArnPattern.Anything]).IsRefused() ? $"has role {role.LogicalId}, which may not write logs; allow it logs:CreateLogStream, logs:PutLogEvents, logs:DescribeLogGroups and logs:DescribeLogStreams"
            : null
        where fault is not null
        select topology.Violation(Unwritten, log, $"flow log {log.LogicalId} {fault}.");
}
