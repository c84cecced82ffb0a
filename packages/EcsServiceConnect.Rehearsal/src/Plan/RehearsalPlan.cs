using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>What of a template is rehearsed: everything resolved, as AWS would have it after a deployment.</summary>
/// <param name="Services">The ECS services.</param>
/// <param name="LoadBalancers">The application load balancers.</param>
/// <param name="SecurityGroups">The security groups by their keys.</param>
/// <param name="NotRehearsed">What is in the template and is not rehearsed: a line for each.</param>
/// <param name="Secrets">The values that nobody may see in plain text, such as generated passwords.</param>
internal sealed record RehearsalPlan(
    IReadOnlyList<ServicePlan> Services,
    IReadOnlyList<LoadBalancerPlan> LoadBalancers,
    IReadOnlyDictionary<string, SecurityGroup> SecurityGroups,
    IReadOnlyList<string> NotRehearsed,
    IReadOnlyCollection<string> Secrets);
