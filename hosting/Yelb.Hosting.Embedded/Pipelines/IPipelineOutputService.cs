using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Pipelines;

/// <summary>Where pipelines write.</summary>
public interface IPipelineOutputService
{
    /// <summary>The folder that <c>--output-path</c> names; <c>aspire-output</c> in the AppHost's by default. It need not exist yet.</summary>
    string GetOutputDirectory();
}

internal sealed class PipelineOutputService(IConfiguration configuration, string appHostDirectory) : IPipelineOutputService
{
    public string GetOutputDirectory() => Path.GetFullPath(configuration["output-path"] ?? Path.Combine(appHostDirectory, "aspire-output"));
}
