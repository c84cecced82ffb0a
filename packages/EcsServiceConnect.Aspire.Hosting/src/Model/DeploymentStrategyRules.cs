using System.Text.RegularExpressions;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>
/// Which services a deployment can shift requests of, and by what steps, in the words of the AppHost (Amazon ECS Developer
/// Guide, "Required resources for Amazon ECS blue/green deployments").
/// </summary>
internal static partial class DeploymentStrategyRules
{
    private static readonly TimeSpan _longestBake = TimeSpan.FromMinutes(1440);

    // CloudFormation gives up after 36 h, and refuses what it reckons at more than this ("AWS::ECS::Service LinearConfiguration").
    private static readonly TimeSpan _longestDeployment = TimeSpan.FromHours(33);

    public static IEnumerable<string> Errors(EcsService service) =>
        service.Options.Deployment is not { } strategy ? []
        : Obstacle(service) is { } obstacle ? [$"'{service.Name}' can't be deployed by {Kind(strategy)}: {obstacle}"]
        : Faults(strategy).Select(fault => $"'{service.Name}' has {Kind(strategy)} as its Deployment, {fault}");

    private static string? Obstacle(EcsService service) => service switch
    {
        { ManagedStore.Name: var store } => $"it becomes {store}, which AWS deploys in its own ways. Leave Deployment out.",
        { IsStandaloneTask: true } => "it is started by hand (WithExplicitStart), so there is no service whose requests could be shifted. Leave Deployment out.",
        { RunsOnce: true } => "it runs once in each deployment, and answers nobody. Leave Deployment out.",
        { IsStateful: true } => "it keeps data in a volume, which only one task may write, and the new version would run beside the one before. Leave Deployment out.",
        _ when !service.PublicPorts.Any() && !service.Ports.Any(p => p is { IsServed: true, AppProtocol: not null }) =>
            "it has no HTTP endpoint that the load balancer sends to or that others refer to, so there are no requests to shift. Leave Deployment out, or give it one.",
        { Options.StickySessions: not null } when service.PublicPorts.Any() =>
            "it has StickySessions, which keep browsers at the version that they began with. Leave one of the two out.",
        _ => null,
    };

    private static IEnumerable<string> Faults(EcsDeploymentStrategy strategy)
    {
        foreach (var (property, time) in strategy.Times.Where(t => !IsBakeTime(t.Time)))
        {
            yield return $"with a {property} of {time}: set whole minutes, from 0 to 24 hours.";
        }

        if (strategy is EcsCanary { Percent: var percent } && !IsShare(percent, 0.1))
        {
            yield return FormattableString.Invariant($"with a Percent of {percent}: set 0.1 to 100, in tenths.");
        }

        if (strategy is EcsLinear { StepPercent: var step } && !IsShare(step, EcsLinear.LeastStep))
        {
            yield return FormattableString.Invariant($"with a StepPercent of {step}: set {EcsLinear.LeastStep} to 100, in tenths.");
        }

        if (strategy.Times.All(t => IsBakeTime(t.Time)) && strategy.Duration > _longestDeployment)
        {
            yield return FormattableString.Invariant($"which takes {strategy.Duration.TotalHours:0.#} h, and CloudFormation refuses more than {_longestDeployment.TotalHours}: shorten its times, or make larger steps.");
        }

        if (!HeaderName().IsMatch(strategy.TestHeader) || strategy.TestHeader.Equals("host", StringComparison.OrdinalIgnoreCase))
        {
            yield return $"with the TestHeader '{strategy.TestHeader}': name a header of up to 40 letters, digits and hyphens other than Host.";
        }

        if (strategy.TestHeaderValue is { } value && !HeaderValue().IsMatch(value))
        {
            yield return @"with a TestHeaderValue that no rule compares with as it is: set 1 to 128 printable characters without *, ? and \.";
        }

        if (strategy.RollbackAlarms is { } alarms && (alarms.Count == 0 || alarms.Any(string.IsNullOrWhiteSpace)))
        {
            yield return "with RollbackAlarms that name none: name CloudWatch alarms, or leave it out for those that the stack makes.";
        }
    }

    private static bool IsBakeTime(TimeSpan time) => time >= TimeSpan.Zero && time <= _longestBake && time.Ticks % TimeSpan.TicksPerMinute == 0;

    // In tenths, as far as a binary fraction can be.
    private static bool IsShare(double percent, double least) =>
        percent >= least && percent <= 100 && Math.Abs((percent * 10) - Math.Round(percent * 10)) < 1e-6;

    private static string Kind(EcsDeploymentStrategy strategy) => strategy.GetType().Name;

    // RFC 9110, "Field Names", as long as a load balancer takes them (Elastic Load Balancing API Reference, "HttpHeaderConditionConfig").
    [GeneratedRegex(@"^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}\z")]
    private static partial Regex HeaderName();

    [GeneratedRegex(@"^(?! )[ -~-[*?\\]]{1,128}(?<! )\z")]
    private static partial Regex HeaderValue();
}
