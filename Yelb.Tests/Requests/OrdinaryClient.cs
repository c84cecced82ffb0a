using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Yelb.Tests.Api;

namespace Yelb.Tests.Requests;

/// <summary>A visitor who reads and votes, one after the other, whatever others do: nobody may keep him from it.</summary>
/// <param name="client">Of yelb-ui or yelb-appserver.</param>
/// <param name="reads">The paths that he reads.</param>
internal sealed class OrdinaryClient(HttpClient client, params string[] reads)
{
    /// <summary>He votes for the restaurant that random requests leave alone.</summary>
    public const string Restaurant = "outback";

    // Requests of one visitor do not come faster than this, or he would be limited too.
    private static readonly TimeSpan _pace = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _usual = TimeSpan.FromMilliseconds(500);

    private readonly List<TimeSpan> _times = [];
    private readonly List<long> _votes = [];

    /// <summary>What he was not answered as he should be, or not in time.</summary>
    public List<string> Faults { get; } = [];

    public int Requests => _times.Count;

    /// <summary>How often he read this path.</summary>
    public int Reads(string path) => reads.Contains(path) ? (Requests + reads.Length) / (reads.Length + 1) : 0;

    /// <summary>Reads and votes until it is enough, and at least once each.</summary>
    public async Task RunAsync(CancellationToken enough)
    {
        using var pace = new PeriodicTimer(_pace);
        do
        {
            foreach (var path in reads)
            {
                await AskAsync(HttpMethod.Get, path, HttpStatusCode.OK, _ => Task.CompletedTask);
                await pace.WaitForNextTickAsync(Patience.Token);
            }

            await AskAsync(HttpMethod.Post, $"/api/votes/{Restaurant}", HttpStatusCode.Created, async answer =>
                _votes.Add((await answer.ReadFromJsonAsync<JsonElement>(Patience.Token)).GetProperty("value").GetInt64()));
            await pace.WaitForNextTickAsync(Patience.Token);
        }
        while (!enough.IsCancellationRequested);

        if (_times.Order().ElementAt(_times.Count / 2) is var median && median > _usual)
        {
            Faults.Add($"Half of the ordinary client's requests took more than {median.TotalMilliseconds:0} ms.");
        }
    }

    /// <summary>Tells whether each of his votes is there once.</summary>
    public async Task CheckVotesAsync(long before)
    {
        var now = (await client.VotesAsync())[Restaurant];
        // Nobody else votes for it, so he was told each number in between.
        var told = Enumerable.Range(1, _votes.Count).Select(i => before + i);
        if (now != before + _votes.Count || !_votes.SequenceEqual(told))
        {
            Faults.Add($"Of {before} votes and {_votes.Count} of the ordinary client there are {now}; he was told {string.Join(", ", _votes.Except(told).Take(10))}.");
        }
    }

    private async Task AskAsync(HttpMethod method, string path, HttpStatusCode expected, Func<HttpContent, Task> read)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method == HttpMethod.Post)
        {
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        }

        var started = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Patience.Token);
        limit.CancelAfter(_longest);
        try
        {
            using var answer = await client.SendAsync(request, limit.Token);
            if (answer.StatusCode == expected)
            {
                await read(answer.Content);
            }
            else
            {
                Faults.Add($"{method} {path} of the ordinary client: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(limit.Token)}");
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            Faults.Add($"{method} {path} of the ordinary client: {e.Message}");
        }

        _times.Add(Stopwatch.GetElapsedTime(started));
    }
}
