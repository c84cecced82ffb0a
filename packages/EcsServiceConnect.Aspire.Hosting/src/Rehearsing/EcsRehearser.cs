using Aspire.Hosting;
using Aspire.Hosting.Pipelines;
using EcsServiceConnect.Hosting.Cdk;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Hosting.Publishing;
using EcsServiceConnect.Rehearsal.Contract;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Rehearsing;

/// <summary>The rehearse step: what was published, run on this machine by a program of its own.</summary>
internal static class EcsRehearser
{
    // Lies beside the AppHost in a folder of its own; this project's file puts it there.
    private static readonly string _program = Path.Combine(AppContext.BaseDirectory, "ecs-rehearse", "EcsServiceConnect.Rehearsal.dll");

    // Beside the AppHost: what to run for images that are neither projects' nor known.
    private const string OwnMap = "rehearsal-map.json";

    /// <summary>Publishes the projects' files, which takes as long as the synthesis of the stack.</summary>
    /// <exception cref="DistributedApplicationException">There can be no rehearsal here, or a project does not build.</exception>
    public static Task<IReadOnlyDictionary<string, LocalImage>> PublishProjectsAsync(EcsEnvironmentResource environment, EcsApplication application, PipelineStepContext context)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new DistributedApplicationException("A rehearsal takes Linux, whose network namespaces are the tasks': run it there, on Windows in WSL.");
        }

        if (!EndsByItself(ForwardedArguments.Of(Configuration(context))) && PipelineRun.IsUnderCli(Configuration(context)))
        {
            throw new DistributedApplicationException(
                "A rehearsal that takes commands needs a terminal, and Aspire's CLI passes none on: add '-- --check' or '-- --load' for one that ends by itself, "
                + "or start it with 'dotnet run --project APPHOST -- --operation publish --step rehearse'.");
        }

        return RehearsedProjects.PublishAsync(application, Folder(environment, context), context.Logger, context.CancellationToken);
    }

    /// <summary>Writes the map, and runs the rehearsal until it has ended.</summary>
    /// <exception cref="DistributedApplicationException">It ended with another exit code than 0, or a check is red.</exception>
    public static async Task RehearseAsync(
        EcsEnvironmentResource environment, EcsApplication application, IReadOnlyDictionary<string, string> parameters,
        IReadOnlyDictionary<string, LocalImage> projects, PipelineStepContext context)
    {
        var map = Path.Combine(Folder(environment, context), "map.json");
        Map(environment, application, parameters, projects).Write(map);
        context.Summary.Add("Map of images", map);
        var forwarded = ForwardedArguments.Of(Configuration(context));
        string[] arguments =
        [
            _program,
            "--template", Path.Combine(EcsPublisher.OutputFolder(environment, context), EcsStackWriter.AssemblyFolder, $"{environment.Name}.template.json"),
            "--map", map,
            .. Path.Combine(environment.AppHostDirectory, "rehearsal.json") is var scenario && File.Exists(scenario) ? ["--scenario", scenario] : Array.Empty<string>(),
            .. environment.InstallRehearsalTools ? ["--install-tools"] : Array.Empty<string>(),
            .. forwarded,
        ];
        var dotnet = Path.Combine(DotnetRoot.Folder, "dotnet");
        if (EndsByItself(forwarded))
        {
            var sum = await new ReportedRehearsal(environment.Name, context.Logger).RunAsync(dotnet, arguments, context.CancellationToken).ConfigureAwait(false);
            context.Summary.Add($"Rehearsal of {environment.Name}", sum);
        }
        else if (await ForegroundProcess.RunAsync(dotnet, arguments, context.CancellationToken).ConfigureAwait(false) is var code and not 0)
        {
            throw new DistributedApplicationException($"The rehearsal of '{environment.Name}' ended with exit code {code}, for the reason above.");
        }
        else if (context.CancellationToken.IsCancellationRequested)
        {
            // Ctrl-C is how it ends; it ends the pipeline too.
            PipelineRun.Of(context.Services).Succeed();
        }
    }

    /// <summary>Whether it takes no commands, and so needs no terminal.</summary>
    private static bool EndsByItself(IReadOnlyList<string> arguments) => arguments.Contains("--check") || arguments.Contains("--load");

    /// <summary>
    /// An image of the AppHost's own is named after its parameter: nobody has pushed it, so it has no address. What to run
    /// for those that are not projects' stands in a map of the user's own.
    /// </summary>
    private static RehearsalMap Map(
        EcsEnvironmentResource environment, EcsApplication application, IReadOnlyDictionary<string, string> parameters, IReadOnlyDictionary<string, LocalImage> projects)
    {
        var own = Path.Combine(environment.AppHostDirectory, OwnMap) is var path && File.Exists(path) ? ReadMap(path) : new RehearsalMap(new Dictionary<string, string>(), new Dictionary<string, LocalImage>());
        return new(
            application.Services.Select(s => s.Image).OfType<EcsPushedImage>().Select(i => (Name: i.ParameterName, Value: Image(i.ParameterName)))
                .Concat(parameters.Select(p => (Name: p.Key, p.Value)))
                .Concat(own.Parameters.Select(p => (Name: p.Key, p.Value)))
                .GroupBy(p => p.Name).ToDictionary(g => g.Key, g => g.Last().Value),
            projects.Select(p => (Name: Image(p.Key), p.Value))
                .Concat(RehearsedTelemetry.Images(environment, application).Select(i => (Name: i.Key, i.Value)))
                .Concat(own.Images.Select(i => (Name: i.Key, i.Value)))
                .GroupBy(p => p.Name).ToDictionary(g => g.Key, g => g.Last().Value))
        {
            References = own.References,
        };
    }

    private static RehearsalMap ReadMap(string path)
    {
        try
        {
            return RehearsalMap.Read(path);
        }
        catch (RehearsalException e)
        {
            throw new DistributedApplicationException(e.Message, e);
        }
    }

    private static string Image(string parameter) => $"rehearsal/{parameter}";

    private static string Folder(EcsEnvironmentResource environment, PipelineStepContext context) => Path.Combine(EcsPublisher.OutputFolder(environment, context), "rehearsal");

    private static IConfiguration Configuration(PipelineStepContext context) => context.Services.GetRequiredService<IConfiguration>();
}
