using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>The containers of one task fit each other, and ECS takes how they are checked.</summary>
internal static partial class ContainerRules
{
    [TemplateRule("a task without an essential container", "Amazon ECS API Reference, ContainerDefinition: essential")]
    public const string NoEssential = "no-essential-container";

    [TemplateRule("containers of a task that wait for each other in a circle", "Amazon ECS API Reference, ContainerDependency")]
    public const string Circle = "containers-wait-in-a-circle";

    [TemplateRule("a container that waits for the end of an essential one, which would end the task", "Amazon ECS API Reference, ContainerDependency: condition")]
    public const string EndOfEssential = "waits-for-end-of-essential";

    [TemplateRule("a container's health command that ECS does not take, or that can't run as it is written", "Amazon ECS API Reference, HealthCheck: command")]
    public const string HealthCommand = "impossible-health-command";

    [TemplateRule("a health command that succeeds whatever it finds", "Amazon ECS API Reference, HealthCheck: command: an exit code of 0 indicates success")]
    public const string NeverFails = "health-command-never-fails";

    [TemplateRule("a host port other than the container's in a task with an address of its own", "Amazon ECS API Reference, PortMapping: hostPort")]
    public const string HostPort = "host-port-differs";

    [TemplateRule("a limit of a container (ulimit) that is higher for its programs than for its root", "Amazon ECS API Reference, Ulimit; getrlimit(2): the soft limit is at most the hard one")]
    public const string SoftAboveHard = "soft-limit-above-hard";

    /// <summary>A soft limit above the hard one is an invalid argument; -1 is none.</summary>
    public static IEnumerable<TemplateViolation> LimitsFit(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        from limit in container.Definition["Ulimits"].Items
        let hard = limit["HardLimit"].Number
        where hard >= 0 && (limit["SoftLimit"].Number > hard || limit["SoftLimit"].Number == -1)
        select topology.Violation(SoftAboveHard, task, $"container {container.Name} has a soft limit of {limit["SoftLimit"].Number} and a hard one of {hard} for {limit["Name"].Text}, so it does not start; make the hard limit the larger number.");

    /// <summary>"All tasks must have at least one essential container"; a container is one unless it says that it is not.</summary>
    public static IEnumerable<TemplateViolation> OneIsEssential(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        where task.Containers.Count > 0 && task.Containers.All(c => IsEssential(c) == false)
        select topology.Violation(NoEssential, task, "none of its containers is essential, and ECS refuses such a task definition; make the one that the task is for essential.");

    /// <summary>No container waits for itself, over any number of others.</summary>
    public static IEnumerable<TemplateViolation> WaitsEnd(EcsTopology topology)
    {
        foreach (var task in topology.TaskDefinitions)
        {
            var waits = task.Containers.SelectMany(c => Dependencies(c).Select(d => (From: c.Name, To: d.Name))).ToLookup(d => d.From, d => d.To);
            var circle = Circles.In(task.Containers.Select(c => c.Name).Distinct(), name => waits[name]).FirstOrDefault();
            if (circle is not null)
            {
                yield return topology.Violation(Circle, task, $"its containers wait for each other ({string.Join(" -> ", circle)}), so none of them would start; take one of these dependencies out.");
            }
        }
    }

    /// <summary>COMPLETE and SUCCESS: "this condition can't be set on an essential container".</summary>
    public static IEnumerable<TemplateViolation> EssentialOnesDoNotEnd(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        from dependency in Dependencies(container)
        let other = task.Containers.FirstOrDefault(c => c.Name == dependency.Name)
        where dependency.Condition is "COMPLETE" or "SUCCESS" && other is not null && IsEssential(other) == true
        select topology.Violation(EndOfEssential, task, $"container {container.Name} waits for the end of {other.Name}, which is essential and would end the task with it; set Essential of {other.Name} to false.");

    /// <summary>"The string array must start with CMD … or CMD-SHELL", which takes one string for the shell.</summary>
    public static IEnumerable<TemplateViolation> HealthCommands(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        let command = container.Definition["HealthCheck"]["Command"]
        let fault = FaultIn(command)
        // One program by its path runs all the same, as AWS's own collector is checked.
        let isPath = command.Items is [{ Text: ['/', ..] path }] && !path.Contains(' ', StringComparison.Ordinal)
        where fault is not null
        select topology.Violation(HealthCommand, task, $"the health command of container {container.Name} {fault}.") with { IsAdvice = isPath };

    /// <summary>What follows || is run where the check has failed, and its end is the check's.</summary>
    public static IEnumerable<TemplateViolation> HealthCommandsCanFail(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        where ContainerCommand.OfHealthCheck(container)?.Script is { } script && Succeeds().IsMatch(script)
        select topology.Violation(NeverFails, task, $"the health command of container {container.Name} ends with success where its check fails, so that it is always healthy; write || exit 1.") with { IsAdvice = true };

    /// <summary>With awsvpc the host port "can be left blank or it must be the same value as the containerPort".</summary>
    public static IEnumerable<TemplateViolation> HostPorts(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        where task.Resource["NetworkMode"].Text == "awsvpc"
        from container in task.Containers
        from mapping in container.Definition["PortMappings"].Items
        let host = mapping["HostPort"].Number
        where host is not null and not 0 && mapping["ContainerPort"].Number is { } port && host != port
        select topology.Violation(HostPort, task, $"container {container.Name} has port {mapping["ContainerPort"].Number} at port {host} of its host, and in network mode awsvpc they are the same; leave HostPort out.");

    private static bool? IsEssential(Container container) =>
        !container.Definition["Essential"].IsPresent ? true : bool.TryParse(container.Definition["Essential"].Text, out var essential) ? essential : null;

    private static IEnumerable<(string Name, string? Condition)> Dependencies(Container container) =>
        container.Definition["DependsOn"].Items.Select(d => (d["ContainerName"].Text ?? "", d["Condition"].Text));

    private static string? FaultIn(TemplateValue command)
    {
        var parts = command.Items;
        return !command.IsPresent ? null
            : parts.Count == 0 ? command.Text is { } text && !text.Contains(Placeholder.Open) ? $"is one text, and ECS takes a list; write [\"CMD-SHELL\", \"{text.Replace("\n", " ", StringComparison.Ordinal)}\"]" : null
            : parts[0].Text is not { } first || first.Contains(Placeholder.Open) || first == "NONE" ? null
            : first is not ("CMD" or "CMD-SHELL") ? $"begins with '{first}', and ECS takes CMD (a program and its arguments) or CMD-SHELL (one text for the shell); put one of them in front"
            : first == "CMD" && parts.Count == 2 && parts[1].Text is { } line && line.Contains(' ', StringComparison.Ordinal) && !line.Contains(Placeholder.Open) ? $"has '{line}' as one word, and there is no program of that name; make each word an item of the list, or write CMD-SHELL"
            : parts.Count == 1 ? $"is {first} with nothing to run; add the command"
            : first == "CMD-SHELL" && parts is [_, { Text: { } script }] && Piped().Match(script) is { Success: true } piped ? $"pipes into '{piped.Groups["end"].Value}', which alone says whether it succeeds; write || in the place of |"
            : first == "CMD-SHELL" && parts.Count > 2 ? $"has {parts.Count - 1} parts after CMD-SHELL, of which the shell runs the first only; make them one text, or write CMD"
            : null;
    }

    // A single one: what ends with || is another thing.
    [GeneratedRegex(@"(?<!\|)\|\s*(?<end>exit\s+\d+|false|true)\s*;?\s*$")]
    private static partial Regex Piped();

    [GeneratedRegex(@"\|\|\s*(?:exit\s+0|true|:)\s*;?\s*$")]
    private static partial Regex Succeeds();
}
