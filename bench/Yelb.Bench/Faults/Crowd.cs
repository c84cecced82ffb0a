using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Yelb.Bench.Faults;

/// <summary>
/// People who vote with a key, as the page does, or without one, who read, and who watch the live stream; and what each was
/// told. Everybody rests after an answer for as long as it took, which is half of the load that they could make.
/// </summary>
internal sealed class Crowd : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);
    private static readonly string[] _restaurants = ["outback", "bucadibeppo", "ihop", "chipotle"];

    // As patient as the page.
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(4) };
    private readonly HttpClient _live = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly CancellationTokenSource _end = new();
    private readonly Stopwatch _clock;
    private readonly int _readers;
    private readonly ConcurrentQueue<Operation> _history;
    private Task _all = Task.CompletedTask;
    private long _acknowledged;

    /// <param name="yelb">Where the page is.</param>
    /// <param name="clock">Of the whole run.</param>
    /// <param name="before">What may still count of what was asked before.</param>
    /// <param name="readers">How many read; twice as many vote with a key, and as many without, and half as many watch.</param>
    public Crowd(Uri yelb, Stopwatch clock, IEnumerable<Operation> before, int readers)
    {
        _readers = readers;
        _client.BaseAddress = _live.BaseAddress = yelb;
        _clock = clock;
        _history = new(before);
    }

    /// <summary>All that was asked until now, and answered or given up.</summary>
    public IReadOnlyCollection<Operation> History => _history;

    /// <summary>Reads and views the page, and then lets everybody begin.</summary>
    /// <exception cref="TimeoutException">There was no answer within a minute.</exception>
    public async Task BeginAsync()
    {
        await ReadAndViewAsync();
        _all = Task.WhenAll(
        [
            .. Clients(0, 2 * _readers, client => VoteAsync(client, hasKey: true)),
            .. Clients(2 * _readers, 2 * _readers, client => VoteAsync(client, hasKey: false)),
            .. Clients(4 * _readers, _readers, ReadAsync),
            .. Clients(5 * _readers, _readers / 2, WatchAsync),
        ]);

        static IEnumerable<Task> Clients(int first, int count, Func<int, Task> ask) => Enumerable.Range(first, count).Select(client => Task.Run(() => ask(client)));
    }

    /// <summary>Returns when another vote is acknowledged, and a page view is counted.</summary>
    /// <exception cref="TimeoutException">One of them was not in time.</exception>
    public Task GoesOnAsync(TimeSpan within) => Task.WhenAll(AcknowledgedAsync(more: 1, within), EventuallyAsync(TryViewAsync, "No page view was counted", within));

    /// <summary>Returns when so many more votes are acknowledged.</summary>
    /// <exception cref="TimeoutException">They were not within a minute.</exception>
    public Task AcknowledgedAsync(int more) => AcknowledgedAsync(more, _patience);

    /// <summary>Lets everybody end what he is at, a vote with a key until it is acknowledged; reads and views the page.</summary>
    /// <exception cref="TimeoutException">Somebody got no answer within a minute.</exception>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _all.WaitAsync(_patience);
        await ReadAndViewAsync();
    }

    public void Dispose()
    {
        _client.Dispose();
        _live.Dispose();
        _end.Dispose();
    }

    private async Task AcknowledgedAsync(int more, TimeSpan within)
    {
        var began = _clock.Elapsed;
        for (var enough = Interlocked.Read(ref _acknowledged) + more; Interlocked.Read(ref _acknowledged) < enough; await Task.Delay(10))
        {
            if (_all.IsCompleted)
            {
                await _all;
            }

            if (_clock.Elapsed - began > within)
            {
                throw new TimeoutException($"{more} votes were not acknowledged within {within.TotalSeconds:0} s.");
            }
        }
    }

    private async Task VoteAsync(int client, bool hasKey)
    {
        while (!_end.IsCancellationRequested)
        {
            var restaurant = _restaurants[Random.Shared.Next(_restaurants.Length)];
            var key = hasKey ? $"{Guid.NewGuid():N}" : null;
            for (var tries = 1; ; tries++)
            {
                var outcome = await CastAsync(client, restaurant, key);
                // Now and then an answer is lost behind our eyes, and the vote sent again.
                if (key is null || (outcome == Outcome.Acknowledged && Random.Shared.Next(8) > 0))
                {
                    break;
                }

                await Task.Delay(outcome == Outcome.Acknowledged ? 0 : (int)(300 * Math.Pow(2, Math.Min(tries, 3)) * (0.5 + Random.Shared.NextDouble())));
            }
        }
    }

    private async Task<Outcome> CastAsync(int client, string restaurant, string? key)
    {
        // With content, be it empty: HttpClient would repeat a vote without (see Voters).
        using var vote = new HttpRequestMessage(HttpMethod.Post, $"/api/votes/{restaurant}") { Content = new ByteArrayContent([]) };
        if (key is not null)
        {
            vote.Headers.Add("Idempotency-Key", key);
        }

        var began = _clock.Elapsed;
        var (outcome, told) = (Outcome.Unknown, 0L);
        try
        {
            using var answer = await _client.SendAsync(vote);
            outcome = (int)answer.StatusCode is >= 400 and < 500 ? Outcome.Refused : Outcome.Unknown;
            if (answer.IsSuccessStatusCode)
            {
                told = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("value").GetInt64();
                outcome = Outcome.Acknowledged;
                Interlocked.Increment(ref _acknowledged);
            }
        }
        catch (Exception e) when (IsNoAnswer(e))
        {
        }

        var ended = _clock.Elapsed;
        _history.Enqueue(new(client, Asked.Vote, restaurant, key, began, ended, outcome, told));
        await RestAsync(ended - began, outcome == Outcome.Acknowledged);
        return outcome;
    }

    private async Task ReadAsync(int client)
    {
        while (!_end.IsCancellationRequested)
        {
            var began = _clock.Elapsed;
            var isTold = await TryReadAsync(client);
            await RestAsync(_clock.Elapsed - began, isTold);
        }
    }

    private async Task<bool> TryReadAsync(int client)
    {
        var began = _clock.Elapsed;
        try
        {
            using var answer = await _client.GetAsync(new Uri("/api/votes", UriKind.Relative));
            if (answer.IsSuccessStatusCode)
            {
                Add(client, Asked.Read, await answer.Content.ReadFromJsonAsync<JsonElement>(), began);
                return true;
            }
        }
        catch (Exception e) when (IsNoAnswer(e))
        {
        }

        return false;
    }

    private async Task WatchAsync(int client)
    {
        // Each stream is another client: the next one may be of the other yelb-ui, which is as late as it is by itself.
        for (; !_end.IsCancellationRequested; client += 1000)
        {
            try
            {
                await using var stream = await _live.GetStreamAsync(new Uri("/api/live", UriKind.Relative), _end.Token);
                await foreach (var item in SseParser.Create(stream).EnumerateAsync(_end.Token))
                {
                    if (item.EventType == "votes")
                    {
                        Add(client, Asked.Watch, JsonDocument.Parse(item.Data).RootElement, _clock.Elapsed);
                    }
                }
            }
            catch (Exception e) when (IsNoAnswer(e))
            {
            }

            await Task.Delay(300, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAndViewAsync()
    {
        await EventuallyAsync(() => TryReadAsync(client: -1), "The votes could not be read", _patience);
        await EventuallyAsync(TryViewAsync, "No page view was counted", _patience);
    }

    private async Task EventuallyAsync(Func<Task<bool>> ask, string otherwise, TimeSpan within)
    {
        for (var began = _clock.Elapsed; !await ask(); await Task.Delay(50))
        {
            if (_clock.Elapsed - began > within)
            {
                throw new TimeoutException($"{otherwise} within {within.TotalSeconds:0} s.");
            }
        }
    }

    /// <summary>How many there were is no promise: Redis may lose the last ones when it is killed.</summary>
    private async Task<bool> TryViewAsync()
    {
        try
        {
            using var answer = await _client.PostAsync(new Uri("/api/pageviews", UriKind.Relative), new ByteArrayContent([]));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (IsNoAnswer(e))
        {
            return false;
        }
    }

    private void Add(int client, Asked asked, JsonElement counts, TimeSpan began)
    {
        var ended = _clock.Elapsed;
        foreach (var count in counts.GetProperty("votes").EnumerateArray())
        {
            _history.Enqueue(new(client, asked, count.GetProperty("name").GetString()!, null, began, asked == Asked.Watch ? began : ended, Outcome.Acknowledged, count.GetProperty("value").GetInt64()));
        }
    }

    private static Task RestAsync(TimeSpan took, bool isAnswered) => Task.Delay(isAnswered ? took : TimeSpan.FromMilliseconds(20));

    private static bool IsNoAnswer(Exception e) =>
        e is HttpRequestException or IOException or OperationCanceledException or JsonException or System.Net.Sockets.SocketException;
}
