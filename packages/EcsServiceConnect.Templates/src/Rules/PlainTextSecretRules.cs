using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>No secret is in the template, or in a task definition, where everyone who may read them sees it.</summary>
/// <remarks>
/// Amazon ECS Developer Guide, "Pass sensitive data to an Amazon ECS container"; AWS CloudFormation User Guide, "Use
/// dynamic references": a resolved reference is plain text in the resource that it is resolved for.
/// </remarks>
internal static partial class PlainTextSecretRules
{
    [TemplateRule("a secret in plain text: in a variable, a command, a secret's text, a parameter's default, a store's password", "Amazon ECS Developer Guide, Pass sensitive data to an Amazon ECS container", IsPractice = true)]
    public const string PlainText = "plain-text-secret";

    // Of properties that are a secret as a whole.
    private static readonly string[] _secretProperties = ["MasterUserPassword", "AuthToken"];

    /// <summary>In a container's environment or command.</summary>
    public static IEnumerable<TemplateViolation> InContainers(EcsTopology topology)
    {
        foreach (var task in topology.TaskDefinitions)
        {
            foreach (var container in task.Containers)
            {
                foreach (var variable in container.Environment.Where(v => FetchesSecret(topology, v.Value) || IsSecret(v.Name, v.Value)))
                {
                    yield return topology.Violation(PlainText, task, $"variable {variable.Name} holds a secret in plain text; make it a secret parameter, so that ECS fetches it from Secrets Manager.");
                }

                foreach (var property in new[] { "Command", "EntryPoint" })
                {
                    var words = container.Definition[property].Items.Select(i => i.Text ?? "");
                    if (SecretArgument().IsMatch(string.Join(' ', words)) || words.Any(w => HoldsSecret(w) || FetchesSecret(topology, w)))
                    {
                        yield return topology.Violation(PlainText, task, $"the {property} of container {container.Name} holds a secret in plain text; read it from a variable that is a secret.");
                    }
                }
            }
        }
    }

    /// <summary>In a secret's own text, which must be generated or composed of references to other secrets.</summary>
    public static IEnumerable<TemplateViolation> InSecrets(EcsTopology topology)
    {
        foreach (var secret in topology.Secrets.All)
        {
            var text = secret["SecretString"].Text ?? "";
            IEnumerable<string> literal = Secrets.Members(text) is { } members
                ? members.Where(m => IsSecret(m.Key, Literal(topology, m.Value?.ToString() ?? ""))).Select(m => $"key {m.Key} of secret {secret.LogicalId} holds its value")
                // Around references there may be a connection string.
                : Literal(topology, text) is { Length: > 0 } rest && (rest == text || HoldsSecret(rest)) ? [$"secret {secret.LogicalId} holds its value"]
                : [];
            foreach (var what in literal)
            {
                yield return topology.Violation(PlainText, secret, $"{what} in plain text; generate it (GenerateSecretString) or refer to one that is.");
            }
        }
    }

    /// <summary>In a parameter's default, or in the password property of a managed store.</summary>
    public static IEnumerable<TemplateViolation> Elsewhere(EcsTopology topology)
    {
        foreach (var (name, parameter) in topology.Template.Parameters)
        {
            // A key alone is no name of a secret here: who publishes a default has thought of whether it is one.
            if (parameter["Default"].Text is { Length: > 0 } value && (parameter["NoEcho"].IsTrue || HoldsSecret(value) || (IsSecret(name, value) && !OrdinaryKey().IsMatch(name))))
            {
                yield return new TemplateViolation(PlainText, name, $"{name}: the parameter has a secret as its default; leave the default out.", name);
            }
        }

        foreach (var resource in topology.Template.Resources)
        {
            foreach (var property in _secretProperties.Where(p => resource[p].Text is { Length: > 0 } text && !DynamicSecret().IsMatch(text) && !text.Contains(Placeholder.Open)))
            {
                yield return topology.Violation(PlainText, resource, $"{property} of {resource.LogicalId} is in plain text; refer to a secret of Secrets Manager.");
            }
        }
    }

    private static bool IsSecret(string name, string value) =>
        HoldsSecret(value) || (SecretName().IsMatch(name) && !HarmlessKey().IsMatch(name) && value.Length > 0 && !HarmlessValue().IsMatch(value) && !IsUnknownKey(name, value));

    // What is given when the stack is deployed may be any kind of key; a password is one by its name.
    private static bool IsUnknownKey(string name, string value) => KeyName().IsMatch(name) && Placeholder.TargetOf(value) is not null;

    private static bool HoldsSecret(string value) => SecretAssignment().Matches(value).Any(m => !IsName(m, value)) || UserInfo().IsMatch(value);

    // Of a pair, AccessKey is the user and SecretKey the password (AWS, MinIO).
    private static bool IsName(Match assignment, string value) => AccessKey().IsMatch(assignment.Value) && SecretKey().IsMatch(value);

    // Where CloudFormation would put a secret's value, and leave it readable.
    private static bool FetchesSecret(EcsTopology topology, string value) =>
        DynamicSecret().IsMatch(value) || Placeholder.Without(value, id => IsNoEcho(topology, id)) != value;

    // What is left of a secret's text without references to other secrets and to parameters that are given at deployment:
    // those are resolved within Secrets Manager, which is where they belong.
    private static string Literal(EcsTopology topology, string text) =>
        Placeholder.Without(DynamicSecret().Replace(text, ""), id => IsNoEcho(topology, id));

    private static bool IsNoEcho(EcsTopology topology, string id) =>
        topology.Template.Parameters.TryGetValue(id, out var parameter) && parameter["NoEcho"].IsTrue;

    [GeneratedRegex(@"\{\{resolve:(secretsmanager|ssm-secure):[^}]*\}\}")]
    private static partial Regex DynamicSecret();

    [GeneratedRegex(@"(PASSWORD|PASSWD|PASSPHRASE|PWD|SECRET|TOKEN|CREDENTIALS?|(?<![A-Z])(API)?KEY)$|(?-i:(?<=[a-z])Key)$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"(PUBLIC|PUBLISHABLE|SITE|PARTITION|SORT|PRIMARY|FOREIGN|ROUTING|CACHE|OBJECT|ROW|SERVICE|INDEX|INSTRUMENTATION)[_:-]*KEY$|^(NEXT_PUBLIC|NUXT_PUBLIC|VITE|REACT_APP|GATSBY|PUBLIC)_|(PASSWORD|PASSWD|CREDENTIALS?|TOKEN|KEY|AUTH)[_:-]*SECRET$", RegexOptions.IgnoreCase)]
    private static partial Regex HarmlessKey();

    [GeneratedRegex(@"(?<!(api|access|account|secret|shared|private|signing|encryption|master|license)[_-]*)KEY$", RegexOptions.IgnoreCase)]
    private static partial Regex OrdinaryKey();

    [GeneratedRegex(@"KEY$", RegexOptions.IgnoreCase)]
    private static partial Regex KeyName();

    // Switches, names of headers, and of where a secret is kept: ARNs, paths, aliases of AWS KMS.
    [GeneratedRegex(@"^((?i:true|false|yes|no|on|off|[0-9]|x-[a-z-]+|arn:[^\s]+|/[^\s]*|alias/[^\s]+)|[a-z][a-z0-9_-]*(/[a-z][a-z0-9_-]*)+)$")]
    private static partial Regex HarmlessValue();

    [GeneratedRegex(@"(?<![a-z])(password|passwd|pwd|secret|token|(account|access|secret|shared|api)-?_?key|(?<=;)key)\s*=\s*[^\s;,&$'""]", RegexOptions.IgnoreCase)]
    private static partial Regex SecretAssignment();

    [GeneratedRegex(@"^access-?_?key\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex AccessKey();

    [GeneratedRegex(@"(?<![a-z])secret-?_?key\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex SecretKey();

    [GeneratedRegex(@"[a-z][a-z0-9+.-]*://[^\s/:@]*:[^\s/@$]+@", RegexOptions.IgnoreCase)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"(?<=^|\s)--?(requirepass|masterauth|password|passwd|pass|pwd|secret|token|api-key)(\s+|=)[^\s$'""-]", RegexOptions.IgnoreCase)]
    private static partial Regex SecretArgument();
}
