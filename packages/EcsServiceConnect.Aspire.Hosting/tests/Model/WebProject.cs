using Aspire.Hosting;

namespace EcsServiceConnect.Hosting.Tests.Model;

/// <summary>A web project for models, with launch settings as `dotnet new` writes them.</summary>
internal sealed class WebProject : IProjectMetadata
{
    public string ProjectPath { get; } = Path.Combine(Repository.Root, "Yelb.Web", "Yelb.Web.csproj");

    public LaunchSettings LaunchSettings { get; } = new()
    {
        Profiles = new()
        {
            ["https"] = new() { CommandName = "Project", ApplicationUrl = "https://localhost:7001;http://localhost:5001" },
        },
    };
}
