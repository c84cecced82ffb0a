using EcsServiceConnect.Templates.Images;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>What a container and its health check run is in its image.</summary>
/// <remarks>
/// Amazon ECS API Reference, "HealthCheck": the command runs in the container; what is not there ends with 127, which is
/// unhealthy. The Dockerfiles of the images say what they have.
/// </remarks>
internal static class ImageProgramRules
{
    [TemplateRule("a health check or a command with a program that the image does not have", "Amazon ECS API Reference, \"HealthCheck\"; Dockerfile of the image")]
    public const string NoProgram = "program-not-in-image";

    [TemplateRule("a command that no system can run: an empty one, a whole line as one word, a script without the shell's -c", "Amazon ECS API Reference, \"ContainerDefinition\", command and entryPoint (each argument is a string of its own)")]
    public const string OneWord = "unrunnable-command";

    /// <summary>A known image has the programs.</summary>
    public static IEnumerable<TemplateViolation> ProgramsExist(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        let image = container.KnownImage
        where image is not null
        from used in new[] { (What: "health check", Command: ContainerCommand.OfHealthCheck(container)), (What: "command", Command: Start(container, image)) }
        where used.Command is not null
        let missing = used.Command.Programs.Where(p => image.Lacks.Contains(p) || (!image.IsNamesake && ImagePrograms.IsSlip(p))).Distinct().ToList()
        where missing.Count > 0
        select topology.Violation(NoProgram, task, $"the {used.What} of container {container.Name} runs {string.Join(", ", missing)}, which its image {container.Definition["Image"].Text} does not have, so {(used.What == "command" ? "it does not start" : "it is never healthy")}; use what the image has.");

    /// <summary>A command is a program and its arguments, each a word.</summary>
    public static IEnumerable<TemplateViolation> CommandsAreWords(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        let command = ContainerCommand.Of(container)
        where command is not null
        let fault = Fault(container, command)
        where fault is not null
        select topology.Violation(OneWord, task, $"container {container.Name} {fault}.");

    private static string? Fault(Container container, ContainerCommand command)
    {
        var hasEntryPoint = container.Definition["EntryPoint"].IsPresent;
        var first = command.Words[0];
        return first.Length == 0 ? "has an empty word as its program; leave Command out to run what the image says"
            : (hasEntryPoint || IsStarted(container.KnownImage)) && first.Contains(' ', StringComparison.Ordinal) && !first.StartsWith('/') ? $"has '{first}' as one word, and there is no program of that name; make each word an item of the list"
            : hasEntryPoint && command.Shell is not null && command.Script is null && command.Words.Skip(1).FirstOrDefault(w => w.Contains(' ', StringComparison.Ordinal) || ImagePrograms.IsOfServer(w)) is { } line ? $"gives {command.Shell} '{line}' as the name of a file with a script; put -c before it, or leave the shell out"
            : !hasEntryPoint && first == "-c" && container.KnownImage is { Family: ImageFamily.Redis or ImageFamily.Valkey } ? "has -c as its first word, which is a shell's option and not its server's; set EntryPoint to the shell"
            : null;
    }

    // The entry point of the official images of stores runs what it is given; those of others are not known to.
    private static ContainerCommand? Start(Container container, KnownImage image) =>
        ContainerCommand.Of(container) is { } command && (container.Definition["EntryPoint"].IsPresent || (IsStarted(image) && !command.Words[0].StartsWith('-'))) ? command : null;

    private static bool IsStarted(KnownImage? image) => image is { DataFolder: not null } or { Family: ImageFamily.DotNet or ImageFamily.Node or ImageFamily.Python };
}
