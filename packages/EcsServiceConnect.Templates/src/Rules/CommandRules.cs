using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.Images;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A command is for a shell, or for none.</summary>
/// <remarks>POSIX, "sh": the text behind -c is the script, and what follows it are its parameters; Docker, "Dockerfile reference", Shell and exec form.</remarks>
internal static partial class CommandRules
{
    [TemplateRule("a script for a shell in several words, of which it runs the first only", "Amazon ECS API Reference, ContainerDefinition: command; POSIX, sh: -c")]
    public const string Apart = "script-in-several-words";

    [TemplateRule("a variable, or a sign that joins commands, in a command or health check without the shell that knows it", "Amazon ECS API Reference, HealthCheck: command; Docker, Dockerfile reference: Shell and exec form")]
    public const string NoShell = "variable-without-shell";

    [TemplateRule("a health check by a variable of its store's image that nothing sets", "Amazon ECS API Reference, HealthCheck: command; documentation of the image, Environment Variables")]
    public const string Unset = "unset-variable-in-health-check";

    /// <summary>What follows a script is for it, if it looks at that.</summary>
    public static IEnumerable<TemplateViolation> ScriptsAreOneWord(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        let command = ContainerCommand.Of(container)
        where command is { Shell: not null, Script: { Length: > 0 } script } && script.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/')
        let rest = command.Words.SkipWhile(w => w != command.Script).Skip(1).ToList()
        where rest.Count > 0
        select topology.Violation(Apart, task, $"container {container.Name} runs {command.Shell} with '{command.Script}' and, apart from it, {string.Join(", ", rest.Select(w => $"'{w}'"))}, so that the shell runs '{command.Script}' alone; make them one word, or leave the shell out.");

    /// <summary>A word with a variable of the container is taken as it is written.</summary>
    public static IEnumerable<TemplateViolation> VariablesAreForShells(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        from used in new[]
        {
            (What: "health check", Command: ContainerCommand.OfHealthCheck(container), Remedy: "begin it with CMD-SHELL"),
            (What: "command", Command: IsStartedAsWritten(container) ? ContainerCommand.Of(container) : null, Remedy: "write the value, or run it by sh -c"),
        }
        where used.Command is { Shell: null }
        let variable = used.Command.Words.SelectMany(w => Variable().Matches(w)).Select(m => m.Groups["name"].Value).FirstOrDefault(container.VariableNames.Contains)
        where variable is not null
        select topology.Violation(NoShell, task, $"the {used.What} of container {container.Name} has ${variable} in it, and no shell that puts the variable's value there; {used.Remedy}.");

    /// <summary>Without a shell, what joins commands is an argument of the first one.</summary>
    public static IEnumerable<TemplateViolation> CommandsAreJoinedByShells(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        from used in new[]
        {
            (What: "health check", Command: ContainerCommand.OfHealthCheck(container), Remedy: "begin it with CMD-SHELL, and make it one text"),
            (What: "command", Command: ContainerCommand.Of(container), Remedy: "run it as one text by sh -c"),
        }
        where used.Command is { Shell: null }
        let sign = used.Command.Words.FirstOrDefault(w => w is "||" or "&&")
        where sign is not null
        select topology.Violation(NoShell, task, $"the {used.What} of container {container.Name} has {sign} in it, and no shell that knows it, so it is an argument of {used.Command.Words[0]}; {used.Remedy}.");

    /// <summary>A health check has the container's variables and the image's own, not those that an entry point sets.</summary>
    public static IEnumerable<TemplateViolation> VariablesAreSet(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        where container.KnownImage is { IsNamesake: false } && container.AreVariablesKnown
        let script = ContainerCommand.OfHealthCheck(container)?.Script
        where script is not null
        let unset = Variable().Matches(SingleQuoted().Replace(script, "")).Select(m => m.Groups["name"].Value)
            .FirstOrDefault(n => StoreVariables.Given(container.KnownImage!.Family).Contains(n) && !container.VariableNames.Contains(n) && !script.Contains($"{n}=", StringComparison.Ordinal))
        where unset is not null
        select topology.Violation(Unset, task, $"the health check of container {container.Name} reads ${unset}, which nothing sets, so that it is empty there; set it among the container's variables, or write the value.") with { IsAdvice = true };

    /// <summary>What is in single quotes stays as it is written, unless another shell reads it again.</summary>
    public static IEnumerable<TemplateViolation> VariablesAreNotQuoted(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        let script = ContainerCommand.OfHealthCheck(container)?.Script
        where script is not null && !script.Contains(" -c", StringComparison.Ordinal) && !script.Contains("eval", StringComparison.Ordinal)
        let quoted = Quoted().Matches(DoubleQuoted().Replace(script, "")).Select(m => m.Groups["name"].Value).FirstOrDefault(container.VariableNames.Contains)
        where quoted is not null
        select topology.Violation(NoShell, task, $"the health check of container {container.Name} has ${quoted} in single quotes, in which a shell puts no value; write double quotes.");

    // The entry points of other images may be scripts, which read it again.
    private static bool IsStartedAsWritten(Container container) =>
        container.KnownImage is { IsNamesake: false, Family: ImageFamily.DotNet or ImageFamily.Node or ImageFamily.Python or ImageFamily.Redis or ImageFamily.Valkey or ImageFamily.PostgreSql };

    [GeneratedRegex(@"(?<![$\\])\$(\{(?<name>[A-Za-z_]\w*)\}|(?<name>[A-Za-z_]\w*))")]
    private static partial Regex Variable();

    [GeneratedRegex(@"'\$\{?(?<name>[A-Za-z_]\w*)\}?'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"""[^""]*""")]
    private static partial Regex DoubleQuoted();

    [GeneratedRegex("'[^']*'")]
    private static partial Regex SingleQuoted();
}
