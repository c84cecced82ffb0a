using System.Xml.Linq;

namespace Yelb.Tests;

/// <summary>Who knows whom, as docs/architecture.md has it, by the project files.</summary>
public sealed class ArchitectureTests
{
    // A reference that only has something built first, or started by name, is in brackets.
    private static readonly SortedDictionary<string, string[]> _mayKnow = new(StringComparer.Ordinal)
    {
        ["ContainerlessStores.Aspire.Hosting"] = ["ProcessesAndTools"],
        ["EcsServiceConnect.Aspire.Hosting"] =
            ["EcsServiceConnect.Rehearsal.Contract", "EcsServiceConnect.Templates", "ProcessesAndTools", "(EcsServiceConnect.Rehearsal)", "(HealthProbe)"],
        ["EcsServiceConnect.Aspire.Hosting.Stores"] = ["EcsServiceConnect.Aspire.Hosting"],
        ["EcsServiceConnect.Check"] = ["EcsServiceConnect.Templates"],
        ["EcsServiceConnect.Rehearsal"] = ["EcsServiceConnect.Rehearsal.Contract", "EcsServiceConnect.Templates", "ProcessesAndTools"],
        ["EcsServiceConnect.Rehearsal.Contract"] = ["ProcessesAndTools"],
        ["EcsServiceConnect.Templates"] = ["ProcessesAndTools"],
        ["HealthProbe"] = [],
        ["ProcessesAndTools"] = [],
        ["Yelb.Api"] = ["Yelb.ServiceDefaults", "Yelb.Voting"],
        ["Yelb.AppHost"] =
            ["ContainerlessStores.Aspire.Hosting", "EcsServiceConnect.Aspire.Hosting", "EcsServiceConnect.Aspire.Hosting.Stores", "Yelb.Api", "Yelb.Load", "Yelb.Web"],
        ["Yelb.Bench"] = ["EcsServiceConnect.Rehearsal", "ProcessesAndTools", "Yelb.AppHost", "(Yelb.Bench.Limits)"],
        ["Yelb.Bench.Limits"] = [],
        ["Yelb.Load"] = ["Yelb.ServiceDefaults", "Yelb.Voting"],
        ["Yelb.ServiceDefaults"] = [],
        ["Yelb.Voting"] = [],
        ["Yelb.Web"] = ["Yelb.ServiceDefaults", "Yelb.Voting"],
    };

    private static readonly EnumerationOptions _everywhere = new() { RecurseSubdirectories = true };

    private static Dictionary<string, XDocument> Projects { get; } = Directory.EnumerateFiles(Repository.Root, "*.csproj", _everywhere)
        .Where(path => !path.EndsWith(".Tests.csproj", StringComparison.Ordinal) && !IsGenerated(path))
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path), XDocument.Load);

    [Fact]
    public void A_project_refers_to_what_the_architecture_says_and_to_nothing_else()
    {
        Assert.Equal(_mayKnow.Keys, Projects.Keys.Order(StringComparer.Ordinal));
        Assert.All(_mayKnow, room => Assert.Equal(room.Value.Order(StringComparer.Ordinal), References(room.Key).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void The_compute_environment_takes_of_aspires_packages_the_hosting_alone() =>
        Assert.Equal(
            ["Aspire.Hosting"],
            Packages("EcsServiceConnect.Aspire.Hosting").Where(p => p.StartsWith("Aspire.", StringComparison.Ordinal) && p != "Aspire.Hosting.AWS"));

    [Fact]
    public void What_reads_templates_takes_nothing_but_dotnet_and_a_reader_of_yaml()
    {
        Assert.Equal(["YamlDotNet"], Packages("EcsServiceConnect.Templates"));
        Assert.Empty(Projects["EcsServiceConnect.Templates"].Descendants("FrameworkReference"));
    }

    private static IEnumerable<string> References(string project) =>
        from reference in Projects[project].Descendants("ProjectReference")
        let name = Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!)
        select (string?)reference.Attribute("ReferenceOutputAssembly") == "false" ? $"({name})" : name;

    private static IEnumerable<string> Packages(string project) =>
        Projects[project].Descendants("PackageReference").Select(reference => (string)reference.Attribute("Include")!);

    private static bool IsGenerated(string path) => Path.GetRelativePath(Repository.Root, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "TestResults" or "out" or "samples");
}
