// bench/run [--smoke | --kill | --pages NUMBER [--replaced | --killed] | --keys NUMBER | --faults [--rounds NUMBER | --minutes NUMBER] [--seed NUMBER]]

using EcsServiceConnect.Rehearsal.Contract;
using ProcessesAndTools;
using Yelb.Bench;
using Yelb.Bench.Faults;

if (args is ["--faults", .. var options])
{
    return FaultOptions.Parse(options) is { } faults ? await FaultsAsync(faults) : Usage();
}

if (!await Tools.EnsureAsync(isSmoke: args is ["--smoke"]))
{
    return 1;
}

return args switch
{
    [] => await FullAsync(rounds: 7, seconds: 5),
    ["--smoke"] => await SmokeAsync(),
    ["--kill"] => await KillAsync(rounds: 10),
    ["--pages", var number, .. var how] when int.TryParse(number, out var pages) && pages > 0 => how switch
    {
        [] => await PageRuns.VotesAsync(pages) ? 0 : 1,
        ["--replaced"] => await PageRuns.ReplacedAsync(pages) ? 0 : 1,
        ["--killed"] => await PageRuns.KilledAsync(pages) ? 0 : 1,
        _ => Usage(),
    },
    ["--keys", var number] when int.TryParse(number, out var keys) && keys > 0 => await KeysAsync(keys),
    _ => Usage(),
};

// A round of everything, for the sums and not for the speed.
static async Task<int> SmokeAsync()
{
    await using var yelb = await YelbRun.StartAsync();
    var all = new Measurements();
    var good = await MeasureAsync(yelb, all, rounds: 1, seconds: 1);
    good &= await Durability.KillAsync(yelb, rounds: 1);
    return good ? 0 : 1;
}

static async Task<int> KillAsync(int rounds)
{
    await using var yelb = await YelbRun.StartAsync();
    return await Durability.KillAsync(yelb, rounds) ? 0 : 1;
}

// Votes with so many keys of the last day kept.
static async Task<int> KeysAsync(int number)
{
    await using var yelb = await YelbRun.StartAsync();
    return await KeptKeys.MeasureAsync(yelb, number) ? 0 : 1;
}

// The published stack with something broken in each round, and a check of all that voters and readers were told.
static async Task<int> FaultsAsync(FaultOptions options)
{
    Console.WriteLine($"seed {options.Seed}");
    try
    {
        using var folder = new TemporaryFolder();
        await using var yelb = await PublishedYelb.StartAsync(folder.Path);
        var run = new FaultRun(yelb, options.Seed);
        var good = false;
        try
        {
            good = await (options.Minutes is { } minutes ? run.MinutesAsync(minutes) : run.RoundsAsync(options.Rounds));
        }
        finally
        {
            if (!good)
            {
                Console.WriteLine($"the logs stay in {yelb.KeepLogs()}");
            }
        }

        return good ? 0 : 1;
    }
    catch (Exception e) when (e is RehearsalException or MachineException)
    {
        Console.Error.WriteLine(e.Message);
        return 1;
    }
}

static async Task<int> FullAsync(int rounds, int seconds)
{
    var report = new Report();
    var all = new Measurements();
    bool good;
    report.AddMachine(rounds, seconds);
    await using (var yelb = await YelbRun.StartAsync())
    {
        good = await MeasureAsync(yelb, all, rounds, seconds);

        Console.WriteLine("a minute of votes, then memory");
        await Wrk.PostAsync(new(yelb.AppServer, "/api/votes/ihop"), 64, seconds: 60);
        var appServer = (await yelb.ProcessAsync("yelb-appserver")).MemoryOfTree();
        report.AddTargets([.. Targets.Of(all), new("memory of yelb-appserver after that minute", new([appServer]), 120, AtLeast: false, "MB")]);
        report.AddTable("Memory", "process", "MB");
        foreach (var resource in new[] { "yelb-appserver", "yelb-ui", "yelb-db", "yelb-redis" })
        {
            var process = await yelb.ProcessAsync(resource);
            report.AddRow($"{resource} ({process.Name})", $"{process.MemoryOfTree():N0}");
        }

        AddScaling(report, 1, await Scaling.MeasureAsync(yelb, seconds));
    }

    await using (var yelb = await YelbRun.StartAsync(replicas: 2))
    {
        AddScaling(report, 2, await Scaling.MeasureAsync(yelb, seconds));
    }

    report.AddTable("`dotnet run --no-build`, seconds to the first answer", "", "a vote", "the page", "the dashboard");
    using (var data = new TemporaryFolder())
    {
        AddFirstAnswers(report, "with no data yet", await Startup.ToFirstAnswersAsync(data.Path));
        AddFirstAnswers(report, "with data", await Startup.ToFirstAnswersAsync(data.Path));
    }

    report.AddTable("Commands", "from the command to its end", "seconds");
    // The first one finds nothing in the system's cache of files.
    foreach (var time in (string[])["publish", "publish again"])
    {
        report.AddRow(time, $"{(await Startup.OfPublishAsync()).TotalSeconds:0.0}");
    }

    Console.WriteLine(report);
    await File.WriteAllTextAsync(Path.Combine(Repository.Root, "bench", "results.md"), report.ToString());
    return good ? 0 : 1;
}

// Whether the votes in the database are those that were acknowledged.
static async Task<bool> MeasureAsync(YelbRun yelb, Measurements all, int rounds, int seconds)
{
    await using var limits = await LimitsProcess.StartAsync(yelb.Database);
    if (rounds > 1)
    {
        // .NET compiles hot methods anew while they run. On two busy processors that takes the page more than 20 s of load,
        // and in the first 5 s it makes a third of what it makes afterwards.
        Console.WriteLine("a long round that does not count: under their first load processes are still being compiled");
        await Rounds.RunAsync(new(), yelb, limits, seconds: 30);
    }

    var before = await yelb.VotesAsync();
    for (var round = 1; round <= rounds; round++)
    {
        Console.WriteLine($"round {round} of {rounds}");
        await Rounds.RunAsync(all, yelb, limits, seconds);
    }

    var committed = await yelb.VotesAsync() - before;
    var good = committed >= all.Votes && committed <= all.Votes + all.VotesUnknown;
    Console.WriteLine($"under load: {all.Votes} votes acknowledged, up to {all.VotesUnknown} more that failed or were on their way in the end, {committed} in the database: {(good ? "good" : "WRONG")}");
    return good & await Durability.UndisturbedAsync(yelb);
}

static void AddScaling(Report report, int replicas, IReadOnlyList<(int Connections, double Votes, double Reads)> rows)
{
    report.AddTable($"Throughput with {replicas} application server{(replicas == 1 ? "" : "s")}", "connections", "votes/s", "/api/getvotes/s");
    foreach (var (connections, votes, reads) in rows)
    {
        report.AddRow($"{connections}", $"{votes:N0}", $"{reads:N0}");
    }
}

static void AddFirstAnswers(Report report, string on, FirstAnswers first) =>
    report.AddRow(on, $"{first.Vote.TotalSeconds:0.0}", $"{first.Page.TotalSeconds:0.0}", $"{first.Dashboard.TotalSeconds:0.0}");

static int Usage()
{
    Console.Error.WriteLine("bench/run [--smoke | --kill | --pages NUMBER [--replaced | --killed] | --keys NUMBER | --faults [--rounds NUMBER | --minutes NUMBER] [--seed NUMBER]]");
    return 2;
}
