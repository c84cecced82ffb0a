using Amazon.CDK;
using Aspire.Hosting;
using EcsServiceConnect.Hosting.Cdk;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Stores;

/// <summary>The password that the container would have had, by the same parameter.</summary>
internal static class ManagedStorePassword
{
    internal static SecretValue Of(EcsService service, string variable, ParameterSet parameters) =>
        service.Variables.FirstOrDefault(v => v.Name == variable)?.Value.Parts is [EcsParameterPart { Parameter: { IsSecret: true } parameter }]
            ? parameters.Value(parameter)
            : throw new DistributedApplicationException($"Resource '{service.Name}' becomes a managed store, which needs a password: its variable {variable} must be a secret parameter.");
}
