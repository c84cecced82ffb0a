using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>The address that people type, and the stack's output that has it.</summary>
internal static class PublicUrl
{
    internal static string Of(EcsPort port, EcsEnvironmentResource environment, string host) =>
        $"{environment.PublicScheme}://{host}{(port.Public!.Port == environment.PublicPort ? "" : $":{port.Public.Port}")}{port.Public.FirstPath}";

    /// <summary><c>WebUrl</c>; of further endpoints with their names, <c>WebAdminUrl</c>.</summary>
    internal static string Output(EcsService service, EcsPort port) =>
        $"{LogicalName.Of(service.Name)}{(port == service.PublicPorts.First() ? "" : LogicalName.Of(port.Endpoint.Name))}Url";
}
