using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Aspire.Hosting;
using Constructs;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// The alarms that undo a deployment: those that the AppHost names, or one for each count of server errors that the service
/// has, at its target groups (Elastic Load Balancing, "CloudWatch metrics for your Application Load Balancer") and at each
/// client of its (AWS, "Amazon ECS CloudWatch metrics"). Nothing else tells ECS that a new version answers with errors.
/// </summary>
internal static class RollbackAlarms
{
    // One error may be by chance, and a small share of few requests is few errors.
    private const int Errors = 3;

    private const string ServerErrors = "HTTPCode_Target_5XX_Count";

    /// <param name="scope">Where.</param>
    /// <param name="service">The service.</param>
    /// <param name="application">Those who call it.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="fargateService">What is told of the alarms.</param>
    /// <param name="balancer">The load balancer before it, if any.</param>
    /// <exception cref="DistributedApplicationException">None is named, and nothing counts errors.</exception>
    internal static void AddTo(Construct scope, EcsService service, EcsApplication application, EcsEnvironmentResource environment, FargateService fargateService, LoadBalancer? balancer)
    {
        if (service.Options.Deployment is not { } strategy)
        {
            return;
        }

        var names = strategy.RollbackAlarms ?? [.. Counts(scope, service, application, environment, balancer).Select(count => new Alarm(scope, $"{count.Id}Errors", new AlarmProps
        {
            AlarmName = $"{environment.Name}-{service.Name}-{count.Id}-errors",
            AlarmDescription = $"{count.What} {Errors} or more answers of 5xx in a minute. A deployment that runs is rolled back; look at the logs of {service.Name}.",
            Metric = new Metric(new MetricProps { Namespace = count.Namespace, MetricName = ServerErrors, DimensionsMap = count.Dimensions, Statistic = "Sum", Period = Duration.Minutes(1) }),
            ComparisonOperator = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            Threshold = Errors,
            EvaluationPeriods = 1,

            // No metric is written of a minute without such an answer.
            TreatMissingData = TreatMissingData.NOT_BREACHING,
        }).AlarmName)];
        if (names.Count == 0)
        {
            throw new DistributedApplicationException($"Resource '{service.Name}' is to be deployed by {strategy.GetType().Name}, and nothing counts its errors: gRPC has no answers of 5xx, and no resource calls another HTTP endpoint of it. Name alarms in RollbackAlarms.");
        }

        fargateService.EnableDeploymentAlarms([.. names], new DeploymentAlarmOptions { Behavior = AlarmBehavior.ROLLBACK_ON_ALARM });
    }

    private static IEnumerable<(string Id, string What, string Namespace, Dictionary<string, string> Dimensions)> Counts(
        Construct scope, EcsService service, EcsApplication application, EcsEnvironmentResource environment, LoadBalancer? balancer)
    {
        foreach (var group in scope.Node.Children.OfType<ApplicationTargetGroup>().Where(g => ((CfnTargetGroup)g.Node.DefaultChild!).ProtocolVersion is not "GRPC"))
        {
            yield return (group.Node.Id, $"The load balancer got from {service.Name} ({group.Node.Id})", "AWS/ApplicationELB", new()
            {
                ["LoadBalancer"] = balancer!.Construct.LoadBalancerFullName,
                ["TargetGroup"] = group.TargetGroupFullName,
            });
        }

        foreach (var (client, port) in ServiceCalls.Of(service, application).Where(c => c.Port.AppProtocol is not EcsAppProtocol.Grpc))
        {
            yield return ($"{client.Name}-{port.Name}", $"{client.Name} got from {service.Name}", "AWS/ECS", new()
            {
                ["ClusterName"] = environment.ClusterName,
                ["ServiceName"] = client.Name,
                ["TargetDiscoveryName"] = port.Name,
            });
        }
    }
}
