using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Yelb.Tests;

/// <summary>Requests byte by byte, as no client library would send them.</summary>
internal static class RawRequest
{
    /// <summary>Sends a request, whose characters are Latin-1, and reads until the server closes, which it is asked to.</summary>
    public static async Task<Answer> SendAsync(Uri server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, Patience.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request.Replace("\r\nHost:", "\r\nConnection: close\r\nHost:", StringComparison.Ordinal)), Patience.Token);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return new(await reader.ReadToEndAsync(Patience.Token));
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
