using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>
/// What a container's variables hold when it starts, with a mark in place of each generated secret that tells it from all
/// others: `⟦secret|LogicalId|key⟧`.
/// </summary>
/// <remarks>AWS CloudFormation User Guide, "Get a secret or secret value from Secrets Manager" (dynamic references).</remarks>
internal sealed partial class ContainerValues(EcsTopology topology)
{
    private const int MaxDepth = 5;

    /// <summary>The plain and the secret variables of a container.</summary>
    public IReadOnlyList<Variable> Of(Container container) =>
        [.. container.Environment.Select(v => v with { Value = Marked(v.Value, 0) }), .. container.Secrets.Select(s => s with { Value = OfSecret(s) })];

    /// <summary>The text with marks.</summary>
    public string Marked(string text) => Marked(text, 0);

    /// <summary>Whether nothing in a text is left open but secrets of the template.</summary>
    public bool IsKnown(string text) =>
        !text.Contains('$', StringComparison.Ordinal) && !Mark().Replace(text, m => topology.Template.Find(m.Groups["id"].Value) is null ? m.Value : "").Contains(Placeholder.Open);

    private string OfSecret(Variable variable)
    {
        var source = SecretSource.Of(variable.Name, variable.Value, topology.Template);
        var key = source.Suffix.Split(':').ElementAtOrDefault(1) ?? "";
        return source is { Resource: { } resource, SecretArn: not null } ? Held(resource, key, 0) : MarkOf(Placeholder.Readable(variable.Value), "");
    }

    private string Marked(string text, int depth) => Reference().Replace(text, match =>
    {
        var id = match.Groups["id"].Value;
        return SecretSource.SecretOf(Placeholder.TargetOf(id), topology.Template) is { } secret
            ? Held(secret, match.Groups["key"].Value, depth)
            : MarkOf(Placeholder.Readable(id), match.Groups["key"].Value);
    });

    // What the template says of the secret, else its mark.
    private string Held(TemplateResource secret, string key, int depth)
    {
        var text = secret["SecretString"].Text ?? (key.Length > 0 ? secret["GenerateSecretString"]["SecretStringTemplate"].Text : null);
        var held = text is null ? null
            : key.Length == 0 ? text
            : Secrets.Members(text)?[key] is JsonValue member ? member.ToString()
            : null;
        return held is null || depth > MaxDepth ? MarkOf(secret.LogicalId, key) : Marked(held, depth + 1);
    }

    private static string MarkOf(string id, string key) => Placeholder.For($"secret|{id}|{key}");

    [GeneratedRegex(@"\{\{resolve:secretsmanager:(?<id>⟦[^⟧]+⟧|[^}]*?)(:SecretString(:(?<key>[^:}]*)[^}]*)?)?\}\}")]
    private static partial Regex Reference();

    [GeneratedRegex(@"⟦secret\|(?<id>[^|⟧]+)\|[^⟧]*⟧")]
    private static partial Regex Mark();
}
