using System.Text;

namespace TestSupport;

/// <summary>A request byte by byte, right or wrong. Each character of its text is one byte (ISO 8859-1).</summary>
/// <param name="Text">The head, and the body if it has one.</param>
/// <param name="Ending">What its sender does when all of it is sent.</param>
internal sealed record RawRequest(string Text, RequestEnding Ending)
{
    public byte[] Bytes => Encoding.Latin1.GetBytes(Text);

    /// <summary>UTF-8 in a request's text.</summary>
    public static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>On one line, and not all of a long one.</summary>
    public override string ToString()
    {
        const int Shown = 600;
        var line = new StringBuilder();
        foreach (var c in Text.Take(Shown))
        {
            line.Append(c switch
            {
                '\r' => @"\r",
                '\n' => @"\n",
                >= ' ' and <= '~' => c.ToString(),
                _ => $@"\x{(int)c:x2}",
            });
        }

        return Text.Length <= Shown ? $"{line} ({Ending})" : $"{line}… of {Text.Length} bytes ({Ending})";
    }
}

internal enum RequestEnding
{
    /// <summary>It waits for the answer, which has to come.</summary>
    Waits,

    /// <summary>It is not sure that the request is a whole one: it sends no more after a moment, and waits for whatever comes.</summary>
    SendsNoMore,

    /// <summary>It is gone at once.</summary>
    Resets,
}
