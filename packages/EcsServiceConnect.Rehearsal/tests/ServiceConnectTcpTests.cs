using System.Net.Sockets;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>Connections from one task to others over both proxies, where an endpoint has no appProtocol.</summary>
public sealed class ServiceConnectTcpTests
{
    private static CancellationToken Cancelled => Patience.Token;

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task A_connection_passes_both_ways_and_stays_with_one_task()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Tcp);
        var first = await ServeAsync(stage, "db/1", (byte)'1');
        await ServeAsync(stage, "db/2", (byte)'2');
        var web = await stage.CallAsync();

        await using var one = await web.DialAsync("api", 80, Cancelled);
        Assert.Equal("a1", await AskAsync(one, (byte)'a'));
        await using var other = await web.DialAsync("api", 80, Cancelled);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("a1", await AskAsync(one, (byte)'a'));
            Assert.Equal("b2", await AskAsync(other, (byte)'b'));
        }

        // What the client has said, it has said; the answer still comes.
        one.Socket.Shutdown(SocketShutdown.Send);
        Assert.Equal("end1", await new StreamReader(one).ReadToEndAsync(Cancelled));
        Assert.Equal(4, first.Metrics.Served("api-http").Counts.ProcessedBytes);
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task A_task_that_refuses_is_passed_over_and_without_any_the_connection_is_closed()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Tcp);
        var web = await stage.CallAsync();
        await using var nobody = await web.DialAsync("api", 80, Cancelled);
        await AssertClosedAsync(nobody);

        await stage.RefuseAsync("db/1");
        await ServeAsync(stage, "db/2", (byte)'2');
        for (var i = 0; i < 4; i++)
        {
            await using var connection = await web.DialAsync("api", 80, Cancelled);
            Assert.Equal("a2", await AskAsync(connection, (byte)'a'));
        }

        var counts = web.Metrics.Target("web", "api-http").Counts;
        Assert.Equal(1, counts.Failures);
        Assert.True(counts.Retries >= 1);
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task A_task_whose_application_is_gone_closes_the_connection()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Tcp);
        var db = await ServeAsync(stage, "db/1", (byte)'1');
        var web = await stage.CallAsync();
        await using var open = await web.DialAsync("api", 80, Cancelled);
        Assert.Equal("a1", await AskAsync(open, (byte)'a'));

        await db.StopApplicationAsync();

        await AssertClosedAsync(open);
        await using var late = await web.DialAsync("api", 80, Cancelled);
        await AssertClosedAsync(late);
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task A_silent_connection_is_closed_after_the_idle_time_and_a_busy_one_is_not()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Tcp with { IdleTimeout = TimeSpan.FromSeconds(2) });
        await ServeAsync(stage, "db/1", (byte)'1');
        var web = await stage.CallAsync();
        await using var connection = await web.DialAsync("api", 80, Cancelled);

        for (var i = 0; i < 25; i++)
        {
            Assert.Equal("a1", await AskAsync(connection, (byte)'a'));
            await Task.Delay(100, Cancelled);
        }

        await AssertClosedAsync(connection);
    }

    /// <summary>A task that answers each byte with that byte and its own, and the end with `end` and its own.</summary>
    private static async Task<TestTask> ServeAsync(ServiceConnectStage stage, string name, byte mark)
    {
        var task = await stage.AddAsync(name);
        await task.AcceptAsync(async connection =>
        {
            var input = connection.Transport.Input.AsStream();
            var buffer = new byte[1];
            while (await input.ReadAsync(buffer, Cancelled) == 1)
            {
                await connection.Transport.Output.WriteAsync(new[] { buffer[0], mark }, Cancelled);
            }

            await connection.Transport.Output.WriteAsync(new[] { (byte)'e', (byte)'n', (byte)'d', mark }, Cancelled);
        });
        await stage.RegisterAsync(task);
        return task;
    }

    private static async Task<string> AskAsync(NetworkStream connection, byte question)
    {
        await connection.WriteAsync(new[] { question }, Cancelled);
        var answer = new byte[2];
        await connection.ReadExactlyAsync(answer, Cancelled);
        return System.Text.Encoding.ASCII.GetString(answer);
    }

    private static async Task AssertClosedAsync(NetworkStream connection)
    {
        try
        {
            Assert.Equal(0, await connection.ReadAsync(new byte[1], Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(5), Cancelled));
        }
        catch (IOException reset) when (reset.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // Closed without the usual words.
        }
    }
}
