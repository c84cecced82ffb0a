namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>A text as one word of a shell's script, whatever is in it (POSIX, Shell Command Language, "Single-Quotes").</summary>
internal static class ShellWord
{
    internal static string Of(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
