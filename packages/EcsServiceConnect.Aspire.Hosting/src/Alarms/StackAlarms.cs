using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Alarms;

/// <summary>All alarms of a stack.</summary>
internal static class StackAlarms
{
    /// <summary>None where they are not asked for.</summary>
    internal static IReadOnlyList<EcsAlarm> Of(EcsApplication application, EcsEnvironmentResource environment) => environment.Alarms is null ? [] :
    [
        .. LoadBalancerAlarms.OfBalancers(application),
        .. application.Services.SelectMany(service => LoadBalancerAlarms.OfTargets(service, application, environment)
            .Concat(ServiceAlarms.Of(service, application, environment))
            .Concat(VolumeAlarms.Of(service))
            .Concat(service.ManagedStore?.Alarms(service, environment).Select(alarm => alarm with { Service = service }) ?? [])),
    ];
}

/// <summary>That a stack has alarms.</summary>
/// <param name="TopicArn">The SNS topic that is told; null for one of the stack's own.</param>
internal sealed record EcsAlarmAction(string? TopicArn);
