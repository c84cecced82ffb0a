using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;
using Yelb.Bench.Faults;

namespace Yelb.Tests.Bench;

/// <summary>What the crowd of <c>bench/run --faults</c> notes and the checker finds in it, of servers that break a promise now and then.</summary>
public sealed class PlantedFaultTests
{
    public enum Fault
    {
        None,
        AcknowledgesBeforeTheCommit,
        RepeatsWithoutKey,
        ReadsWhatWasBefore,
    }

    [Theory]
    [InlineData(Fault.None, "")]
    [InlineData(Fault.AcknowledgesBeforeTheCommit, "each voter is told a number of his own|no acknowledged vote is lost|the numbers told to voters rise")]
    [InlineData(Fault.RepeatsWithoutKey, "a vote counts once, and nothing else does")]
    [InlineData(Fault.ReadsWhatWasBefore, "no acknowledged vote is lost|nobody sees fewer votes than were seen before")]
    public async Task A_server_is_found_out(Fault fault, string promises)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        new Server(fault).Map(server);
        await server.StartAsync(Patience.Token);
        using var crowd = new Crowd(new Uri(server.Urls.Single()), Stopwatch.StartNew(), [], readers: 4);
        await crowd.BeginAsync();
        await crowd.AcknowledgedAsync(more: 200);
        await crowd.EndAsync();

        var found = HistoryChecker.Check(crowd.History);

        Assert.True(fault == Fault.None ? found.Count == 0 : found.Count > 0 && promises.Split('|').Any(p => found[0].Promise.StartsWith(p, StringComparison.Ordinal)), string.Join('\n', found));
        Assert.All(found.Take(1), smallest => Assert.Equal(2, smallest.History.Count));
    }

    private sealed record Count(string Name, long Value);

    private sealed record Counts(IReadOnlyList<Count> Votes);

    /// <summary>Counts as Yelb does, but for one vote in 20, or one read in five.</summary>
    private sealed class Server(Fault fault)
    {
        private static readonly string[] _restaurants = ["outback", "bucadibeppo", "ihop", "chipotle"];

        private readonly Dictionary<string, long> _counts = _restaurants.ToDictionary(r => r, _ => 0L);
        private readonly Dictionary<string, long> _keys = [];
        private int _votes;
        private int _reads;

        public void Map(WebApplication server)
        {
            server.MapPost("/api/votes/{restaurant}", (string restaurant, HttpRequest request) => Cast(restaurant, request.Headers["Idempotency-Key"].SingleOrDefault()));
            server.MapGet("/api/votes", Read);
            server.MapPost("/api/pageviews", () => TypedResults.Ok());
        }

        private Created<Count> Cast(string restaurant, string? key)
        {
            lock (_counts)
            {
                if (key is not null && _keys.TryGetValue(key, out var known))
                {
                    return TypedResults.Created("", new Count(restaurant, known));
                }

                var isTurn = (key is null || fault != Fault.RepeatsWithoutKey) && ++_votes % 20 == 0;
                var value = ++_counts[restaurant];
                _counts[restaurant] += isTurn && fault == Fault.AcknowledgesBeforeTheCommit ? -1 : isTurn && fault == Fault.RepeatsWithoutKey ? 1 : 0;
                _keys[key ?? ""] = value;
                return TypedResults.Created("", new Count(restaurant, value));
            }
        }

        private Ok<Counts> Read()
        {
            lock (_counts)
            {
                // As old as the server: what is older by less than a request takes is no fault that can be seen.
                var isOld = fault == Fault.ReadsWhatWasBefore && ++_reads % 5 == 0;
                return TypedResults.Ok(new Counts([.. _counts.Select(c => new Count(c.Key, isOld ? 0 : c.Value))]));
            }
        }
    }
}
