namespace TestSupport;

/// <summary>An answer byte by byte; each character of its text is one byte (ISO 8859-1).</summary>
/// <param name="Status">The status of the final answer, after those that say that one will come.</param>
/// <param name="Text">The status lines, the headers and the body, as far as they were read.</param>
internal sealed record RawAnswer(int Status, string Text)
{
    /// <summary>The value of a header that is there once, else null.</summary>
    public string? Header(string name) => Text.Split("\r\n\r\n")[0].Split("\r\n")
        .Where(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase)).ToArray() is [var only] ? only[(name.Length + 2)..] : null;
}
