using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Telemetry;

/// <summary>What a dashboard must not be, in the words of the AppHost.</summary>
internal static class TelemetryRules
{
    public static void Check(IReadOnlyDictionary<IResource, EcsService> services, EcsEnvironmentResource environment, EcsFindings findings)
    {
        foreach (var (resource, service) in services.Where(s => s.Value.Page is not null))
        {
            if (service.Options.Scaling is not null || (service.Options.DesiredCount ?? service.Replicas) > 1)
            {
                findings.Errors.Add($"'{service.Name}' keeps telemetry in the memory of its task, and each of several would have a part of it: leave DesiredCount, replicas and Scaling out.");
            }

            if (service.PublicPorts.Any() && environment.Domain is null)
            {
                findings.Report(resource, "token-in-plain-http", $"'{service.Name}' is external, and environment '{environment.Name}' has no domain: its token and what it shows would pass the internet in plain text. Set Domain, or leave WithExternalHttpEndpoints() out, and reach it by the command in the stack's output.");
            }
        }
    }
}
