using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>What the rehearsed load balancer and the proxies of Service Connect pass on, byte by byte, and what they do not.</summary>
public sealed class ForwardingTests
{
    private static CancellationToken Cancelled => Patience.Token;

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task Headers_are_the_bytes_that_came_and_those_of_the_connection_end_at_the_load_balancer()
    {
        await using var stage = await LoadBalancingStage.StartAsync();
        await stage.RegisterAsync("web/1", EchoAsync);
        using var client = new TcpClient();
        var server = stage.Balancer.Addresses.First().Value;
        await client.ConnectAsync(server.Host, server.Port, Cancelled);

        Assert.Equal("Jos\u00e9 \u00c3\u00a9\u00ff|", await AskAsync(client.GetStream()));
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task Headers_are_the_bytes_that_came_and_those_of_the_connection_end_at_the_proxy()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Http);
        await stage.ServeAsync("api/1", EchoAsync);
        var web = await stage.CallAsync();
        await using var stream = await web.DialAsync("api", 80, Cancelled);

        Assert.Equal("Jos\u00e9 \u00c3\u00a9\u00ff|", await AskAsync(stream));
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task A_request_whose_connection_breaks_is_sent_once()
    {
        await using var stage = await LoadBalancingStage.StartAsync();
        var asked = 0;
        var task = await stage.RegisterAsync("web/1", answer: null);
        await task.AcceptAsync(async connection =>
        {
            while (await connection.Transport.Input.ReadAsync(Cancelled) is { Buffer: { IsEmpty: false } request })
            {
                var isVote = Encoding.ASCII.GetString(request).StartsWith("GET /vote ", StringComparison.Ordinal);
                connection.Transport.Input.AdvanceTo(request.End);
                if (isVote)
                {
                    // Counted, and then killed.
                    Interlocked.Increment(ref asked);
                    return;
                }

                await connection.Transport.Output.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), Cancelled);
            }
        });
        // SocketsHttpHandler mistrusts a connection that it uses again.
        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync()).Status);

        Assert.Equal(HttpStatusCode.BadGateway, (await stage.GetAsync("/vote")).Status);
        Assert.Equal(1, asked);
    }

    [Theory(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFF\r\nx", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloXX", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost:99999\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nX(Y): z\r\n\r\n", 200)]
    [InlineData("TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", 405)]
    [InlineData("CONNECT / HTTP/1.1\r\nHost: x\r\n\r\n", 405)]
    public async Task What_the_client_does_wrong_is_no_fault_of_the_load_balancer(string request, int status)
    {
        await using var stage = await LoadBalancingStage.StartAsync(LoadBalancingStage.Plan with { DropsInvalidHeaders = true });
        await stage.RegisterAsync("web/1", context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));

        Assert.Equal(status, (await RawClient.SendAsync(stage.Balancer.Addresses.First().Value, new(request, RequestEnding.Waits), Cancelled))?.Status);
    }

    private static async Task<string> AskAsync(Stream stream)
    {
        // Of HTTP/1.0, so that the answer ends with the connection: with 'close' Kestrel forgets what else stands in Connection.
        var request = "GET / HTTP/1.0\r\nHost: api\r\nConnection: X-Mine\r\nX-Mine: 1\r\nX-Odd: Jos\u00e9 \u00c3\u00a9\u00ff\r\n\r\n";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Cancelled);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var answer = await reader.ReadToEndAsync(Cancelled);
        return $"{Header("X-Odd")}|{Header("X-Mine")}";

        string Header(string name) => answer.Split("\r\n").FirstOrDefault(line => line.StartsWith($"{name}: ", StringComparison.Ordinal))?[(name.Length + 2)..] ?? "";
    }

    /// <summary>Its headers as they came; what it sends is bytes too.</summary>
    private static Task EchoAsync(HttpContext context)
    {
        context.Response.Headers["X-Odd"] = context.Request.Headers["X-Odd"];
        context.Response.Headers["X-Mine"] = context.Request.Headers["X-Mine"];
        return Task.CompletedTask;
    }
}
