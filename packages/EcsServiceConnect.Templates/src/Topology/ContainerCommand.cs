using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>What a container runs, by its entry point and command or by its health check, as far as the template says it.</summary>
/// <remarks>Amazon ECS API Reference, "ContainerDefinition" (entryPoint, command) and "HealthCheck" (command).</remarks>
internal sealed class ContainerCommand
{
    private static readonly string[] _shells = ["sh", "bash", "ash", "dash"];

    // They run the words behind them.
    private static readonly string[] _starters = ["docker-entrypoint.sh", "tini", "dumb-init", "--", "-s", "env", "exec"];

    private ContainerCommand(IReadOnlyList<string> words, bool isShellLine)
    {
        Words = words;
        var inner = words.SkipWhile(w => _starters.Contains(Program(w))).ToList();
        Shell = isShellLine ? "sh" : inner.Count > 0 && _shells.Contains(Program(inner[0])) ? Program(inner[0]) : null;
        Script = isShellLine ? words[0] : Shell is null ? null : inner.SkipWhile(w => !IsScriptOption(w)).Skip(1).FirstOrDefault();
        Commands = Script is not null
            ? [.. ShellScript.Commands(Script), .. Rest(inner.SkipWhile(w => !IsScriptOption(w)).Skip(2))]
            : inner.Count > 0 ? [new(inner, HasAlternative: false)] : [];
    }

    /// <summary>Entry point and command, or the words of a health check without `CMD`.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>The shell that it is for; null where it is for none.</summary>
    public string? Shell { get; }

    /// <summary>What the shell runs; null where there is none.</summary>
    public string? Script { get; }

    /// <summary>The commands in it.</summary>
    public IReadOnlyList<ShellCommand> Commands { get; }

    /// <summary>Its text in one.</summary>
    public string Text => string.Join(' ', Words);

    /// <summary>The programs that it can't do without, the shell among them.</summary>
    public IEnumerable<string> Programs =>
        Commands.Where(c => !c.HasAlternative).Select(c => Program(c.Words[0])).Concat(Shell is null ? [] : [Shell]);

    /// <summary>What a container starts with; null where the template leaves it to the image, or does not show it.</summary>
    public static ContainerCommand? Of(Container container) =>
        Read(container.Definition["EntryPoint"]) is { } entryPoint && Read(container.Definition["Command"]) is { } command && entryPoint.Count + command.Count > 0
            ? new([.. entryPoint, .. command], isShellLine: false)
            : null;

    /// <summary>What its health check runs; null where there is none, or the template does not show it.</summary>
    public static ContainerCommand? OfHealthCheck(Container container) => Read(container.Definition["HealthCheck"]["Command"]) switch
    {
        ["CMD-SHELL", var line] => new([line], isShellLine: true),
        ["CMD", _, ..] words => new([.. words.Skip(1)], isShellLine: false),
        _ => null,
    };

    /// <summary>The name of a program, given by that or by its path.</summary>
    public static string Program(string word) => word[(word.LastIndexOf('/') + 1)..];

    /// <summary>The value of an option, as `--port 80`, `--port=80` or `-p80`; null where it is not given.</summary>
    public string? Option(params string[] names)
    {
        foreach (var words in Commands.Select(c => c.Words))
        {
            for (var i = 0; i < words.Count; i++)
            {
                foreach (var name in names)
                {
                    if (words[i] == name && i + 1 < words.Count)
                    {
                        return words[i + 1];
                    }

                    if (words[i].StartsWith($"{name}=", StringComparison.Ordinal))
                    {
                        return words[i][(name.Length + 1)..];
                    }
                }
            }
        }

        return null;
    }

    // What follows a script are its own arguments, which it may run.
    private static IEnumerable<ShellCommand> Rest(IEnumerable<string> words) =>
        words.Where(w => w.Length > 0).ToList() is [var first, ..] all && _starters.Contains(Program(first)) && all.SkipWhile(w => _starters.Contains(Program(w))).ToList() is { Count: > 0 } rest
            ? [new(rest, HasAlternative: false)]
            : [];

    private static bool IsScriptOption(string word) => word is ['-', not '-', ..] && word[1..].All(char.IsAsciiLetter) && word.EndsWith('c');

    // Null where a word, or the list, is not known before AWS deploys it.
    private static List<string>? Read(TemplateValue list)
    {
        if (!list.IsPresent)
        {
            return [];
        }

        var words = IntrinsicLists.Items(list.Template, list.Node)?.Select(i => new TemplateValue(list.Template, i)).Where(i => i.IsPresent).Select(i => i.Text).ToList();
        return words is null || words.Contains(null) || words.Any(w => w!.StartsWith(Placeholder.For("Fn::If"), StringComparison.Ordinal)) ? null : [.. words.OfType<string>()];
    }
}
