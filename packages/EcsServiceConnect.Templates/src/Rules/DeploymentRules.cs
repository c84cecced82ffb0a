using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A deployment can succeed, and one that fails is undone and can be looked into.</summary>
internal static class DeploymentRules
{
    [TemplateRule("no deployment circuit breaker with rollback", "Amazon ECS Developer Guide, How the Amazon ECS deployment circuit breaker detects failures", IsPractice = true)]
    public const string NoRollback = "no-rollback";

    [TemplateRule("percentages that let a deployment neither stop nor start a task", "Amazon ECS API Reference, DeploymentConfiguration: minimumHealthyPercent")]
    public const string Stuck = "deployment-cannot-progress";

    [TemplateRule("a Service Connect proxy whose log goes nowhere", "Amazon ECS API Reference, ServiceConnectConfiguration: logConfiguration", IsPractice = true)]
    public const string NoProxyLogs = "no-proxy-logs";

    /// <summary>The deployment circuit breaker is on, with rollback.</summary>
    /// <remarks>Amazon ECS Developer Guide, "How the Amazon ECS deployment circuit breaker detects failures": without it, CloudFormation waits for hours on a service that never becomes stable.</remarks>
    public static IEnumerable<TemplateViolation> RollsBack(EcsTopology topology) =>
        from service in topology.Services
        where (service.Resource["DeploymentController"]["Type"].Text ?? "ECS") == "ECS" && !service.RollsBack
        select topology.Violation(NoRollback, service, new DeploymentStrategy(service).ShiftsRequests
            ? "a failed deployment of it is not rolled back; name CloudWatch alarms in DeploymentConfiguration.Alarms, with Enable and Rollback."
            : "a failed deployment of it is not rolled back; turn on the deployment circuit breaker with rollback.");

    /// <summary>A deployment may stop an old task or start a new one.</summary>
    /// <remarks>Amazon ECS API Reference, "DeploymentConfiguration": minimumHealthyPercent of the count, rounded up, keeps running; no more than maximumPercent, rounded down, runs at once.</remarks>
    public static IEnumerable<TemplateViolation> CanProgress(EcsTopology topology) =>
        from service in topology.Services
        where !service.HasUnknownPercents && !service.Resource["DesiredCount"].IsUnknown && service.Resource["SchedulingStrategy"].Text != "DAEMON"
        let count = service.DesiredCount ?? service.Scaling.Select(s => s.Minimum).FirstOrDefault() ?? 1
        where count > 0
        let mustRun = (int)Math.Ceiling(count * service.MinimumHealthyPercent / 100m)
        let mayRun = (int)Math.Floor(count * service.MaximumPercent / 100m)
        where mustRun >= mayRun
        select topology.Violation(Stuck, service, $"a deployment must keep {mustRun} of {count} running and may run {mayRun}, so it can neither stop nor start one; lower MinimumHealthyPercent or raise MaximumPercent.");

    /// <summary>Service Connect's proxy writes its logs somewhere.</summary>
    /// <remarks>Amazon ECS API Reference, "ServiceConnectConfiguration", logConfiguration: without it the proxy's log, and its access log, go nowhere.</remarks>
    public static IEnumerable<TemplateViolation> ProxyIsLogged(EcsTopology topology) =>
        from service in topology.Services
        where service is { IsConnected: true, HasProxyLogs: false, HasUnknownConnect: false }
        select topology.Violation(NoProxyLogs, service, "Service Connect's proxy has no log configuration, so why a request failed is nowhere to be seen; give it one.");
}
