using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.CDK;
using Amazon.CDK.AWS.SecretsManager;
using Constructs;
using EcsServiceConnect.Hosting.Model;
using EcsSecret = Amazon.CDK.AWS.ECS.Secret;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// Variables with a secret somewhere inside, such as connection strings. Services that have the same text share it, as
/// CloudFormation takes 60 dynamic references in a template, and each text needs one for each generated secret in it.
/// A secret in Secrets Manager holds, as a JSON object, all texts of one set of services, which are the only ones to
/// read it: so no service reads a text that it does not use.
/// </summary>
internal sealed class ComposedSecrets
{
    private const int NamesInDescription = 5;

    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Construct _stack;
    private readonly IReadOnlyDictionary<EcsService, Construct> _scopes;
    private readonly Dictionary<EcsValue, SharedText> _texts = [];
    private readonly Dictionary<string, Secret> _secrets = [];
    private Construct? _sharedScope;

    /// <param name="stack">Has the secrets that several services share.</param>
    /// <param name="scopes">The constructs of the services that run as tasks, which have the secrets of their own.</param>
    internal ComposedSecrets(Construct stack, IReadOnlyDictionary<EcsService, Construct> scopes)
    {
        (_stack, _scopes) = (stack, scopes);
        foreach (var service in scopes.Keys)
        {
            foreach (var variable in service.Variables.Where(IsComposed))
            {
                if (!_texts.TryGetValue(variable.Value, out var text))
                {
                    // A colon would end the key where ECS reads it (Amazon ECS Developer Guide, "Pass Secrets Manager secrets through environment variables").
                    _texts.Add(variable.Value, text = new(variable.Name.Replace(':', '.'), variable.Value));
                }

                if (!text.Users.Contains(service))
                {
                    text.Users.Add(service);
                }
            }
        }
    }

    /// <summary>Whether a secret is part of a variable's text, and not all of it.</summary>
    internal static bool IsComposed(EcsVariable variable) => variable.Value is { IsSecret: true, Parts.Count: > 1 };

    /// <summary>Where ECS finds a composed variable.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="values">Writes its value.</param>
    internal EcsSecret For(EcsVariable variable, ValueWriter values)
    {
        var text = _texts[variable.Value];
        var names = text.Names;
        if (!_secrets.TryGetValue(names, out var secret))
        {
            _secrets.Add(names, secret = AddSecret(text, names, values));
        }

        return EcsSecret.FromSecretsManager(secret, text.Key);
    }

    private Secret AddSecret(SharedText text, string names, ValueWriter values)
    {
        // All have the same users, and the keys are variables of the first of them: no two are the same.
        var members = new SortedDictionary<string, string>(_texts.Values.Where(t => t.Names == names).ToDictionary(t => t.Key, t => values.Write(t.Value)), StringComparer.Ordinal);
        var owners = text.Users.Count > NamesInDescription
            ? $"{string.Join(", ", text.Users.Take(NamesInDescription).Select(u => u.Name))} and {text.Users.Count - NamesInDescription} more"
            : string.Join(", ", text.Users.Select(u => u.Name));
        var isShared = text.Users.Count > 1;
        var secret = new Secret(isShared ? _sharedScope ??= new Construct(_stack, "Shared variables") : _scopes[text.Users[0]], isShared ? names : "Variables", new SecretProps
        {
            Description = $"Variables of {owners} with a secret inside",
            SecretStringValue = SecretValue.UnsafePlainText(JsonSerializer.Serialize(members, _json)),
        });
        if (isShared)
        {
            ((CfnResource)secret.Node.DefaultChild!).AddMetadata(ResourceLabels.Resource, owners);
        }

        return secret;
    }

    /// <summary>A text that several services may use.</summary>
    /// <param name="Key">What it is called in its secret: the variable's name in the first service.</param>
    /// <param name="Value">The text.</param>
    private sealed record SharedText(string Key, EcsValue Value)
    {
        public List<EcsService> Users { get; } = [];

        /// <summary>The users' names, which no other set of services has: there are no blanks in a resource's name.</summary>
        public string Names => string.Join(' ', Users.Select(u => u.Name).Order(StringComparer.Ordinal));
    }
}
