using Aspire.Hosting;
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Yelb.Hosting.Ecs.Cdk;
using Yelb.Hosting.Ecs.Model;
using Yelb.Hosting.Ecs.Publishing;
using Yelb.Hosting.Ecs.Rehearsal.Images;
using Yelb.Hosting.Machine;

namespace Yelb.Hosting.Ecs.Rehearsing;

/// <summary>The rehearse step: what was published, played on this machine by a program of its own.</summary>
internal static class EcsRehearser
{
    // Lies beside the AppHost, with its own runtimeconfig.json and deps.json.
    private static readonly string _program = Path.Combine(AppContext.BaseDirectory, $"{typeof(RehearsalMap).Assembly.GetName().Name}.dll");

    /// <exception cref="DistributedApplicationException">This is not Linux.</exception>
    public static void RefuseOtherMachines()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new DistributedApplicationException("A rehearsal takes Linux, whose network namespaces play the tasks: run it there, on Windows in WSL.");
        }
    }

    /// <summary>Publishes the projects' files, which takes as long as the synthesis of the stack.</summary>
    public static async Task<IReadOnlyDictionary<string, PlayedImage>> PublishProjectsAsync(EcsEnvironmentResource environment, PipelineStepContext context)
    {
        var application = await new EcsApplicationReader(environment, context.ExecutionContext).ReadAsync(context.Model, context.CancellationToken).ConfigureAwait(false);
        try
        {
            return await RehearsedProjects.PublishAsync(application, Folder(context), context.Logger, context.CancellationToken).ConfigureAwait(false);
        }
        catch (MachineException e)
        {
            throw new DistributedApplicationException(e.Message, e);
        }
    }

    /// <summary>Writes the map, and runs the rehearsal until it has ended.</summary>
    /// <exception cref="DistributedApplicationException">It ended with another exit code than 0.</exception>
    public static async Task RehearseAsync(
        EcsEnvironmentResource environment, EcsApplication application, IReadOnlyDictionary<string, PlayedImage> projects, PipelineStepContext context)
    {
        var map = Path.Combine(Folder(context), "map.json");
        Map(application, projects, Configuration(context)).Write(map);
        string[] arguments =
        [
            _program,
            "--template", Path.Combine(EcsPublisher.OutputFolder(context), EcsStackWriter.AssemblyFolder, $"{environment.Name}.template.json"),
            "--map", map,
            .. Path.Combine(environment.AppHostDirectory, "rehearsal.json") is var scenario && File.Exists(scenario) ? ["--scenario", scenario] : Array.Empty<string>(),
            .. ForwardedArguments.Of(Configuration(context)),
        ];
        int code;
        try
        {
            code = await ForegroundProcess.RunAsync(Path.Combine(DotnetRoot.Folder, "dotnet"), arguments, context.CancellationToken).ConfigureAwait(false);
        }
        catch (MachineException e)
        {
            throw new DistributedApplicationException(e.Message, e);
        }

        if (code != 0)
        {
            throw new DistributedApplicationException($"The rehearsal of '{environment.Name}' ended with exit code {code}; what it found stands above.");
        }
    }

    /// <summary>A project's image is named after its parameter: nobody has pushed it, so it has no address.</summary>
    private static RehearsalMap Map(EcsApplication application, IReadOnlyDictionary<string, PlayedImage> projects, IConfiguration configuration) => new(
        application.Services.Select(s => s.Image).OfType<EcsProjectImage>().Select(i => (Name: i.ParameterName, Value: Image(i.ParameterName)))
            .Concat(EcsDeployer.Parameters(application, configuration).Select(p => (Name: p.Key, p.Value)))
            .ToDictionary(p => p.Name, p => p.Value),
        projects.ToDictionary(p => Image(p.Key), p => p.Value));

    private static string Image(string parameter) => $"rehearsal/{parameter}";

    private static string Folder(PipelineStepContext context) => Path.Combine(EcsPublisher.OutputFolder(context), "rehearsal");

    private static IConfiguration Configuration(PipelineStepContext context) => context.Services.GetRequiredService<IConfiguration>();
}
