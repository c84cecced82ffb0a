using System.Diagnostics;
using ProcessesAndTools;

namespace Yelb.Bench;

/// <summary>Whether every acknowledged vote is there, also after kill -9 in the middle of a load.</summary>
internal static class Durability
{
    private const int Count = 32;

    /// <summary>Kills the database and the application server by turns, each so many times.</summary>
    /// <returns>Whether all sums agreed.</returns>
    public static async Task<bool> KillAsync(YelbRun yelb, int rounds)
    {
        var good = true;
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var resource in new[] { "yelb-db", "yelb-appserver" })
            {
                good &= await CheckAsync(yelb, $"{resource} killed, {round} of {rounds}", async voters =>
                {
                    await voters.AcknowledgedAsync(Random.Shared.Next(500, 3000));
                    Kill(await yelb.ProcessAsync(resource));
                    await yelb.StartAgainAsync(resource);
                    await voters.AcknowledgedAsync(500);
                });
            }
        }

        return good;
    }

    /// <summary>Nobody is killed, so the sums are the same to the vote.</summary>
    public static Task<bool> UndisturbedAsync(YelbRun yelb) =>
        CheckAsync(yelb, "undisturbed", voters => voters.AcknowledgedAsync(5000));

    private static async Task<bool> CheckAsync(YelbRun yelb, string name, Func<Voters, Task> during)
    {
        var before = await yelb.VotesAsync();
        using var voters = new Voters(yelb.AppServer, Count);
        await during(voters);
        await voters.EndAsync();
        var committed = await yelb.VotesAsync() - before;
        var good = committed >= voters.Acknowledged && committed <= voters.Acknowledged + voters.Unknown;
        Console.WriteLine($"{name}: {voters.Acknowledged} votes acknowledged, {voters.Unknown} of unknown outcome, {committed} in the database: {(good ? "good" : "WRONG")}");
        return good;
    }

    private static void Kill(RunningProcess server)
    {
        // PostgreSQL's servers of single connections too, as where the machine loses its power.
        foreach (var one in RunningProcess.ChildrenOf(server.Id).Append(server).ToList())
        {
            try
            {
                using var process = Process.GetProcessById(one.Id);
                process.Kill();
            }
            catch (ArgumentException)
            {
                // It has just ended.
            }
        }
    }
}
