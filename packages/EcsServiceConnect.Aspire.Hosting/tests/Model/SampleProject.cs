using Aspire.Hosting;

namespace EcsServiceConnect.Hosting.Tests.Model;

/// <summary>A .NET project for models: only its file has to be there.</summary>
internal sealed class SampleProject : IProjectMetadata
{
    public string ProjectPath { get; } = Path.Combine(Repository.ProjectFolder, "EcsServiceConnect.Aspire.Hosting.Tests.csproj");
}
