using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>The strategy of deployments is one that ECS and CloudFormation take, and has something to shift.</summary>
internal static class DeploymentStrategyRules
{
    [TemplateRule("the steps of a canary or linear deployment beside another strategy", "Amazon ECS API Reference, LinearConfiguration and CanaryConfiguration")]
    public const string OtherSettings = "steps-of-another-strategy";

    [TemplateRule("a deployment in steps that CloudFormation reckons at more than 33 hours", "AWS CloudFormation Template Reference, AWS::ECS::Service LinearConfiguration and CanaryConfiguration")]
    public const string TooLong = "deployment-too-long";

    [TemplateRule("a deployment strategy of ECS's with another deployment controller", "Amazon ECS API Reference, DeploymentConfiguration: strategy")]
    public const string OtherController = "strategy-of-another-controller";

    [TemplateRule("a deployment in steps of a service that neither a load balancer nor Service Connect sends requests to", "Amazon ECS Developer Guide, Required resources for Amazon ECS blue/green deployments")]
    public const string NothingToShift = "nothing-to-shift";

    [TemplateRule("a deployment in steps that nothing rolls back when the new version answers with errors", "Amazon ECS Developer Guide, Amazon ECS canary deployments: best practices", IsPractice = true)]
    public const string NoSignal = "steps-without-rollback";

    [TemplateRule("a deployment that shifts requests and does not say for how long both versions then run on", "Amazon ECS API Reference, DeploymentConfiguration: bakeTimeInMinutes", IsPractice = true)]
    public const string NoBakeTime = "no-bake-time";

    [TemplateRule("a deployment circuit breaker beside a strategy that has none", "Amazon ECS API Reference, DeploymentCircuitBreaker", IsPractice = true)]
    public const string UselessBreaker = "useless-circuit-breaker";

    [TemplateRule("scaling by the requests of one target group where deployments change between two", "Amazon ECS Developer Guide, Use a target metric to scale Amazon ECS services: considerations")]
    public const string OneGroupScaled = "scaling-by-one-of-two-target-groups";

    [TemplateRule("a header for test requests on a port that Service Connect passes on as TCP", "Amazon ECS API Reference, ServiceConnectTestTrafficRules")]
    public const string HeaderOnTcp = "test-header-on-tcp";

    private const int LongestHours = 33;

    private static readonly string[] _senders = ["LoadBalancers", "VpcLatticeConfigurations"];

    /// <summary>"This is only valid when you … use a deploymentConfiguration with a strategy set to" the one whose steps they are.</summary>
    public static IEnumerable<TemplateViolation> StepsAreOfTheStrategy(EcsTopology topology) =>
        from service in topology.Services
        let strategy = new DeploymentStrategy(service)
        where strategy.Name is not null
        from steps in new[] { (Settings: "LinearConfiguration", Of: DeploymentStrategy.Linear), (Settings: "CanaryConfiguration", Of: DeploymentStrategy.Canary) }
        where strategy.Name != steps.Of && strategy.Configuration[steps.Settings].IsPresent
        select topology.Violation(OtherSettings, service, $"its deployments have {steps.Settings}, and their strategy is {strategy.Name}; set Strategy to {steps.Of}, or leave that out.");

    public static IEnumerable<TemplateViolation> EndInTime(EcsTopology topology) =>
        from service in topology.Services
        let minutes = new DeploymentStrategy(service).Minutes
        where minutes > LongestHours * 60
        select topology.Violation(TooLong, service, FormattableString.Invariant($"a deployment of it takes {minutes / 60:0.#} h, and CloudFormation refuses more than {LongestHours}; shorten its bake times, or make larger steps."));

    /// <summary>Strategies are of the controller ECS, which is the default.</summary>
    public static IEnumerable<TemplateViolation> EcsControls(EcsTopology topology) =>
        from service in topology.Services
        let controller = service.Resource["DeploymentController"]["Type"]
        where controller is { IsPresent: true, IsUnknown: false } && controller.Text != "ECS" && new DeploymentStrategy(service).ShiftsRequests
        select topology.Violation(OtherController, service, $"its deployment strategy is {new DeploymentStrategy(service).Name}, and its controller {controller.Text}; leave one of the two out.");

    /// <summary>"Amazon ECS doesn't manage the traffic shift automatically" where nothing sends requests; blue/green works all the same.</summary>
    public static IEnumerable<TemplateViolation> RequestsComeIn(EcsTopology topology) =>
        from service in topology.Services
        where new DeploymentStrategy(service).HasSteps && !service.HasUnknownConnect && service.Endpoints.Count == 0
            && !_senders.Any(p => service.Resource[p].IsUnknownList || service.Resource[p].Items.Count > 0)
        select topology.Violation(NothingToShift, service, $"its deployments go by {new DeploymentStrategy(service).Name}, and neither a load balancer nor Service Connect sends it requests that could be shifted; take ROLLING or BLUE_GREEN.");

    /// <summary>An alarm or a lifecycle hook looks at what the first requests get.</summary>
    public static IEnumerable<TemplateViolation> StepsAreWatched(EcsTopology topology) =>
        from service in topology.Services
        let strategy = new DeploymentStrategy(service)
        where strategy.HasSteps && !strategy.Configuration["LifecycleHooks"].IsPresent
        let alarms = strategy.Configuration["Alarms"]
        where !alarms.IsUnknown && !(IsOn(alarms["Enable"]) && IsOn(alarms["Rollback"]))
        select topology.Violation(NoSignal, service, $"its deployments go by {strategy.Name}, and no alarm rolls them back, so a version that answers with errors gets all requests in the end; name CloudWatch alarms in DeploymentConfiguration.Alarms, with Enable and Rollback.") with { IsAdvice = true };

    /// <summary>"For all other cases, the value is set to 36 hours", which is as long as CloudFormation waits for anything.</summary>
    public static IEnumerable<TemplateViolation> BakeTimesAreGiven(EcsTopology topology) =>
        from service in topology.Services
        let strategy = new DeploymentStrategy(service)
        where strategy.ShiftsRequests && !strategy.Configuration["BakeTimeInMinutes"].IsPresent
        select topology.Violation(NoBakeTime, service, $"its deployments go by {strategy.Name} and do not say how long both versions run on after the shift, which may be more than CloudFormation waits; set BakeTimeInMinutes.") with { IsAdvice = true };

    /// <summary>"The deployment circuit breaker can only be used for services using the rolling update"; the guide knows it for blue/green too.</summary>
    public static IEnumerable<TemplateViolation> BreakersBreak(EcsTopology topology) =>
        from service in topology.Services
        where new DeploymentStrategy(service).HasSteps && service.HasCircuitBreaker
        select topology.Violation(UselessBreaker, service, $"it has a deployment circuit breaker, which deployments by {new DeploymentStrategy(service).Name} do not use; roll them back by alarms.") with { IsAdvice = true };

    /// <summary>"One or more CloudWatch alarm names": a Ref of an alarm is its name, its attribute Arn is not.</summary>
    public static IEnumerable<TemplateViolation> AlarmsAreNamed(EcsTopology topology) =>
        from service in topology.Services
        from alarm in service.Resource["DeploymentConfiguration"]["Alarms"]["AlarmNames"].Items
        let named = topology.Template.Find(alarm.Target)
        where named is not null && (named.Type is not ("AWS::CloudWatch::Alarm" or "AWS::CloudWatch::CompositeAlarm") || alarm.Text != Placeholder.For(named.LogicalId))
        select topology.Violation(MetricRules.NoAlarm, service, $"its deployments look at {alarm.Text}, which is no alarm's name; name an alarm by Ref.");

    /// <summary>The label of ALBRequestCountPerTarget names one target group, and after every other deployment the tasks are in the other.</summary>
    public static IEnumerable<TemplateViolation> ScalingSeesBothGroups(EcsTopology topology) =>
        from service in topology.Services
        where new DeploymentStrategy(service).ShiftsRequests
        from policy in topology.Template.OfType("AWS::ApplicationAutoScaling::ScalingPolicy")
        where service.Scaling.Any(t => t.Resource.LogicalId == policy["ScalingTargetId"].Target)
            && policy["TargetTrackingScalingPolicyConfiguration"]["PredefinedMetricSpecification"]["PredefinedMetricType"].Text == "ALBRequestCountPerTarget"
        select topology.Violation(OneGroupScaled, service, $"its scaling policy {policy.LogicalId} follows the requests of one target group, and after every other deployment its tasks are in the alternate one; scale by CPU, or by the sum of both groups' requests.");

    public static IEnumerable<TemplateViolation> HeadersAreRead(EcsTopology topology) =>
        from service in topology.Services
        from configuration in service.Resource["ServiceConnectConfiguration"]["Services"].Items
        let endpoint = service.Endpoints.FirstOrDefault(e => e.PortName == configuration["PortName"].Text)
        where endpoint is { Mapping: not null, IsHttp: false } && configuration["ClientAliases"].Items.Any(a => a["TestTrafficRules"].IsPresent)
        select topology.Violation(HeaderOnTcp, service, $"its port {endpoint.PortName} has a header for test requests, and no appProtocol, so Service Connect sees no headers; declare it as http, or leave TestTrafficRules out.");

    // What only AWS knows may be.
    private static bool IsOn(TemplateValue value) => value.IsTrue || value.IsUnknown;
}
