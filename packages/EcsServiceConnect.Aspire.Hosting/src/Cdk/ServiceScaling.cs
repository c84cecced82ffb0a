using Amazon.CDK;
using Amazon.CDK.AWS.ApplicationAutoScaling;
using Amazon.CDK.AWS.ECS;
using Aspire.Hosting;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// Target tracking of a service's number of tasks. Service Connect's metrics are kept by the name that is called, for
/// each service that calls it (AWS, "Amazon ECS CloudWatch metrics": TargetDiscoveryName, ServiceName, ClusterName):
/// by the name alone they would mix with those of other clusters in the region.
/// </summary>
internal static class ServiceScaling
{
    internal static void AddTo(FargateService fargateService, EcsService service, EcsApplication application, EcsEnvironmentResource environment)
    {
        if (service.Options.Scaling is not { } scaling)
        {
            return;
        }

        var cooldown = Duration.Seconds(scaling.Cooldown.TotalSeconds);
        var count = fargateService.AutoScaleTaskCount(new EnableScalingProps { MinCapacity = scaling.MinCapacity, MaxCapacity = scaling.MaxCapacity });
        if (scaling.CpuUtilization is { } cpu)
        {
            count.ScaleOnCpuUtilization("Cpu", new CpuUtilizationScalingProps { TargetUtilizationPercent = cpu, ScaleInCooldown = cooldown, ScaleOutCooldown = cooldown });
        }

        if (scaling.MemoryUtilization is { } memory)
        {
            count.ScaleOnMemoryUtilization("Memory", new MemoryUtilizationScalingProps { TargetUtilizationPercent = memory, ScaleInCooldown = cooldown, ScaleOutCooldown = cooldown });
        }

        // What a task takes is the sum of what its clients send it.
        if (scaling.RequestsPerTarget is { } requests)
        {
            Track("RequestsPerTarget", "RequestCountPerTarget", "SUM", requests);
        }

        // The slowest client's.
        if (scaling.ResponseTime is { } time)
        {
            Track("ResponseTime", "TargetResponseTime", "MAX", time.TotalMilliseconds);
        }

        void Track(string id, string metric, string function, double target)
        {
            var scalableTarget = (ScalableTarget)count.Node.FindChild("Target");
            _ = new CfnScalingPolicy(count, id, new CfnScalingPolicyProps
            {
                PolicyName = $"{environment.Name}-{service.Name}-{id}",
                PolicyType = "TargetTrackingScaling",
                ScalingTargetId = scalableTarget.ScalableTargetId,
                TargetTrackingScalingPolicyConfiguration = new CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty
                {
                    TargetValue = target,
                    ScaleInCooldown = scaling.Cooldown.TotalSeconds,
                    ScaleOutCooldown = scaling.Cooldown.TotalSeconds,
                    CustomizedMetricSpecification = new CfnScalingPolicy.CustomizedMetricSpecificationProperty
                    {
                        Metrics = Metrics(service, application, environment, metric, function),
                    },
                },
            });
        }
    }

    private static object[] Metrics(EcsService service, EcsApplication application, EcsEnvironmentResource environment, string metric, string function)
    {
        var calls = ServiceCalls.Of(service, application);
        if (calls.Count == 0)
        {
            throw new DistributedApplicationException($"Resource '{service.Name}' scales by Service Connect's metric {metric}, but no resource calls an HTTP endpoint of it: scale by CpuUtilization, or give a client a reference to it.");
        }

        var metrics = calls.Select((call, i) => new CfnScalingPolicy.TargetTrackingMetricDataQueryProperty
        {
            Id = $"m{i}",
            ReturnData = calls.Count == 1,
            MetricStat = new CfnScalingPolicy.TargetTrackingMetricStatProperty
            {
                Stat = "Average",
                Metric = new CfnScalingPolicy.TargetTrackingMetricProperty
                {
                    Namespace = "AWS/ECS",
                    MetricName = metric,
                    Dimensions = new object[]
                    {
                        Dimension("ClusterName", environment.ClusterName),
                        Dimension("ServiceName", call.Client.Name),
                        Dimension("TargetDiscoveryName", call.Port.Name),
                    },
                },
            },
        }).ToList<object>();
        if (calls.Count > 1)
        {
            metrics.Add(new CfnScalingPolicy.TargetTrackingMetricDataQueryProperty
            {
                Id = "all",
                ReturnData = true,
                Expression = $"{function}([{string.Join(", ", calls.Select((_, i) => $"m{i}"))}])",
            });
        }

        return [.. metrics];
    }

    private static CfnScalingPolicy.TargetTrackingMetricDimensionProperty Dimension(string name, string value) => new() { Name = name, Value = value };
}
