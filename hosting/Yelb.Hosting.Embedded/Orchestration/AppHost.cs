using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>What the build and the configuration say of the AppHost.</summary>
internal sealed class AppHost(Assembly? assembly, IConfiguration configuration)
{
    /// <summary>Whether every endpoint gets a free port, as Aspire's testing host has it, so that several run side by side.</summary>
    public bool RandomizePorts => configuration.GetValue<bool>("DcpPublisher:RandomizePorts");

    /// <summary>The assembly that a referenced project was built to; see build/EmbeddedAppHost.targets.</summary>
    public string OutputOf(string projectPath) =>
        assembly?.GetCustomAttributes<AssemblyMetadataAttribute>().SingleOrDefault(m => m.Key == $"ProjectOutput:{projectPath}")?.Value
        ?? throw new DistributedApplicationException($"The AppHost's project file does not reference {projectPath}; add a ProjectReference.");
}
