using EcsServiceConnect.Hosting.Cdk;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Alarms;

/// <summary>What is watched of the way in: what load balancers answer themselves, and how the tasks behind them do.</summary>
/// <remarks>Elastic Load Balancing User Guide for Application Load Balancers, "CloudWatch metrics for your Application Load Balancer".</remarks>
internal static class LoadBalancerAlarms
{
    private const string Elb = "AWS/ApplicationELB";
    private const int MostErrors = 4;
    private const int Seconds = 1;

    /// <summary>Those of the load balancers.</summary>
    internal static IEnumerable<EcsAlarm> OfBalancers(EcsApplication application) =>
        from service in application.Services
        where service.PublicPorts.Any()
        group service by service.Options.OwnLoadBalancer ? service.Name : "" into behind
        let first = behind.First()
        let name = behind.Key.Length == 0 ? application.Name : first.Name
        select new EcsAlarm(name, "load-balancer-errors", [new(Elb, "HTTPCode_ELB_5XX_Count", "Sum", Balancer(first))], MostErrors,
            $"The load balancer of {name} has answered 5xx itself, 5 times a minute or more: no task answered, or none in time. Look at the alarms on tasks and on unhealthy targets of {string.Join(" and ", behind.Select(s => s.Name))} first.")
        {
            Service = behind.Key.Length == 0 ? null : first,
        };

    /// <summary>Those of the tasks behind them.</summary>
    internal static IEnumerable<EcsAlarm> OfTargets(EcsService service, EcsApplication application, EcsEnvironmentResource environment) => !service.PublicPorts.Any() ? [] :
    [
        // gRPC's failures are in trailers, behind a status of 200 (gRPC over HTTP2, "Responses").
        .. service.PublicPorts.All(p => p.AppProtocol is EcsAppProtocol.Grpc) ? Array.Empty<EcsAlarm>() :
        [
            new(service.Name, "page-errors", [OfTargets("HTTPCode_Target_5XX_Count", "Sum", service)], MostErrors,
                $"{service.Name} has answered users with 5xx, 5 times a minute or more. Its log says why: aws logs tail {ServiceLogs.Group(application.Name, service.Name)} --since 15m.")
            {
                Service = service,
            },
        ],
        new(service.Name, "page-latency", [OfTargets("TargetResponseTime", "p99", service)], Seconds,
            $"One of a hundred users has waited for more than {Seconds} s for {service.Name} to begin its answer, for a quarter of an hour. Look at its CPU, and at the latency of what it calls.")
        {
            Service = service,
            Period = 300,
            Periods = 3,
        },
        new(service.Name, "unhealthy-targets", [OfTargets("UnHealthyHostCount", "Maximum", service)], 0,
            $"A task of {service.Name} has failed the load balancer's health check for 5 minutes. {ServiceAlarms.WhereToLook(service, environment)}")
        {
            Service = service,
            WrongOnes = 5,
        },
    ];

    internal static EcsMetric OfTargets(string name, string statistic, EcsService service) =>
        new(Elb, name, statistic, Balancer(service), new EcsDimension("TargetGroup", EcsDimensionValue.TargetGroups, service));

    private static EcsDimension Balancer(EcsService service) => new("LoadBalancer", EcsDimensionValue.LoadBalancer, service);
}
