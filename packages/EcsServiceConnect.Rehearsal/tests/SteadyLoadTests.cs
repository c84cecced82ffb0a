using System.Net;
using EcsServiceConnect.Rehearsal.Checking;
using EcsServiceConnect.Rehearsal.Forwarding;
using EcsServiceConnect.Rehearsal.Loading;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>The command `load`, against a server of the test's.</summary>
public sealed class SteadyLoadTests
{
    [Fact]
    public async Task It_asks_for_all_in_turn_and_tells_what_fails()
    {
        var asked = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var server = await ProxyServer.StartAsync(
            [new ProxyListener.Http(new(IPAddress.Loopback, 0), HttpProtocols.Http1, context =>
            {
                asked.Enqueue($"{context.Request.Method} {context.Request.Path}");
                context.Response.StatusCode = context.Request.Path == "/broken" ? 503 : 200;
                return Task.CompletedTask;
            })],
            address =>
            {
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                socket.Bind(address);
                return socket;
            },
            TimeSpan.FromMinutes(1));
        var events = new EventLog();
        var told = new TaskCompletionSource<RehearsalEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        events.Happened += e => told.TrySetResult(e);
        var scenario = new Scenario { Pages = [new("/", ""), new("/broken", "")], Counters = [new("votes", "POST /votes", "/votes", "/count")] };

        await using (var load = new SteadyLoad(scenario, new($"http://{server.Addresses[0]}"), events))
        {
            load.Begin(100);
            var warning = await told.Task.WaitAsync(Patience.Token);

            Assert.True(warning.IsWarning);
            Assert.Matches(@"^\d+ of \d+ requests failed: GET /broken: 503$", warning.Message);
        }

        Assert.Equal(["GET /", "GET /broken", "POST /votes"], asked.Distinct().Order());
        await server.StopAsync(TimeSpan.Zero);
    }
}
