using System.Net.Sockets;
using System.Text;

namespace Yelb.Tests.Web;

/// <summary>Requests that HttpClient would not send; each character of their text is one byte (ISO 8859-1).</summary>
internal static class RawHttp
{
    /// <summary>Sends a head without its empty line, and a body, and returns the whole answer.</summary>
    public static async Task<string> AskAsync(Uri server, string head, string body = "")
    {
        using var client = await OpenAsync(server, $"{head}\nConnection: close", body);
        using var answer = new StreamReader(client.GetStream(), Encoding.Latin1);
        return await answer.ReadToEndAsync(Patience.Token);
    }

    /// <summary>Sends it and leaves the connection open, with the answer to be read.</summary>
    public static async Task<TcpClient> OpenAsync(Uri server, string head, string body = "")
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, Patience.Token);
        var text = $"{head}\nHost: {server.Authority}\n\n".ReplaceLineEndings("\r\n") + body;
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), Patience.Token);
        return client;
    }

    /// <summary>The status of an answer's first line.</summary>
    public static int Status(string answer) => int.Parse(answer.AsSpan("HTTP/1.1 ".Length, 3), provider: null);
}
