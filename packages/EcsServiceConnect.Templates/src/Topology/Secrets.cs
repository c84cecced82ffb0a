using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>The template's `AWS::SecretsManager::Secret` resources, as ECS reads them.</summary>
internal sealed class Secrets(CloudFormationTemplate template)
{
    public const string Type = "AWS::SecretsManager::Secret";

    private const string Attachment = "AWS::SecretsManager::SecretTargetAttachment";

    public IEnumerable<TemplateResource> All => template.OfType(Type);

    /// <summary>The secret that `valueFrom` reads, and the key in it that it wants; no secret where it is not in the template.</summary>
    /// <remarks>Amazon ECS Developer Guide, "Pass Secrets Manager secrets through environment variables": `arn[:key[:stage[:version]]]`.</remarks>
    public (TemplateResource? Secret, string? Key) Source(string valueFrom)
    {
        var (id, after) = Placeholder.Leading(valueFrom);
        var parts = after.Split(':');
        // What is attached to a database stands for the secret (AWS::SecretsManager::SecretTargetAttachment, Ref).
        id = template.Find(id, Attachment)?["SecretId"].Target ?? id;
        return (template.Find(id, Type), parts.Length > 1 && parts[1].Length > 0 ? parts[1] : null);
    }

    /// <summary>The variable with the value that the container gets; null where the template does not show it.</summary>
    public Variable? Value(Variable secret)
    {
        var (resource, key) = Source(secret.Value);
        var text = resource?["SecretString"].Text;
        return text is null ? null
            : key is null ? secret with { Value = text }
            : Members(text)?[key] is { } member ? secret with { Value = member.ToString() }
            : null;
    }

    /// <summary>The keys of a secret, none where it is no JSON object; null where the template does not show it.</summary>
    public IReadOnlyCollection<string>? KeysOf(TemplateResource secret)
    {
        // An attachment adds the database's address to it.
        if (template.OfType(Attachment).Any(a => a["SecretId"].Target == secret.LogicalId))
        {
            return null;
        }

        if (secret["SecretString"].Text is { } text)
        {
            return Members(text) is { } members ? [.. members.Select(m => m.Key)]
                : text.Contains(Placeholder.Open) ? null
                : [];
        }

        // Without either somebody fills it by hand.
        var generated = secret["GenerateSecretString"];
        var given = Members(generated["SecretStringTemplate"].Text ?? "{}");
        return !generated.IsPresent || generated.IsUnknown || generated["GenerateStringKey"].IsUnknown || (given is null && generated["SecretStringTemplate"].IsUnknown) ? null
            : generated["GenerateStringKey"].Text is { } key ? [key, .. given?.Select(m => m.Key) ?? []]
            : [];
    }

    /// <summary>The members of a JSON object; null where it is none.</summary>
    public static JsonObject? Members(string text) => JsonText.Parse(text, allowsTwice: false) as JsonObject;
}
