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
    private long _votesBefore;
    private long _viewsBefore;

    /// <summary>What he was not answered as he should be, or not in time.</summary>
    public List<string> Faults { get; } = [];

    public int Requests => _times.Count;

    /// <summary>Reads and votes until it is enough, and at least once each.</summary>
    public async Task RunAsync(CancellationToken enough)
    {
        (_votesBefore, _viewsBefore) = ((await client.VotesAsync())[Restaurant], await client.PageViewsAsync());
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

    /// <summary>Finds what was not counted, or counted more than once.</summary>
    /// <param name="viewsOfOthers">How many page views others may have made since he began.</param>
    public async Task CheckCountsAsync(int viewsOfOthers)
    {
        var votes = (await client.VotesAsync())[Restaurant] - _votesBefore;
        // Nobody else votes for it, so he was told each number in between.
        if (votes != _votes.Count || !_votes.SequenceEqual(Enumerable.Range(1, _votes.Count).Select(i => _votesBefore + i)))
        {
            Faults.Add($"{_votes.Count} votes of the ordinary client count as {votes}.");
        }

        var views = await client.PageViewsAsync() - _viewsBefore;
        var own = reads.Contains("/") ? _votes.Count : 0;
        if (views < own || views > own + viewsOfOthers)
        {
            Faults.Add($"{own} page views of the ordinary client and up to {viewsOfOthers} of others count as {views}.");
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
