using Aspire.Hosting;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>How .NET projects are built for images.</summary>
internal static class ImageBuild
{
    /// <summary>The MSBuild properties that an image's files are published with.</summary>
    /// <param name="architecture">What they run on.</param>
    /// <param name="folder">Where MSBuild's part of them is written to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<string>> PropertiesAsync(EcsArchitecture architecture, string folder, CancellationToken cancellationToken)
    {
        var targets = Path.Combine(folder, "image.targets");
        await EmbeddedFile.WriteAsync("image.targets", targets, cancellationToken).ConfigureAwait(false);
        // MSBuild would compile everything anew for a file that is newer than what it has compiled.
        File.SetLastWriteTimeUtc(targets, File.GetLastWriteTimeUtc(typeof(ImageBuild).Assembly.Location));
        return
        [
            "-p:Configuration=Release", $"-p:RuntimeIdentifier={RuntimeIdentifier(architecture)}", "-p:SelfContained=false", "-p:UseAppHost=false",
            // The base images bring the runtime, and the health probe needs it.
            "-p:PublishAot=false", "-p:PublishTrimmed=false", "-p:PublishSingleFile=false",
            // A commit that changes nothing in a project changes nothing in its image.
            "-p:EnableSourceLink=false", "-p:IncludeSourceRevisionInInformationalVersion=false",
            $"-p:CustomAfterMicrosoftCommonTargets={targets}",
        ];
    }

    public static string RuntimeIdentifier(EcsArchitecture architecture) => architecture == EcsArchitecture.Arm64 ? "linux-arm64" : "linux-x64";

    /// <summary>Runs the .NET CLI over a project.</summary>
    /// <param name="subject">What is made, for messages: begins with a capital letter.</param>
    /// <param name="project">The project file, in whose folder it runs.</param>
    /// <param name="arguments">The command.</param>
    /// <param name="environment">Variables of its own.</param>
    /// <param name="progress">Gets each line.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DistributedApplicationException">It does not build; one line says why.</exception>
    public static async Task<CommandResult> RunAsync(
        string subject, string project, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, Action<string> progress, CancellationToken cancellationToken)
    {
        var spec = new ChildProcessSpec
        {
            FileName = "dotnet",
            Arguments = [.. arguments, "-nologo", "-tl:off", "-v:minimal"],
            Environment = new Dictionary<string, string>(environment)
            {
                ["DOTNET_NOLOGO"] = "1",
                ["DOTNET_CLI_UI_LANGUAGE"] = "en",
                // No process that knows a password stays behind.
                ["MSBUILDDISABLENODEREUSE"] = "1",
            },
            WorkingDirectory = Path.GetDirectoryName(Path.GetFullPath(project)),
        };
        var result = await ChildProcess.RunAsync(spec, progress, cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0
            ? result
            : throw new DistributedApplicationException($"{subject} can't be made of {project}: {result.Failure(" error ")}");
    }
}
