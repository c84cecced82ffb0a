using Aspire.Hosting;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>Writes the values of variables and arguments as text, in which the CDK finds the places of what only AWS knows.</summary>
/// <param name="parameters">The AppHost's parameters in the stack.</param>
/// <param name="hosts">The addresses of managed stores. Other services' are their aliases.</param>
/// <param name="publicHosts">The names under which load balancers answer.</param>
internal sealed class ValueWriter(ParameterSet parameters, IReadOnlyDictionary<EcsService, string> hosts, IReadOnlyDictionary<EcsService, string> publicHosts)
{
    /// <summary>The text; a secret in it is something that CloudFormation puts in its place when it deploys.</summary>
    internal string Write(EcsValue value) => string.Concat(value.Parts.Select(part => part switch
    {
        EcsText text => text.Text,
        EcsHostPart host => hosts.GetValueOrDefault(host.Service, host.Service.Alias),
        EcsPublicHostPart host => publicHosts[host.Service],
        EcsParameterPart { Parameter: var parameter } => parameters.Text(parameter),
        _ => throw new InvalidOperationException($"The part {part.GetType().Name} has no text."),
    }));

    /// <summary>The arguments of a container, which anyone with access to the account can read.</summary>
    /// <exception cref="DistributedApplicationException">There is a secret in one.</exception>
    internal string[] WriteCommand(EcsService service) => service.Command.Any(argument => argument.IsSecret)
        ? throw new DistributedApplicationException($"Resource '{service.Name}' has a secret among its arguments, where ECS shows it: pass it in an environment variable.")
        : [.. service.Command.Select(Write)];
}
