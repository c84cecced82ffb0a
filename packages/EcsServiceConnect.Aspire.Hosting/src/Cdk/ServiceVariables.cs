using EcsServiceConnect.Hosting.Model;
using EcsSecret = Amazon.CDK.AWS.ECS.Secret;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// A container's environment. A variable that is nothing but a secret parameter comes from that parameter's secret, and
/// one with a secret somewhere inside from a secret of its own (<see cref="ComposedSecrets"/>).
/// </summary>
/// <param name="Plain">Variables with no secret in them.</param>
/// <param name="Secret">Variables that ECS reads from Secrets Manager when a task starts, by name.</param>
internal sealed record ServiceVariables(Dictionary<string, string> Plain, SortedDictionary<string, EcsSecret> Secret)
{
    internal static ServiceVariables Of(EcsService service, ParameterSet parameters, ComposedSecrets composed, ValueWriter values)
    {
        var result = new ServiceVariables([], new(StringComparer.Ordinal));
        foreach (var variable in service.Variables)
        {
            if (!variable.Value.IsSecret)
            {
                result.Plain[variable.Name] = values.Write(variable.Value);
            }
            else if (ComposedSecrets.IsComposed(variable))
            {
                result.Secret[variable.Name] = composed.For(variable, values);
            }
            else
            {
                result.Secret[variable.Name] = EcsSecret.FromSecretsManager(parameters.Secret(((EcsParameterPart)variable.Value.Parts[0]).Parameter));
            }
        }

        return result;
    }
}
