using System.IO.Compression;
using System.Xml.Linq;
using ProcessesAndTools;

namespace Samples.Tests;

/// <summary>The packages as others get them: packed, restored from a folder by an AppHost outside of this repository, published and rehearsed.</summary>
public sealed class PackagesTests(PackagesTests.Packed packed) : IClassFixture<PackagesTests.Packed>
{
    private static readonly string[] _ids =
    [
        "ContainerlessStores.Aspire.Hosting", "EcsServiceConnect.Aspire.Hosting", "EcsServiceConnect.Aspire.Hosting.Stores", "EcsServiceConnect.Rehearsal",
        "EcsServiceConnect.Rehearsal.Contract", "EcsServiceConnect.Templates", "ProcessesAndTools",
    ];

    private static readonly string[] _others = ["Postgre", "Npgsql", "Redis", "Yarp"];

    private static readonly string[] _metadata = ["description", "authors", "license", "readme", "icon"];

    [Fact(Explicit = true), Trait("Run", "by hand")]
    public void Each_says_what_it_is_and_brings_its_documentation()
    {
        Assert.All(_ids, id =>
        {
            using var package = ZipFile.OpenRead(Path.Combine(packed.Feed, $"{id}.{Packed.Version}.nupkg"));
            using var nuspec = package.GetEntry($"{id}.nuspec")!.Open();
            var metadata = XDocument.Load(nuspec).Root!.Elements().Single().Elements().ToLookup(e => e.Name.LocalName, e => e.Value);
            Assert.All(_metadata, name => Assert.NotEmpty(metadata[name].Single()));
            Assert.NotNull(package.GetEntry("README.md"));
            Assert.NotNull(package.GetEntry("icon.png"));
            Assert.NotNull(package.GetEntry(id == "EcsServiceConnect.Rehearsal" ? "tools/ecs-rehearse/EcsServiceConnect.Rehearsal.runtimeconfig.json" : $"lib/net10.0/{id}.xml"));
        });
    }

    [Fact(Explicit = true), Trait("Run", "by hand")]
    public void The_publisher_brings_no_store_and_no_proxy()
    {
        using var package = ZipFile.OpenRead(Path.Combine(packed.Feed, $"EcsServiceConnect.Aspire.Hosting.{Packed.Version}.nupkg"));
        using var nuspec = package.GetEntry("EcsServiceConnect.Aspire.Hosting.nuspec")!.Open();

        var dependencies = XDocument.Load(nuspec).Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => (string)e.Attribute("id")!).ToList();
        Assert.Contains("Aspire.Hosting", dependencies);
        Assert.DoesNotContain(dependencies, id => _others.Any(other => id.Contains(other, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact(Explicit = true), Trait("Run", "by hand")]
    public async Task The_starter_is_published_and_rehearsed_with_them_outside_of_this_repository()
    {
        var result = await Packed.DotnetAsync(
            Path.Combine(packed.Folder, "Starter"),
            "run", "--project", "Starter.AppHost", "--", "--operation", "publish", "--output-path", Path.Combine(packed.Folder, "out"), "--step", "rehearse", "--check");

        Assert.True(result.ExitCode == 0, result.Text());
        Assert.True(File.Exists(Path.Combine(packed.Folder, "out", "cdk.out", "starter.template.json")));
    }

    /// <summary>The packages in a folder, and beside it the sample that takes them from there.</summary>
    public sealed class Packed : IAsyncLifetime
    {
        // One that no other run has left in the machine's folder of packages.
        internal static readonly string Version = $"0.1.0-test.{DateTime.UtcNow:yyyyMMddHHmmss}";

        private readonly TemporaryFolder _folder = new();

        internal string Folder => _folder.Path;

        internal string Feed => Path.Combine(Folder, "feed");

        public async ValueTask InitializeAsync()
        {
            var configuration = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(AppContext.BaseDirectory)))!;
            var result = await DotnetAsync(Repository.Root, "pack", "Yelb.sln", "--no-build", "--configuration", configuration, "--output", Feed, $"-p:Version={Version}", "-p:BuildProjectReferences=false");
            Assert.True(result.ExitCode == 0, result.Text());

            var starter = Path.Combine(Repository.Root, "samples", "Starter");
            foreach (var file in Directory.EnumerateFiles(starter, "*", SearchOption.AllDirectories).Where(f => !Path.GetRelativePath(starter, f).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")))
            {
                var copy = Path.Combine(Folder, "Starter", Path.GetRelativePath(starter, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }

            await TakePackagesAsync();
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
            foreach (var folder in _ids.Select(id => Path.Combine(packages, id.ToLowerInvariant(), Version)).Where(Directory.Exists))
            {
                Directory.Delete(folder, recursive: true);
            }

            return ValueTask.CompletedTask;
        }

        internal static Task<CommandResult> DotnetAsync(string folder, params string[] arguments) => ChildProcess.RunAsync(
            new()
            {
                FileName = Path.Combine(DotnetRoot.Folder, "dotnet"),
                Arguments = arguments,
                Environment = new Dictionary<string, string> { ["DOTNET_NOLOGO"] = "1", ["NO_COLOR"] = "1", ["MSBUILDDISABLENODEREUSE"] = "1" },
                WorkingDirectory = folder,
            },
            Patience.Token);

        /// <summary>Packages in the place of the projects that are in this repository only, as the README of the publisher says.</summary>
        private async Task TakePackagesAsync()
        {
            var project = Path.Combine(Folder, "Starter", "Starter.AppHost", "Starter.AppHost.csproj");
            var xml = XDocument.Load(project);
            foreach (var reference in xml.Descendants("ProjectReference").Where(r => ((string)r.Attribute("Include")!).Contains("packages/", StringComparison.Ordinal)).ToList())
            {
                reference.ReplaceWith(Package("EcsServiceConnect.Aspire.Hosting"), Package("EcsServiceConnect.Rehearsal"));
            }

            xml.Save(project);

            var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"));
            versions.Root!.Add(new XElement("ItemGroup", _ids.Select(id => new XElement("PackageVersion", new XAttribute("Include", id), new XAttribute("Version", Version)))));
            versions.Save(Path.Combine(Folder, "Directory.Packages.props"));
            File.Copy(Path.Combine(Repository.Root, "samples", "Directory.Build.props"), Path.Combine(Folder, "Directory.Build.props"));
            await File.WriteAllTextAsync(Path.Combine(Folder, "nuget.config"), $"""<configuration><packageSources><add key="packed" value="{Feed}" /></packageSources></configuration>""", Patience.Token);

            static XElement Package(string id) => new("PackageReference", new XAttribute("Include", id));
        }
    }
}
