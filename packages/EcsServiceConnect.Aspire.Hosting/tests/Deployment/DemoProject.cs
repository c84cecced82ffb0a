using EcsServiceConnect.Hosting.Deployment;

namespace EcsServiceConnect.Hosting.Tests.Deployment;

/// <summary>A checkout of a smallest web project, with nothing of Yelb's.</summary>
internal sealed class DemoProject : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DemoProject()
    {
        Write("Demo.csproj", """<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""");
        Write("Program.cs", """System.Console.WriteLine("demo");""");
        Write("wwwroot/demo.css", "body { color: black }");
    }

    public void Write(string name, string content)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    public ProjectImage Image(string baseImage) => new("demo", Path.Combine(_folder.Path, "Demo.csproj"), "DemoImage") { BaseImage = baseImage };

    public void Dispose() => _folder.Dispose();
}
