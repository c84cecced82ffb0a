using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace TestSupport;

/// <summary>Sends requests as they are, each over a connection of its own.</summary>
internal static partial class RawClient
{
    /// <summary>How long a request that may not be a whole one waits for an answer before its end of the connection is closed.</summary>
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(100);

    /// <summary>Within this, an answer has to come, and a connection to end that should. Longer than all limits of time on the way to the stores.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);

    /// <summary>Sends a head, without Host and Connection and with line feeds alone, and a body as it is; asks the server to close, and reads all that it says.</summary>
    /// <exception cref="TimeoutException">There was neither an answer nor an end.</exception>
    public static async Task<RawAnswer> AskAsync(Uri server, string head, string body = "") =>
        await SendAsync(server, new(Text(server, $"{head}\nConnection: close", body), RequestEnding.Waits), Patience.Token)
        ?? throw new InvalidOperationException($"The connection ended without an answer to {head.Split('\n')[0]}.");

    /// <summary>Sends the same and leaves the connection open, with the answer to be read.</summary>
    public static async Task<TcpClient> OpenAsync(Uri server, string head, string body = "")
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, Patience.Token);
        try
        {
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(Text(server, head, body)), Patience.Token);
        }
        catch (IOException)
        {
            // The answer is there before all of the request is.
        }

        return client;
    }

    /// <summary>The answer; null where the connection ended without one.</summary>
    /// <exception cref="TimeoutException">There was neither an answer nor an end.</exception>
    public static async Task<RawAnswer?> SendAsync(Uri server, RawRequest request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_longest);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(server.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(server.Host), server.Port), limit.Token);
            if (request.Ending == RequestEnding.Resets)
            {
                await SendAsync(socket, request.Bytes, limit.Token);
                socket.LingerState = new(enable: true, seconds: 0);
                return null;
            }

            var answer = ReadAsync(socket, limit.Token);
            // A server that refuses a long request need not take all of it.
            await Task.WhenAny(SendAsync(socket, request.Bytes, limit.Token), answer);
            if (request.Ending == RequestEnding.SendsNoMore && await Task.WhenAny(answer, Task.Delay(_moment, limit.Token)) != answer)
            {
                Shutdown(socket);
            }

            return await answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Neither an answer nor an end in {_longest.TotalSeconds} s.");
        }
    }

    private static string Text(Uri server, string head, string body) => $"{head}\nHost: {server.Authority}\n\n".ReplaceLineEndings("\r\n") + body;

    private static async Task SendAsync(Socket socket, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            for (var sent = 0; sent < bytes.Length;)
            {
                sent += await socket.SendAsync(bytes.AsMemory(sent), cancellationToken);
            }
        }
        catch (SocketException)
        {
            // The server has ended the connection, which is its answer or comes after it.
        }
        catch (ObjectDisposedException)
        {
            // It has answered before it had all of the request.
        }
    }

    private static void Shutdown(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server was first.
        }
    }

    private static async Task<RawAnswer?> ReadAsync(Socket socket, CancellationToken cancellationToken)
    {
        var answer = new StringBuilder();
        var buffer = new byte[8192];
        int read;
        do
        {
            try
            {
                read = await socket.ReceiveAsync(buffer, cancellationToken);
            }
            catch (SocketException)
            {
                // Of a server that ends the connection with something unread in it.
                read = 0;
            }

            answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        while (read > 0 && !(Head().Match(answer.ToString()) is { Success: true } head && !EndsConnection(head.Value)));

        return Head().Match(answer.ToString()) is { Success: true } last ? new(int.Parse(last.Groups[1].ValueSpan, provider: null), answer.ToString()) : null;
    }

    /// <summary>Whether the end of the answer is to be waited for; it is not of a stream, which has none.</summary>
    private static bool EndsConnection(string head) =>
        head.Contains("\r\nConnection: close\r\n", StringComparison.OrdinalIgnoreCase) && !head.Contains("text/event-stream", StringComparison.Ordinal);

    /// <summary>The head of the final answer, after those that say that one will come.</summary>
    [GeneratedRegex(@"\A(?:HTTP/1\.1 1\d\d.*?\r\n\r\n)*HTTP/1\.1 ([2-9]\d\d).*?\r\n\r\n", RegexOptions.Singleline)]
    private static partial Regex Head();
}
