using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Service Connect has a namespace.</summary>
internal static class NamespaceRules
{
    [TemplateRule("Service Connect with no namespace, or one that is not there", "Amazon ECS API Reference, ServiceConnectConfiguration: namespace")]
    public const string Unknown = "unknown-namespace";

    /// <summary>The namespace of a service is in the template, or given by ARN.</summary>
    /// <remarks>Amazon ECS API Reference, "ServiceConnectConfiguration": name or ARN of a namespace of the account and region; default: the cluster's.</remarks>
    public static IEnumerable<TemplateViolation> Exists(EcsTopology topology) =>
        from service in topology.Services
        where service.IsConnected && service.Namespace is null
        select topology.Violation(Unknown, service, service.GivenNamespace.IsPresent
            ? $"its Service Connect namespace '{service.GivenNamespace.Text}' is not in the template; refer to the environment's."
            : "Service Connect has no namespace, neither the service's nor its cluster's default; name one.");
}
