namespace Yelb.Bench;

/// <summary>One round of all loads; each stands beside the limit that it is compared with.</summary>
internal static class Rounds
{
    public const string Votes64 = "votes, 64 connections";
    public const string KeyedVotes64 = "votes with keys, 64 connections";
    public const string KeyedVotesThroughUi = "votes with keys through yelb-ui, 512 connections";
    public const string PgBench64 = "pgbench, 64 clients";
    public const string Votes16 = "votes, 16 connections";
    public const string PgBench16 = "pgbench, 16 clients";
    public const string Smallest = "smallest endpoint";
    public const string GetVotes = "/api/getvotes";
    public const string GetStats = "/api/getstats";
    public const string GetVotesThroughUi = "/api/getvotes through yelb-ui";
    public const string Page = "the page";
    public const string LoneVote = "a lone vote";
    public const string LoneStatement = "an endpoint of one plain statement";
    public const string PgBench1 = "pgbench, 1 client";
    public const string RedisIncr = "redis-benchmark INCR, 50 clients";

    public static async Task RunAsync(Measurements all, YelbRun yelb, LimitsProcess limits, int seconds)
    {
        var vote = new Uri(yelb.AppServer, "/api/votes/ihop");
        var getVotes = new Uri(yelb.AppServer, "/api/getvotes");

        await all.AddVotesAsync(PgBench64, () => StoreLimits.PgBenchAsync(yelb.Database, 64, seconds));
        await all.AddVotesAsync(Votes64, () => Wrk.PostAsync(vote, 64, seconds));
        await all.AddVotesAsync(KeyedVotes64, () => Wrk.PostWithKeysAsync(vote, 64, seconds));
        // A hall: each voter has a connection of his own there.
        await all.AddVotesAsync(KeyedVotesThroughUi, () => Wrk.PostWithKeysAsync(new(yelb.Web, "/api/votes/ihop"), 512, seconds));
        await all.AddVotesAsync(PgBench16, () => StoreLimits.PgBenchAsync(yelb.Database, 16, seconds));
        await all.AddVotesAsync(Votes16, () => Wrk.PostAsync(vote, 16, seconds));
        await all.AddAsync(GetVotes, () => Wrk.GetAsync(getVotes, 64, seconds));
        await all.AddAsync(Smallest, () => Wrk.GetAsync(limits.Smallest, 64, seconds));
        await all.AddAsync(GetStats, () => Wrk.GetAsync(new(yelb.AppServer, "/api/getstats"), 64, seconds));
        await all.AddAsync(GetVotesThroughUi, () => Wrk.GetAsync(new(yelb.Web, "/api/getvotes"), 64, seconds));
        await all.AddAsync(Page, () => Wrk.GetAsync(yelb.Web, 64, seconds));
        await all.AddVotesAsync(LoneVote, () => Wrk.PostAsync(vote, 1, seconds));
        await all.AddVotesAsync(LoneStatement, () => Wrk.PostAsync(limits.Vote, 1, seconds));
        await all.AddVotesAsync(PgBench1, () => StoreLimits.PgBenchAsync(yelb.Database, 1, seconds));
        await all.AddAsync(RedisIncr, () => StoreLimits.RedisBenchmarkAsync(yelb.Redis, 10_000 * seconds));
    }
}
