using EcsServiceConnect.Hosting.Cdk;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Alarms;

/// <summary>What is watched of every service: its tasks, what they use, and how they answer those that call them by Service Connect.</summary>
/// <remarks>
/// Amazon ECS Developer Guide, "Amazon ECS CloudWatch metrics"; Amazon CloudWatch User Guide, "Amazon ECS Container
/// Insights metrics".
/// </remarks>
internal static class ServiceAlarms
{
    internal const string Ecs = "AWS/ECS";
    internal const string Insights = "ECS/ContainerInsights";

    private const int Percent = 90;
    private const int Milliseconds = 1000;
    private const int MostErrors = 4;

    internal static IEnumerable<EcsAlarm> Of(EcsService service, EcsApplication application, EcsEnvironmentResource environment) =>
        service.ManagedStore is not null || service.IsStandaloneTask ? [] : Tasks(service, environment).Concat(Use(service)).Concat(Answers(service, application))
            .Select(alarm => alarm with { Service = service });

    private static IEnumerable<EcsAlarm> Tasks(EcsService service, EcsEnvironmentResource environment)
    {
        var least = service.LeastTasks;
        var look = WhereToLook(service, environment);
        if (environment.HasContainerInsights)
        {
            // Neither number is written while no task runs ("metrics only reflect the resources with running tasks").
            yield return new(service.Name, "tasks", [Count("DesiredTaskCount", service), Count("RunningTaskCount", service)], 0, $"Fewer tasks of {service.Name} run than are asked for, or none. {look}")
            {
                Expression = "m0 - m1",
                WrongOnes = 5,
                MissingData = least == 0 ? EcsMissingData.NotBreaching : EcsMissingData.Breaching,
            };
        }
        else if (least > 0)
        {
            // How many they are without Container Insights: Amazon ECS Developer Guide, "Amazon ECS service utilization metrics", service RUNNING task count.
            yield return new(service.Name, "tasks", [OfService("CPUUtilization", "SampleCount", service)], least, $"Fewer than {least} tasks of {service.Name} run. {look}")
            {
                IsBelow = true,
                WrongOnes = 5,
                MissingData = EcsMissingData.Breaching,
            };
        }

        yield return new(service.Name, "failed-tasks", [new("AWS/Events", "Invocations", "Sum", new EcsDimension("RuleName", EcsDimensionValue.FailedTasks, service))], 0,
            $"A task of {service.Name} ended by itself, did not start, or failed its health checks, and is replaced. Which one and why: aws logs tail {FailedTasks.LogGroup(environment)} --since 15m --filter-pattern '\"service:{service.Name}\"'.")
        {
            Period = 300,
            Periods = 1,
            WrongOnes = 1,
        };
    }

    // A resource that runs once is to use what it can.
    private static IEnumerable<EcsAlarm> Use(EcsService service)
    {
        if (service.RunsOnce)
        {
            yield break;
        }

        yield return new(service.Name, "cpu", [OfService("CPUUtilization", "Average", service)], Percent,
            $"The tasks of {service.Name} have used more than {Percent} % of their CPU for a quarter of an hour. {(service.IsStateful ? "Raise Cpu" : "Let it scale (Scaling), or raise Cpu,")} in its PublishAsEcsService.")
        {
            Period = 300,
            Periods = 3,
        };
        yield return new(service.Name, "memory", [OfService("MemoryUtilization", "Maximum", service)], Percent,
            $"A task of {service.Name} has used more than {Percent} % of its memory for a quarter of an hour, and is ended at 100 %. Raise Memory in its PublishAsEcsService, or look for what keeps it.")
        {
            Period = 300,
            Periods = 3,
        };
    }

    // What its clients' proxies see. By its name alone it would be mixed with that of other clusters in the region.
    private static IEnumerable<EcsAlarm> Answers(EcsService service, EcsApplication application)
    {
        var calls = ServiceCalls.Of(service, application);
        // gRPC's failures are no 5xx.
        var errors = new EcsAlarm(service.Name, "errors", [.. calls.Where(c => c.Port.AppProtocol is not EcsAppProtocol.Grpc).Select(c => OfCall("HTTPCode_Target_5XX_Count", "Sum", c))], MostErrors,
            $"{service.Name} has answered other services with 5xx, 5 times a minute or more. Its log says why: aws logs tail {ServiceLogs.Group(application.Name, service.Name)} --since 15m.");
        var latency = new EcsAlarm(service.Name, "latency", [.. calls.Select(c => OfCall("TargetResponseTime", "Average", c))], Milliseconds,
            $"{service.Name} takes more than {Milliseconds} ms on average to answer another service, for a quarter of an hour. Look at its CPU, and at what it calls; its traces show where the time goes.")
        {
            Period = 300,
            Periods = 3,
        };
        return errors.Over("SUM").Concat(latency.Over("MAX"));
    }

    /// <summary>Where ECS says what it does with a service, and why.</summary>
    internal static string WhereToLook(EcsService service, EcsEnvironmentResource environment) =>
        $"Its events say why: aws ecs describe-services --cluster {environment.ClusterName} --services {service.Name} --query \"services[].events[:5].message\".";

    internal static EcsMetric Count(string name, EcsService service) => new(Insights, name, "Average", EcsDimension.Cluster, EcsDimension.Text("ServiceName", service.Name));

    internal static EcsMetric OfService(string name, string statistic, EcsService service) => new(Ecs, name, statistic, EcsDimension.Cluster, EcsDimension.Text("ServiceName", service.Name));

    internal static EcsMetric OfCall(string name, string statistic, (EcsService Client, EcsPort Port) call) =>
        new(Ecs, name, statistic, EcsDimension.Cluster, EcsDimension.Text("ServiceName", call.Client.Name), EcsDimension.Text("TargetDiscoveryName", call.Port.Name));
}
