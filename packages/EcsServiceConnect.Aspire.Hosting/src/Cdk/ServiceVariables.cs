using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.CDK;
using Amazon.CDK.AWS.SecretsManager;
using Constructs;
using EcsServiceConnect.Hosting.Model;
using EcsSecret = Amazon.CDK.AWS.ECS.Secret;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// A container's environment. A variable that is nothing but a secret parameter comes from that parameter's secret;
/// those with a secret somewhere inside, such as connection strings, from one secret of the service's own, a JSON
/// object by variable name.
/// </summary>
/// <param name="Plain">Variables with no secret in them.</param>
/// <param name="Secret">Variables that ECS reads from Secrets Manager when a task starts.</param>
internal sealed record ServiceVariables(Dictionary<string, string> Plain, Dictionary<string, EcsSecret> Secret)
{
    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static ServiceVariables AddTo(Construct scope, EcsService service, ParameterSet parameters, ValueWriter values)
    {
        var result = new ServiceVariables([], []);
        var composed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in service.Variables)
        {
            if (!variable.Value.IsSecret)
            {
                result.Plain[variable.Name] = values.Write(variable.Value);
            }
            else if (variable.Value.Parts is [EcsParameterPart { Parameter: var parameter }])
            {
                result.Secret[variable.Name] = EcsSecret.FromSecretsManager(parameters.Secret(parameter));
            }
            else
            {
                composed[variable.Name] = values.Write(variable.Value);
            }
        }

        if (composed.Count > 0)
        {
            var secret = new Secret(scope, "Variables", new SecretProps
            {
                Description = $"Variables of {service.Name} with a secret inside",
                SecretStringValue = SecretValue.UnsafePlainText(JsonSerializer.Serialize(composed, _json)),
            });
            foreach (var name in composed.Keys)
            {
                result.Secret[name] = EcsSecret.FromSecretsManager(secret, name);
            }
        }

        return result;
    }
}
