using System.Text;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>One simple command of a script: its words, and whether another one takes its place where it fails.</summary>
/// <remarks>POSIX, "Shell Command Language", Simple Commands and Lists.</remarks>
internal sealed record ShellCommand(IReadOnlyList<string> Words, bool HasAlternative);

/// <summary>A script for a shell, read as far as to tell which programs it calls.</summary>
internal static class ShellScript
{
    private const string Separators = ";|&\n(){}`";

    // Those that stand before a command.
    private static readonly string[] _before = ["if", "then", "else", "elif", "do", "while", "until", "!", "time", "exec", "nohup"];

    // What ends a script after a failure, instead of trying something else.
    private static readonly string[] _givingUp = ["exit", "false", "kill", "return", "echo", "printf"];

    public static IReadOnlyList<ShellCommand> Commands(string script)
    {
        var parsed = Split(script).ToList();
        return
        [
            .. from i in Enumerable.Range(0, parsed.Count)
               let words = Plain(parsed[i].Words)
               where words.Count > 0
               let next = i + 1 < parsed.Count ? Plain(parsed[i + 1].Words) : []
               select new ShellCommand(words, parsed[i].End == "||" && next.Count > 0 && !_givingUp.Contains(next[0])),
        ];
    }

    // Without what is assigned to variables before it, and without the words of the grammar.
    private static List<string> Plain(IEnumerable<string> words) => [.. words.SkipWhile(w => _before.Contains(w) || IsAssignment(w))];

    private static bool IsAssignment(string word) =>
        word.IndexOf('=', StringComparison.Ordinal) is > 0 and var end && word[..end].All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static IEnumerable<(List<string> Words, string End)> Split(string script)
    {
        List<string> words = [];
        var word = new StringBuilder();
        var (quote, isWord) = ('\0', false);
        for (var i = 0; i < script.Length; i++)
        {
            var c = script[i];
            if (quote != '\0')
            {
                (quote, isWord) = (c == quote ? '\0' : quote, true);
                if (quote != '\0')
                {
                    word.Append(c);
                }
            }
            else if (c is '\'' or '"')
            {
                (quote, isWord) = (c, true);
            }
            else if (c == '\\' && i + 1 < script.Length)
            {
                word.Append(script[++i]);
                isWord = true;
            }
            else if (c == '$' && i + 1 < script.Length && script[i + 1] == '{')
            {
                var end = script.IndexOf('}', i);
                var length = (end < 0 ? script.Length - 1 : end) - i + 1;
                word.Append(script, i, length);
                (i, isWord) = (i + length - 1, true);
            }
            else if (c == '&' && i > 0 && script[i - 1] is '>' or '<')
            {
                word.Append(c);
            }
            else if (char.IsWhiteSpace(c) || Separators.Contains(c, StringComparison.Ordinal))
            {
                if (isWord || word.Length > 0)
                {
                    words.Add(word.ToString());
                    word.Clear();
                    isWord = false;
                }

                if (Separators.Contains(c, StringComparison.Ordinal))
                {
                    var end = i + 1 < script.Length && script[i + 1] == c && c is '|' or '&' ? $"{c}{c}" : $"{c}";
                    i += end.Length - 1;
                    yield return (words, end);
                    words = [];
                }
            }
            else
            {
                word.Append(c);
            }
        }

        if (isWord || word.Length > 0)
        {
            words.Add(word.ToString());
        }

        yield return (words, "");
    }
}
