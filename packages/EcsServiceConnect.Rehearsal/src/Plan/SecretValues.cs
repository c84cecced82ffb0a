using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>
/// The values of a template's secrets. Those that Secrets Manager generates are made anew for each rehearsal; none is
/// ever written into a message.
/// </summary>
internal sealed class SecretValues(EcsTopology topology, StackValues values, Problems problems)
{
    private const string Parameter = "AWS::SSM::Parameter";

    // A null is one that is being made: a secret that needs itself has no value.
    private readonly Dictionary<string, string?> _values = [];
    private readonly HashSet<string> _secret = [];
    private readonly HashSet<string> _asked = [];

    /// <summary>The names and ARNs that were looked for, in the template or out of it.</summary>
    public IReadOnlySet<string> Asked => _asked;

    /// <summary>What nobody may see: what was generated, what containers get as secrets, and parameters with NoEcho.</summary>
    public IReadOnlyCollection<string> All =>
    [
        .. _secret.Concat(topology.Template.Parameters.Where(p => p.Value["NoEcho"].IsTrue).Select(p => topology.Template.ValueOf(p.Key) ?? "")).Where(s => s.Length > 0).Distinct(),
    ];

    /// <summary>What a container gets for a `valueFrom`.</summary>
    /// <remarks>Amazon ECS API Reference, "Secret": the ARN of a secret, with `:key:stage:version` after it, or the name or ARN of a Systems Manager parameter.</remarks>
    public string From(string valueFrom, string where)
    {
        var (inTemplate, key) = topology.Secrets.Source(valueFrom);
        var value = inTemplate is not null ? Of(inTemplate, key, where) : Given(values.WithoutPlaceholders(valueFrom, where), where);
        _secret.Add(value);
        return value;
    }

    /// <summary>A text with the values of its dynamic references.</summary>
    public string Resolve(string text, string where) =>
        DynamicReference.Replace(text, reference =>
        {
            var value = reference.Service != "secretsmanager" ? OfParameter(reference.Id, where)
                : Find(reference.Id) is { } secret ? Of(secret, reference.Key, where)
                : Given(reference.Key is null ? reference.Id : $"{reference.Id}:{reference.Key}::", where);
            if (reference.Service != "ssm")
            {
                _secret.Add(value);
            }

            return value;
        });

    private string Given(string reference, string where)
    {
        // An ARN has six colons of its own, and a key may follow.
        var parts = reference.Split(':');
        var (id, key) = reference.StartsWith("arn:", StringComparison.Ordinal) && parts.Length > 7
            ? (string.Join(':', parts[..7]), parts[7].Length > 0 ? parts[7] : null)
            : (reference, null);
        return Find(id) is { } secret ? Of(secret, key, where)
            : ValueOf(reference) is { } whole ? whole
            : (ValueOf(id) ?? (NameIn(id) is { } name ? ValueOf(name) : null)) is { } given ? Member(given, key, id, where)
            : OfParameter(id, where);
    }

    // A secret's ARN ends in its name, a hyphen and six characters.
    private static string? NameIn(string arn) => arn.Split(":secret:") is [_, var name] && name.Length > "-AbCdEf".Length && name[^"-AbCdEf".Length] == '-' ? name[..^"-AbCdEf".Length] : null;

    private string? ValueOf(string name)
    {
        _asked.Add(name);
        return topology.Template.ValueOf(name);
    }

    // By name, or by an ARN, which ends in the name, a hyphen and six characters.
    private TemplateResource? Find(string id) =>
        topology.Secrets.All.FirstOrDefault(s =>
            values.Readable($"{Placeholder.Open}{s.LogicalId}{Placeholder.Close}") is var arn
            && (id == arn || id == arn[(arn.IndexOf(":secret:", StringComparison.Ordinal) + ":secret:".Length)..^"-AbCdEf".Length]));

    private string OfParameter(string name, string where)
    {
        var path = name.Contains(":parameter/", StringComparison.Ordinal) ? name[(name.IndexOf(":parameter/", StringComparison.Ordinal) + ":parameter".Length)..] : name;
        if (topology.Template.OfType(Parameter).FirstOrDefault(p => values.Readable(p["Name"].Text ?? p.LogicalId).TrimStart('/') == path.TrimStart('/')) is { } parameter)
        {
            return values.Text(parameter["Value"], where) ?? "";
        }

        if ((ValueOf(name) ?? ValueOf(path) ?? ValueOf(path.TrimStart('/'))) is not { } given)
        {
            problems.Add(name, $"{where}: '{name}' is not in the template; give it in \"parameters\" of the map.");
            return "";
        }

        return given;
    }

    private string Of(TemplateResource secret, string? key, string where) => Member(Of(secret, where), key, secret.LogicalId, where);

    private string Member(string value, string? key, string secret, string where)
    {
        if (key is null || value.Length == 0)
        {
            return value;
        }

        if (Secrets.Members(value)?[key] is { } member)
        {
            return member.ToString();
        }

        var attached = topology.Template.OfType("AWS::SecretsManager::SecretTargetAttachment").Any(a => a["SecretId"].Target == secret);
        if (attached && topology.Template.ValueOf($"{secret}.{key}") is { } given)
        {
            return given;
        }

        problems.Add(
            $"{secret}.{key}",
            attached ? $"{where}: key {key} of secret {secret} comes from a database that is not rehearsed; give '{secret}.{key}' in \"parameters\" of the map."
            : $"{where}: secret {secret} has no key {key}, so ECS would not start the task; refer to one that it has.");
        return "";
    }

    private string Of(TemplateResource secret, string where)
    {
        if (_values.TryGetValue(secret.LogicalId, out var known))
        {
            if (known is null)
            {
                problems.Add($"{where}: secret {secret.LogicalId} refers to itself; leave that out.");
            }

            return known ?? "";
        }

        _values[secret.LogicalId] = null;
        var generated = secret["GenerateSecretString"];
        var value = generated.IsPresent ? Generate(secret, generated) : values.Text(secret["SecretString"], $"secret {secret.LogicalId}");
        if (value is null)
        {
            problems.Add($"{where}: secret {secret.LogicalId} has no value; give it SecretString or GenerateSecretString.");
        }

        return _values[secret.LogicalId] = value ?? "";
    }

    private string Generate(TemplateResource secret, TemplateValue configuration)
    {
        var made = GeneratedSecret.Of(configuration).Make();
        if (made is null)
        {
            problems.Add($"secret {secret.LogicalId}: GenerateSecretString leaves too few characters, or its PasswordLength is not from 1 to 4096; allow more.");
            return "";
        }

        _secret.Add(made);
        if (values.Text(configuration["SecretStringTemplate"], $"secret {secret.LogicalId}") is not { } template)
        {
            return made;
        }

        if (configuration["GenerateStringKey"].Text is { } key && GeneratedSecret.Into(template, key, made) is { } text)
        {
            return text;
        }

        problems.Add($"secret {secret.LogicalId}: SecretStringTemplate needs a JSON object and a GenerateStringKey beside it; give both.");
        return "";
    }
}
