using System.Diagnostics;
using System.Net;

namespace Yelb.Tests.Stores;

/// <summary>Page views go on when the server behind yelb-redis fails or is replaced; health says what is true of counting.</summary>
[Collection(nameof(FailingStores))]
public sealed class RedisFailoverTests(FailingStores stores)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    public static TheoryData<RedisFault> Faults => [.. Enum.GetValues<RedisFault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Page_views_count_within_5_s_of_there_being_a_writable_primary(RedisFault fault)
    {
        await using var primary = await RedisServer.StartAsync(fault == RedisFault.HasMoved ? RedisServer.ClusterSettings : "");
        await using var replica = await (fault == RedisFault.HasMoved ? primary.JoinAsync() : primary.ReplicateAsync());
        await stores.LeadAsync(redis: primary.Port);
        var (server, name) = (stores.Server, stores.Redis);
        var last = await CountAsync(server, after: 0);

        await BreakAsync(fault, primary, replica, name);
        if (fault is not (RedisFault.HasMoved or RedisFault.IsHalfOpen))
        {
            await server.UntilUnhealthyAsync();
            for (var i = 0; i < 10; i++)
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ViewAsync(server)).Status);
                Assert.False(await server.IsHealthyAsync());
            }
        }

        await MendAsync(fault, primary, replica, name);
        last = await CountAsync(server, last);
        Assert.True(await server.IsHealthyAsync());
        for (var i = 0; i < 20; i++)
        {
            var (status, number) = await ViewAsync(server);
            Assert.Equal((HttpStatusCode.OK, ++last), (status, number));
        }
    }

    private static async Task BreakAsync(RedisFault fault, RedisServer primary, RedisServer replica, MovingName name)
    {
        switch (fault)
        {
            case RedisFault.IsReplica:
                await primary.FailOverAsync(replica);
                break;
            case RedisFault.IsReplicaAndHangsUp:
                await primary.FailOverAsync(replica);
                name.HangUp();
                break;
            case RedisFault.IsNotPromotedYet:
                await primary.CatchUpAsync();
                await primary.KillAsync();
                name.MoveTo(replica.Port);
                break;
            case RedisFault.IsLoading:
                await primary.LoadSlowlyAsync();
                break;
            case RedisFault.HasMoved:
                await replica.UntilAsync("CLUSTER FAILOVER", "OK");
                await replica.UntilAsync("ROLE", "master");
                break;
            case RedisFault.IsSilent:
                await primary.CatchUpAsync();
                primary.Freeze();
                break;
            case RedisFault.IsHalfOpen:
                name.Silence();
                break;
            case RedisFault.IsFull:
                await primary.UntilAsync("CONFIG SET maxmemory 1", "OK");
                break;
        }
    }

    private static async Task MendAsync(RedisFault fault, RedisServer primary, RedisServer replica, MovingName name)
    {
        switch (fault)
        {
            case RedisFault.IsReplica or RedisFault.IsReplicaAndHangsUp:
                name.MoveTo(replica.Port);
                break;
            case RedisFault.IsNotPromotedYet:
                await replica.UntilAsync("REPLICAOF NO ONE", "OK");
                break;
            case RedisFault.IsLoading:
                await primary.LoadedAsync();
                break;
            case RedisFault.IsSilent:
                await replica.UntilAsync("REPLICAOF NO ONE", "OK");
                name.MoveTo(replica.Port);
                break;
            case RedisFault.IsFull:
                await primary.UntilAsync("CONFIG SET maxmemory 0", "OK");
                break;
        }
    }

    /// <summary>Counts until one is told its number, and says it; what was not acknowledged may have counted.</summary>
    private static async Task<long> CountAsync(AppServer server, long after)
    {
        var clock = Stopwatch.StartNew();
        for (var asked = 1; ; asked++)
        {
            var (status, number) = await ViewAsync(server);
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, _limit);
            if (status == HttpStatusCode.OK)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"counted after {clock.Elapsed.TotalSeconds:0.00} s, at request {asked}");
                Assert.True(number > after, $"{number} after {after}");
                return number;
            }

            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            await Task.Delay(50, Patience.Token);
        }
    }

    private static Task<(HttpStatusCode Status, long Number)> ViewAsync(AppServer server) => server.AskAsync(HttpMethod.Post, "/api/pageviews", "pageviews");
}
