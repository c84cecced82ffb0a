using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>An image gets the processor, the memory and the variables without which it does not start.</summary>
internal static partial class ImageNeedRules
{
    [TemplateRule("an image for another processor than its task has", "Amazon ECS API Reference, RuntimePlatform: cpuArchitecture; Documentation of the image, Architectures")]
    public const string OtherArchitecture = "image-of-other-architecture";

    [TemplateRule("a container without a variable that its image does not start without", "Documentation of the image, Environment Variables")]
    public const string NoVariable = "variable-of-image-missing";

    [TemplateRule("a container with less memory than its image starts with", "Documentation of the image, System requirements")]
    public const string LittleMemory = "memory-below-image";

    private const string Usual = "X86_64";

    /// <summary>Fargate runs X86_64 where a task definition says nothing.</summary>
    public static IEnumerable<TemplateViolation> ProcessorsFit(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        let given = task.Resource["RuntimePlatform"]["CpuArchitecture"]
        let processor = given.IsPresent ? given.Text : Usual
        where processor is Usual or "ARM64"
        from container in task.Containers
        let image = container.Definition["Image"].Text
        where image is not null && !image.Contains(Placeholder.Open)
        let made = container.KnownImage?.Architecture ?? ArchitectureIn(image)
        where made is not null && made != processor
        select topology.Violation(OtherArchitecture, task, $"container {container.Name} runs {image}, which is for {made}, and the task is for {processor}, so it ends at once (exec format error); set CpuArchitecture to {made}, or take the image for {processor}.");

    public static IEnumerable<TemplateViolation> VariablesAreGiven(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        where container.KnownImage is { IsNamesake: false } && container.AreVariablesKnown
        from wanted in container.KnownImage!.Wants
        where !container.VariableNames.Any(wanted.Contains) && !IsConfigured(container)
        select topology.Violation(NoVariable, task, $"container {container.Name} has no {wanted[0]}, without which its image {container.Definition["Image"].Text} does not start; set it as the image's documentation has it.");

    public static IEnumerable<TemplateViolation> MemorySuffices(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        let least = container.KnownImage is { IsNamesake: false } image ? image.LeastMemory : null
        let memory = container.Definition["Memory"].IsPresent ? container.Definition["Memory"].Number : task.Memory
        where memory < least
        select topology.Violation(LittleMemory, task, $"container {container.Name} has {memory} MiB, and its image {container.Definition["Image"].Text} does not start with less than {least}; give it more.");

    // A file of settings, or options, may say it.
    private static bool IsConfigured(Container container) =>
        container.Definition["Command"].IsPresent || container.Definition["EntryPoint"].IsPresent || container.Mounts.Any(m => m.Path?.Contains("conf", StringComparison.Ordinal) != false);

    // Docker's official images have a folder for each processor, others a word in the tag.
    private static string? ArchitectureIn(string image) =>
        (Folder().Match(image) is { Success: true } folder ? folder : Tag().Match(image)) is { Success: true } match
            ? match.Groups["name"].Value is "amd64" or "x86_64" ? Usual : "ARM64"
            : null;

    [GeneratedRegex(@"^((docker\.io|public\.ecr\.aws/docker)/)?(?<name>amd64|arm64v8)/[a-z]")]
    private static partial Regex Folder();

    [GeneratedRegex("[:-](?<name>amd64|x86_64|arm64|arm64v8|aarch64)$")]
    private static partial Regex Tag();
}
