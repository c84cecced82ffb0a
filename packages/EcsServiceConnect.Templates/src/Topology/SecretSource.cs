using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>Where ECS fetches a secret from when a task starts: a `valueFrom`, or the credentials of a registry.</summary>
/// <remarks>
/// Amazon ECS API Reference, "Secret"; Amazon ECS Developer Guide, "Pass Secrets Manager secrets through Amazon ECS
/// environment variables": `arn[:key:stage:version]`, all three colons or none.
/// </remarks>
/// <param name="Name">What it is for, as `variable POSTGRES_PASSWORD`.</param>
/// <param name="Text">As it is written.</param>
internal sealed partial record SecretSource(string Name, string Text)
{
    /// <summary>The secret or parameter, where the template makes it.</summary>
    public TemplateResource? Resource { get; private init; }

    /// <summary>The secret's ARN as the template writes it; null where it is no secret of Secrets Manager, or not known to be one.</summary>
    public string? SecretArn { get; private init; }

    /// <summary>What follows the secret's ARN: key, stage and version.</summary>
    public string Suffix { get; private init; } = "";

    /// <summary>The name of a parameter of Systems Manager; null where it is none, or not known to be one.</summary>
    public string? Parameter { get; private init; }

    /// <summary>All that a task needs fetched before it starts.</summary>
    public static IEnumerable<SecretSource> Of(TaskDefinition task, CloudFormationTemplate template)
    {
        foreach (var container in task.Containers)
        {
            var named = container.Secrets.Select(s => (Name: $"variable {s.Name}", s.Value))
                .Concat(container.Definition["LogConfiguration"]["SecretOptions"].Items.Select(o => (Name: $"log option {o["Name"].Text}", Value: o["ValueFrom"].Text ?? "")))
                .Append((Name: "the registry's credentials", Value: container.Definition["RepositoryCredentials"]["CredentialsParameter"].Text ?? ""));
            foreach (var (name, value) in named.Where(n => n.Value.Length > 0))
            {
                yield return Of(name, value, template);
            }
        }
    }

    public static SecretSource Of(string name, string text, CloudFormationTemplate template)
    {
        var source = new SecretSource(name, text);
        var (id, after) = Placeholder.Leading(text);
        if (SecretOf(id, template) is { } secret)
        {
            return source with { Resource = secret, SecretArn = text[..^after.Length], Suffix = after };
        }

        if (template.Find(id, "AWS::SSM::Parameter") is { } parameter)
        {
            return source with { Resource = parameter, Parameter = text };
        }

        return SecretByArn().Match(text) is { Success: true } match ? source with { SecretArn = match.Groups["arn"].Value, Suffix = match.Groups["suffix"].Value }
            : ParameterByArn().Match(text) is { Success: true } found ? source with { Parameter = found.Groups["name"].Value }
            : text.Contains(':', StringComparison.Ordinal) || id is not null ? source
            : source with { Parameter = text };
    }

    /// <summary>The secret with that logical id, or the one of an attachment, whose Ref is the secret's ARN (AWS::SecretsManager::SecretTargetAttachment).</summary>
    public static TemplateResource? SecretOf(string? id, CloudFormationTemplate template) =>
        template.Find(id, Secrets.Type) ?? template.Find(template.Find(id, "AWS::SecretsManager::SecretTargetAttachment")?["SecretId"].Target, Secrets.Type);

    [GeneratedRegex(@"^(?<arn>arn:(⟦[^⟧]*⟧|[^:⟦])*:secretsmanager:(⟦[^⟧]*⟧|[^:⟦])*:(⟦[^⟧]*⟧|[^:⟦])*:secret:(⟦[^⟧]*⟧|[^:⟦])+)(?<suffix>(:.*)?)$")]
    private static partial Regex SecretByArn();

    [GeneratedRegex(@"^arn:(⟦[^⟧]*⟧|[^:⟦])*:ssm:(⟦[^⟧]*⟧|[^:⟦])*:(⟦[^⟧]*⟧|[^:⟦])*:parameter(?<name>/?.+)$")]
    private static partial Regex ParameterByArn();
}
