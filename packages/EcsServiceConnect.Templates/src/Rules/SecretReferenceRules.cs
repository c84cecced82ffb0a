using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>What is written of a secret is as ECS reads it.</summary>
internal static class SecretReferenceRules
{
    [TemplateRule("a secret's key, stage or version that is not written as ECS reads it: ARN:key:stage:version, with all colons", "Amazon ECS Developer Guide, \"Pass Secrets Manager secrets through Amazon ECS environment variables\"; Amazon ECS API Reference, \"Secret\"")]
    public const string Malformed = "malformed-secret-reference";

    private const int Colons = 3;

    /// <summary>All three colons follow the ARN, or none; a stage or a version, and not both.</summary>
    public static IEnumerable<TemplateViolation> AreWellFormed(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from source in SecretSource.Of(task, topology.Template)
        where source.SecretArn is not null && source.Suffix.Length > 0
        let parts = source.Suffix.Split(':')
        let key = parts.ElementAtOrDefault(1)
        let fault = parts.Length - 1 != Colons ? $"has {parts.Length - 1} of the {Colons} colons behind the ARN; write it as the ARN and :{key}::"
            : parts[2].Length > 0 && parts[3].Length > 0 ? $"names stage {parts[2]} and version {parts[3]}; leave one of them out"
            : null
        where fault is not null
        select topology.Violation(Malformed, task, $"{source.Name} is read from '{source.Text}', which {fault}.");
}
