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
    // It has to fit in a connection string and in JSON without quoting.
    private const string SecretPattern = @"[^""\\;,\x00-\x1f]+";

    private readonly Dictionary<string, string> _plain = [];
    private readonly Dictionary<string, ISecret> _secrets = [];

    /// <param name="stack">What they are parameters of.</param>
    /// <param name="application">What uses them.</param>
    /// <param name="keepsData">Whether data outlives the stack; the passwords to it then do too.</param>
    internal ParameterSet(Construct stack, EcsApplication application, bool keepsData)
    {
        foreach (var parameter in application.Parameters)
        {
            var scope = new Construct(stack, parameter.Name);
            if (parameter.IsSecret)
            {
                var secret = AddSecret(scope, parameter);
                secret.ApplyRemovalPolicy(keepsData && IsUsedByStore(application, parameter) ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
                _secrets.Add(parameter.Name, secret);
            }
            else
            {
                _plain.Add(parameter.Name, AddParameter(scope, parameter).ValueAsString);
            }
        }
    }

    internal string Plain(EcsParameter parameter) => _plain[parameter.Name];

    internal ISecret Secret(EcsParameter parameter) => _secrets[parameter.Name];

    private static Secret AddSecret(Construct scope, EcsParameter parameter)
    {
        var description = $"The AppHost's parameter {parameter.Name}";
        return parameter.IsGenerated
            ? new Secret(scope, "Secret", new SecretProps
            {
                Description = description,
                GenerateSecretString = new SecretStringGenerator { PasswordLength = 32, ExcludePunctuation = true },
            })
            : new Secret(scope, "Secret", new SecretProps
            {
                Description = description,
                SecretStringValue = SecretValue.CfnParameter(AddParameter(scope, parameter)),
            });
    }

    private static CfnParameter AddParameter(Construct scope, EcsParameter parameter)
    {
        var resource = new CfnParameter(scope, "Parameter", new CfnParameterProps
        {
            Type = "String",
            Description = $"The AppHost's parameter {parameter.Name}",
            NoEcho = parameter.IsSecret ? true : null,
            AllowedPattern = parameter.IsSecret ? SecretPattern : null,
            ConstraintDescription = parameter.IsSecret ? "must have no quote, backslash, comma, semicolon or control character" : null,
        });
        resource.OverrideLogicalId(LogicalName.Of(parameter.Name));
        return resource;
    }

    private static bool IsUsedByStore(EcsApplication application, EcsParameter parameter) => application.Services
        .Where(s => s.IsStateful || s.ManagedStore is not null)
        .SelectMany(s => s.Variables)
        .SelectMany(v => v.Value.Parts)
        .OfType<EcsParameterPart>()
        .Any(p => p.Parameter.Name == parameter.Name);
}
