using System.IO.Compression;
using System.Text;
using Yelb.Hosting.Machine;

namespace Yelb.Tests.Build;

/// <summary>The first restore finds out which Aspire can host Yelb. See build/AspireHost.targets.</summary>
public sealed class AspireHostChoiceTests : IDisposable
{
    private readonly string _clone = Directory.CreateTempSubdirectory("yelb-choice-").FullName;

    public AspireHostChoiceTests()
    {
        foreach (var file in (string[])["global.json", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "Directory.Solution.targets", "build/AspireHost.targets", "build/AspireProbe/AspireProbe.csproj"])
        {
            var copy = Path.Combine(_clone, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(Repository.Root, file), copy);
        }

        Directory.CreateDirectory(Path.Combine(_clone, "feed"));
        Write("NuGet.config", """<configuration><packageSources><clear /><add key="feed" value="feed" /></packageSources></configuration>""");
        Write("App/App.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>
                <PackageReference Include="Aspire.Hosting.AppHost" Condition="'$(AspireHost)' == 'packages'" />
              </ItemGroup>
            </Project>
            """);
        Write("App.slnx", """<Solution><Project Path="App/App.csproj" /></Solution>""");
    }

    private string Choice => File.ReadAllText(Path.Combine(_clone, "AspireHost.props"));

    public void Dispose() => Directory.Delete(_clone, recursive: true);

    [Fact]
    public async Task Without_Aspires_packages_it_is_embedded()
    {
        var output = await RestoreAsync("App/App.csproj");

        Assert.Contains("AspireHost is embedded: the NuGet sources do not have Aspire's packages.", output, StringComparison.Ordinal);
        Assert.Contains("<AspireHost>embedded</AspireHost>", Choice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("App/App.csproj")]
    [InlineData("App.slnx")]
    public async Task With_Aspires_packages_it_is_packages_and_they_are_restored(string projectOrSolution)
    {
        PutPackageIntoFeed();

        var output = await RestoreAsync(projectOrSolution);

        Assert.Contains("AspireHost is packages: the NuGet sources have Aspire's packages.", output, StringComparison.Ordinal);
        Assert.Contains("<AspireHost>packages</AspireHost>", Choice, StringComparison.Ordinal);
        Assert.Contains("Aspire.Hosting.AppHost", await File.ReadAllTextAsync(Path.Combine(_clone, "App/obj/project.assets.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_user_says_counts_and_nothing_is_asked()
    {
        PutPackageIntoFeed();

        var output = await RestoreAsync("App/App.csproj", "-p:AspireHost=embedded");

        Assert.DoesNotContain("AspireHost is", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_clone, "AspireHost.props")));
    }

    private void Write(string file, string text)
    {
        var path = Path.Combine(_clone, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private void PutPackageIntoFeed()
    {
        using var package = ZipFile.Open(Path.Combine(_clone, "feed", "Aspire.Hosting.AppHost.13.5.4.nupkg"), ZipArchiveMode.Create);
        using var nuspec = package.CreateEntry("Aspire.Hosting.AppHost.nuspec").Open();
        nuspec.Write(Encoding.UTF8.GetBytes("""
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata><id>Aspire.Hosting.AppHost</id><version>13.5.4</version><authors>a test</authors><description>Stands in for the real one.</description></metadata>
            </package>
            """));
    }

    private async Task<string> RestoreAsync(params string[] arguments)
    {
        var output = new StringBuilder();
        var restore = ChildProcess.Start(
            new ChildProcessSpec
            {
                FileName = "dotnet",
                Arguments = ["restore", .. arguments, "--disable-build-servers", "-tl:off"],
                WorkingDirectory = _clone,
                // A package folder of its own: what this puts there is not the real thing.
                Environment = new Dictionary<string, string> { ["NUGET_PACKAGES"] = Path.Combine(_clone, "packages"), ["MSBUILDDISABLENODEREUSE"] = "1" },
            },
            (line, _) =>
            {
                lock (output)
                {
                    output.AppendLine(line);
                }
            });
        Assert.True(await restore.Exited == 0, output.ToString());
        return output.ToString();
    }
}
