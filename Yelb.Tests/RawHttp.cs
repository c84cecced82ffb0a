using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Yelb.Tests;

/// <summary>Requests that HttpClient would not send; each character of their text is one byte (ISO 8859-1).</summary>
internal static class RawHttp
{
    /// <summary>Sends a head, without Host and Connection and with line feeds alone, and a body as it is; reads until the server closes, as it is asked to.</summary>
    public static async Task<Answer> AskAsync(Uri server, string head, string body = "")
    {
        using var client = await OpenAsync(server, $"{head}\nConnection: close", body);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, Patience.Token) is > 0 and var read)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // A server that refuses a body need not take all of it, and what it leaves ends the connection after its answer.
        }

        return new(answer.ToString());
    }

    /// <summary>Sends the same and leaves the connection open, with the answer to be read.</summary>
    public static async Task<TcpClient> OpenAsync(Uri server, string head, string body = "")
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, Patience.Token);
        var text = $"{head}\nHost: {server.Authority}\n\n".ReplaceLineEndings("\r\n") + body;
        try
        {
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), Patience.Token);
        }
        catch (IOException)
        {
            // The answer is there before all of the request is.
        }

        return client;
    }

    /// <param name="Text">The status line, the headers and the body.</param>
    public sealed record Answer(string Text)
    {
        public int Status => int.Parse(Text.AsSpan("HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture);

        /// <summary>The value of a header that is there once, else null.</summary>
        public string? Header(string name) => Text.Split("\r\n\r\n")[0].Split("\r\n")
            .Where(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase)).ToArray() is [var only] ? only[(name.Length + 2)..] : null;
    }
}
