using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.IAM;
using Constructs;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Hosting.Telemetry;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>What a collector writes to: log groups of its own, and X-Ray; and the rights for just that.</summary>
internal static class CloudWatchExports
{
    internal static void AddTo(Construct scope, EcsService service, EcsEnvironmentResource environment, FargateTaskDefinition task, FargateService fargateService)
    {
        if (!service.ExportsToCloudWatch)
        {
            return;
        }

        foreach (var name in new[] { CollectorConfiguration.LogGroups.Metrics, CollectorConfiguration.LogGroups.Logs })
        {
            // They are there before the collector is, which then has no need to make any.
            var group = ServiceLogs.AddGroup(new Construct(scope, name), environment, $"{service.Name}/{name}");
            group.Grant(task.TaskRole, "logs:CreateLogStream", "logs:PutLogEvents");
            fargateService.Node.AddDependency(group);
        }

        // X-Ray has no narrower resource for these (Service Authorization Reference, "Actions, resources, and condition keys for AWS X-Ray").
        task.AddToTaskRolePolicy(new PolicyStatement(new PolicyStatementProps { Actions = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resources = ["*"] }));
    }
}
