using Amazon.CDK;
using Amazon.CDK.AWS.SecretsManager;
using Constructs;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// The AppHost's parameters: plain ones are the stack's parameters; secret ones are in Secrets Manager, which makes
/// them up where the AppHost would, and else get them from a parameter that CloudFormation shows to no one.
/// </summary>
internal sealed class ParameterSet
{
    private readonly EcsApplication _application;
    private readonly Dictionary<EcsParameter, Construct> _scopes = [];
    private readonly Dictionary<string, string> _plain = [];
    private readonly Dictionary<string, ISecret> _secrets = [];
    private readonly Dictionary<string, SecretValue> _secretValues = [];

    /// <param name="stack">What they are parameters of.</param>
    /// <param name="application">What uses them.</param>
    /// <param name="keepsData">Whether data outlives the stack; the passwords to it then do too.</param>
    internal ParameterSet(Construct stack, EcsApplication application, bool keepsData)
    {
        _application = application;
        foreach (var parameter in application.Parameters)
        {
            var scope = StackScope.Add(stack, parameter.Name);
            _scopes.Add(parameter, scope);
            if (!parameter.IsSecret)
            {
                _plain.Add(parameter.Name, AddParameter(scope, parameter).ValueAsString);
                continue;
            }

            var secret = AddSecret(scope, parameter);
            secret.ApplyRemovalPolicy(keepsData && IsUsedByStore(parameter) ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
            _secrets.Add(parameter.Name, secret);
        }
    }

    /// <summary>What each parameter became.</summary>
    internal IReadOnlyDictionary<EcsParameter, Construct> Scopes => _scopes;

    /// <summary>The secret that has the parameter's value and nothing else.</summary>
    internal ISecret Secret(EcsParameter parameter) => _secrets[parameter.Name];

    /// <summary>
    /// The secret's value, for a property of a resource that keeps it secret. One that is given is the stack's parameter
    /// itself, rather than a dynamic reference to its secret: CloudFormation takes 60 of those in a template (AWS
    /// CloudFormation User Guide, "Get values stored in other services using dynamic references").
    /// </summary>
    internal SecretValue Value(EcsParameter parameter) => _secretValues[parameter.Name];

    /// <summary>The value in a text, in which CloudFormation puts it in its place.</summary>
    internal string Text(EcsParameter parameter) => parameter.IsSecret ? Value(parameter).UnsafeUnwrap() : _plain[parameter.Name];

    private Secret AddSecret(Construct scope, EcsParameter parameter)
    {
        var description = $"The AppHost's parameter {parameter.Name}";
        if (!parameter.IsGenerated)
        {
            var given = SecretValue.CfnParameter(AddParameter(scope, parameter));
            _secretValues.Add(parameter.Name, given);
            return new Secret(scope, "Secret", new SecretProps { Description = description, SecretStringValue = given });
        }

        var secret = new Secret(scope, "Secret", new SecretProps { Description = description, GenerateSecretString = Generator(parameter.Generation) });
        _secretValues.Add(parameter.Name, secret.SecretValue);
        return secret;
    }

    // Each kind of characters that is not excluded comes at least once: that is Secrets Manager's default.
    private static SecretStringGenerator Generator(SecretGeneration generation) => new()
    {
        PasswordLength = generation.Length,
        ExcludeLowercase = generation.HasLowercase ? null : true,
        ExcludeUppercase = generation.HasUppercase ? null : true,
        ExcludeNumbers = generation.HasDigits ? null : true,
        ExcludePunctuation = generation.HasSpecial ? null : true,
        ExcludeCharacters = generation.HasSpecial ? SecretGeneration.ExcludedSpecial : null,
    };

    private CfnParameter AddParameter(Construct scope, EcsParameter parameter)
    {
        var constraint = ParameterConstraint.Of(parameter, _application.Services);
        var resource = new CfnParameter(scope, "Parameter", new CfnParameterProps
        {
            Type = "String",
            Description = $"The AppHost's parameter {parameter.Name}{(constraint is null ? "" : $"; it {constraint.Description}")}",
            Default = parameter.Default,
            NoEcho = parameter.IsSecret ? true : null,
            AllowedPattern = constraint?.AllowedPattern,
            ConstraintDescription = constraint?.Description,
        });
        resource.OverrideLogicalId(parameter.LogicalId);
        return resource;
    }

    private bool IsUsedByStore(EcsParameter parameter) => _application.Services
        .Where(s => s.IsStateful || s.ManagedStore is not null)
        .SelectMany(s => s.Variables)
        .SelectMany(v => v.Value.Parts)
        .OfType<EcsParameterPart>()
        .Any(p => p.Parameter.Name == parameter.Name);
}
