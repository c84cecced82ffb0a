using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using Aspire.Hosting;
using EcsServiceConnect.Hosting.Deployment;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Rehearsal.Contract;
using Microsoft.Extensions.Logging;

namespace EcsServiceConnect.Hosting.Rehearsing;

/// <summary>The files of the projects' images, published for this machine. No registry is asked for a base image.</summary>
internal static class RehearsedProjects
{
    private static EcsArchitecture ThisMachines => RuntimeInformation.OSArchitecture == Architecture.Arm64 ? EcsArchitecture.Arm64 : EcsArchitecture.X64;

    /// <summary>Publishes those of services, all in one build; what has not changed since the last time is not compiled again.</summary>
    /// <param name="application">Whose projects.</param>
    /// <param name="folder">Gets a folder for each.</param>
    /// <param name="logger">Logs how long it took.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is run for each, by the stack's parameter for its image.</returns>
    /// <exception cref="DistributedApplicationException">A project does not build; one line says why.</exception>
    public static async Task<IReadOnlyDictionary<string, LocalImage>> PublishAsync(EcsApplication application, string folder, ILogger logger, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var projects = (from service in application.Services
                        let image = service.Image as EcsProjectImage
                        where image is not null && !service.IsStandaloneTask
                        select (image.ProjectPath, image.ParameterName, Files: Path.Combine(folder, service.Name))).ToList();
        Directory.CreateDirectory(folder);
        foreach (var project in projects.Where(p => Directory.Exists(p.Files)))
        {
            // Publishing leaves files that belong to it no more.
            Directory.Delete(project.Files, recursive: true);
        }

        // One build for all: two at once would write the same files of projects that both refer to.
        var build = Path.Combine(folder, "projects.proj");
        await File.WriteAllTextAsync(build, Build([.. projects.Select(p => (p.ProjectPath, p.Files))]), cancellationToken).ConfigureAwait(false);
        await ImageBuild.RunAsync(
            $"The files of '{application.Name}'", build,
            ["msbuild", build, "-restore", "-maxCpuCount", .. await ImageBuild.PropertiesAsync(ThisMachines, folder, cancellationToken).ConfigureAwait(false)],
            new Dictionary<string, string>(), line => logger.BuildLine(application.Name, line), cancellationToken).ConfigureAwait(false);
        foreach (var project in projects)
        {
            await HealthProbe.WriteAsync(project.Files, cancellationToken).ConfigureAwait(false);
        }

        logger.ProjectsPublished(projects.Count, clock.Elapsed.TotalSeconds);
        return projects.ToDictionary(p => p.ParameterName, p => DotnetImage.Of(p.Files, Program(p.ProjectPath, p.Files)));
    }

    // What several refer to is built once only where all ask for it with the same properties: so each project's own folder
    // comes after that, and without another build. NuGet writes their files too, and one at a time.
    private static string Build(IReadOnlyList<(string Project, string Files)> projects) => new XElement(
        "Project",
        new XAttribute("DefaultTargets", "Publish"),
        new XElement(
            "ItemGroup",
            projects.Select(p => new XElement("Program", new XAttribute("Include", p.Project))),
            projects.Select(p => new XElement(
                "Image", new XAttribute("Include", p.Project), new XAttribute("AdditionalProperties", $"NoBuild=true;PublishDir={p.Files}{Path.DirectorySeparatorChar}")))),
        new XElement("Target", new XAttribute("Name", "Restore"), Run("Program", "Restore", inParallel: false)),
        new XElement("Target", new XAttribute("Name", "Publish"), Run("Program", "Build", inParallel: true), Run("Image", "Publish", inParallel: true))).ToString();

    private static XElement Run(string items, string target, bool inParallel) => new(
        "MSBuild", new XAttribute("Projects", $"@({items})"), new XAttribute("Targets", target), new XAttribute("BuildInParallel", inParallel));

    /// <summary>The program among published files, which is the one with a runtime configuration.</summary>
    private static string Program(string project, string files)
    {
        var programs = Directory.GetFiles(files, "*.runtimeconfig.json")
            .Select(path => Path.GetFileName(path)[..^".runtimeconfig.json".Length])
            .Where(name => name != HealthProbe.Name)
            .ToList();
        return programs is [var program]
            ? $"{program}.dll"
            : throw new DistributedApplicationException($"{project} publishes {(programs.Count == 0 ? "no program" : $"several programs, {string.Join(", ", programs)}")}: an image runs just one.");
    }
}
