using System.Diagnostics;
using System.Net;

namespace Yelb.Tests.Stores;

/// <summary>Votes go on when the server behind yelb-db fails or is replaced, and each counts once; health says what is true of voting.</summary>
[Collection(nameof(FailingStores))]
public sealed class PostgresFailoverTests(FailingStores stores)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    /// <summary>In the order in which they were used, with the number that was told; 0 where none was.</summary>
    private readonly List<(string Key, long Told)> _votes = [];

    public static TheoryData<PostgresFault> Faults => [.. Enum.GetValues<PostgresFault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Votes_count_once_and_within_5_s_of_there_being_a_writable_primary(PostgresFault fault)
    {
        await using var small = fault == PostgresFault.IsFull ? await SmallDisk.MountAsync() : null;
        await using var primary = await stores.StartPostgresAsync();
        await using var standby = HasStandby(fault) ? await primary.FollowAsync() : null;
        await stores.LeadAsync(postgres: primary.Port);
        if (small is not null)
        {
            await small.TakeKeysAsync(primary);
        }

        await using var others = new Connections(primary);
        // As many at once as open all of its connections.
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => stores.Server.Client.GetAsync("/api/votes", Patience.Token)));
        await CastAsync();
        if (standby is not null)
        {
            await primary.CatchUpAsync(standby);
        }

        await BreakAsync(fault, primary, standby, small, others);
        if (fault is not PostgresFault.EndsConnections)
        {
            await stores.Server.UntilUnhealthyAsync();
            for (var i = 0; i < 5; i++)
            {
                var (status, _) = await VoteAsync(NewKey());
                if (fault == PostgresFault.IsFull && status == HttpStatusCode.Created)
                {
                    // What a look at its health wrote before the last one leaves room for a vote now and then.
                    continue;
                }

                Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
                Assert.False(await stores.Server.IsHealthyAsync());
            }
        }

        await MendAsync(fault, primary, standby, small, others);
        var last = await CastAsync();
        Assert.True(await stores.Server.IsHealthyAsync());
        foreach (var (key, told) in _votes.ToList())
        {
            var (status, number) = await VoteAsync(key);
            Assert.Equal(HttpStatusCode.Created, status);
            Assert.True(told == 0 || told == number, $"{key} was told {told}, then {number}");
            last = Math.Max(last, number);
            Assert.Equal((HttpStatusCode.OK, last), await stores.Server.AskAsync(HttpMethod.Get, "/api/votes/ihop", "value"));
        }

        Assert.Equal(_votes.Select(vote => vote.Key).Distinct().Count(), last);
    }

    [Fact]
    public async Task Votes_go_on_over_the_open_connections_when_new_ones_are_refused()
    {
        await using var primary = await stores.StartPostgresAsync();
        await stores.LeadAsync(postgres: primary.Port);

        await primary.RefuseConnectionsAsync();

        // Batches of each kind at once, and more of them than the health checks opened connections for.
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 3) switch
        {
            0 => stores.Server.AskAsync(HttpMethod.Post, "/api/votes/ihop", "value"),
            1 => stores.Server.AskAsync(HttpMethod.Post, "/api/votes/ihop", "value", NewKey()),
            _ => stores.Server.AskAsync(HttpMethod.Get, "/api/votes/ihop", "value"),
        }));
        Assert.DoesNotContain(answers, answer => answer.Status is not (HttpStatusCode.OK or HttpStatusCode.Created));
    }

    private static bool HasStandby(PostgresFault fault) =>
        fault is PostgresFault.IsReplaced or PostgresFault.IsInRecovery or PostgresFault.IsReadOnly or PostgresFault.IsSilent;

    private async Task BreakAsync(PostgresFault fault, PostgresServer primary, PostgresServer? standby, SmallDisk? disk, Connections others)
    {
        switch (fault)
        {
            case PostgresFault.EndsConnections:
                await primary.EndConnectionsAsync();
                break;
            case PostgresFault.IsReplaced:
                await primary.StopAsync();
                break;
            case PostgresFault.IsInRecovery:
                await primary.CrashAsync();
                stores.Postgres.MoveTo(standby!.Port);
                break;
            case PostgresFault.IsReadOnly:
                await primary.SetReadOnlyAsync(true);
                break;
            case PostgresFault.Crashes:
                await primary.CrashAsync();
                break;
            case PostgresFault.IsSilent:
                stores.Postgres.MoveTo(StorePort.Free());
                stores.Postgres.Silence();
                break;
            case PostgresFault.IsFull:
                disk!.Fill();
                // There is room in the pages that the table has.
                while ((await VoteAsync(NewKey())).Status == HttpStatusCode.Created)
                {
                    Assert.InRange(_votes.Count, 0, 500);
                }

                break;
            case PostgresFault.IsCrowded:
                await others.TakeAllAsync();
                break;
        }
    }

    private async Task MendAsync(PostgresFault fault, PostgresServer primary, PostgresServer? standby, SmallDisk? disk, Connections others)
    {
        if (standby is not null)
        {
            await standby.PromoteAsync();
            stores.Postgres.MoveTo(standby.Port);
        }

        switch (fault)
        {
            case PostgresFault.Crashes:
                await primary.StartAgainAsync();
                break;
            case PostgresFault.IsFull:
                disk!.Empty();
                break;
            case PostgresFault.IsCrowded:
                await others.DisposeAsync();
                break;
        }
    }

    /// <summary>Votes with one key until a number is told, and says it; what was not acknowledged may have counted.</summary>
    private async Task<long> CastAsync()
    {
        var key = NewKey();
        var clock = Stopwatch.StartNew();
        for (var asked = 1; ; asked++)
        {
            var (status, number) = await VoteAsync(key);
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, _limit);
            if (status == HttpStatusCode.Created)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"cast after {clock.Elapsed.TotalSeconds:0.00} s, at request {asked}");
                return number;
            }

            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            await Task.Delay(50, Patience.Token);
        }
    }

    private async Task<(HttpStatusCode Status, long Number)> VoteAsync(string key)
    {
        var answer = await stores.Server.AskAsync(HttpMethod.Post, "/api/votes/ihop", "value", key);
        _votes.Add((key, answer.Number));
        return answer;
    }

    /// <summary>As long as a key may be.</summary>
    private static string NewKey() => Guid.NewGuid().ToString("N").PadRight(128, '.');
}
