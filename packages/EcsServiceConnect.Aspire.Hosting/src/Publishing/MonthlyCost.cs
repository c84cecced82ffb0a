using EcsServiceConnect.Hosting.Alarms;
using EcsServiceConnect.Hosting.Cdk;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Publishing;

/// <summary>
/// What an idle stack costs a month, about: on-demand list prices of us-east-1 in US dollars (AWS Fargate, Amazon VPC,
/// Elastic Load Balancing and Amazon CloudWatch pricing). Container Insights, managed stores, storage, traffic and logs come on top.
/// </summary>
internal static class MonthlyCost
{
    /// <summary>When the prices were read.</summary>
    internal const string AsOf = "2026-11";

    internal const double Hours = 730;
    private const double CpuHour = 0.04048;
    private const double GigabyteHour = 0.004445;
    private const double ArmCpuHour = 0.03238;
    private const double ArmGigabyteHour = 0.00356;

    // Spot costs about 70 % less; it changes.
    private const double SpotShare = 0.3;
    private const double AddressHour = 0.005;
    private const double NatGatewayHour = 0.045 + AddressHour;
    private const double EndpointHour = 0.01;
    private const double LoadBalancerHour = 0.0225;

    // Amazon CloudWatch and AWS KMS pricing, a month: each metric that an alarm looks at, a dashboard, the key of the alarms' topic.
    private const double AlarmMetricMonth = 0.10;
    private const double DashboardMonth = 3;
    private const double KeyMonth = 1;

    /// <summary>Of a service's least number of tasks; null of what runs by hand, and of a managed store.</summary>
    internal static double? Of(EcsService service, EcsEnvironmentResource environment)
    {
        if (service.ManagedStore is not null || service.IsStandaloneTask)
        {
            return null;
        }

        var size = FargateSize.For(service, ServiceConnect.IsUsedBy(service));
        var isArm = environment.Architecture is EcsArchitecture.Arm64;
        var task = (size.Cpu / 1024.0 * (isArm ? ArmCpuHour : CpuHour)) + (size.Memory / 1024.0 * (isArm ? ArmGigabyteHour : GigabyteHour));
        var tasks = service.LeastTasks;
        var onDemand = ServiceCapacity.UsesSpot(service) ? Math.Min(tasks, 1) : tasks;
        return Hours * task * (onDemand + (SpotShare * (tasks - onDemand)));
    }

    /// <summary>Of all services, with the way out of the VPC, the load balancers and the alarms.</summary>
    internal static double Of(EcsApplication application, EcsEnvironmentResource environment)
    {
        var wayOut = environment.ExistingVpc is not null ? 0
            : environment.NatGateways > 0 ? environment.NatGateways * NatGatewayHour
            : Network.Endpoints(application, environment).Count * environment.AvailabilityZones * EndpointHour;
        var loadBalancers = application.Services.Where(s => s.PublicPorts.Any()).Select(s => s.Options.OwnLoadBalancer ? s.Name : "").Distinct().Count() * (LoadBalancerHour + (environment.AvailabilityZones * AddressHour));
        return application.Services.Sum(s => Of(s, environment) ?? 0) + (Hours * (wayOut + loadBalancers)) + OfAlarms(application, environment);
    }

    private static double OfAlarms(EcsApplication application, EcsEnvironmentResource environment) => environment.Alarms is not { } action ? 0
        : DashboardMonth + (action.TopicArn is null ? KeyMonth : 0) + (AlarmMetricMonth * StackAlarms.Of(application, environment).Sum(a => a.Metrics.Count));
}
