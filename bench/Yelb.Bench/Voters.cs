using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Yelb.Bench;

/// <summary>
/// People who vote without a pause and who know of each vote whether it was acknowledged. Every second one sends each
/// vote with a key of its own until it is acknowledged, the others send it once.
/// </summary>
internal sealed class Voters : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly CancellationTokenSource _end = new();
    private readonly Task _all;
    private long _acknowledged;
    private long _unknown;

    public Voters(Uri appServer, int count)
    {
        _client.BaseAddress = appServer;
        _all = Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => VoteAsync(withKey: i % 2 == 0))));
    }

    /// <summary>Votes answered with 201.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Votes without a key that were sent and answered otherwise, or not at all: each may count.</summary>
    public long Unknown => Interlocked.Read(ref _unknown);

    /// <summary>Returns when so many more are acknowledged.</summary>
    /// <exception cref="TimeoutException">They were not within a minute.</exception>
    public async Task AcknowledgedAsync(int more)
    {
        var clock = Stopwatch.StartNew();
        for (var enough = Acknowledged + more; Acknowledged < enough; await Task.Delay(10))
        {
            if (_all.IsCompleted)
            {
                await _all;
            }

            if (clock.Elapsed > _patience)
            {
                throw new TimeoutException($"Within {_patience.TotalSeconds:0} s yelb-appserver acknowledged {Acknowledged - enough + more} of {more} votes.");
            }
        }
    }

    /// <summary>Lets everyone finish the vote that he is at.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _all.WaitAsync(_patience);
    }

    public void Dispose()
    {
        _client.Dispose();
        _end.Dispose();
    }

    private async Task VoteAsync(bool withKey)
    {
        while (!_end.IsCancellationRequested)
        {
            var key = withKey ? Guid.NewGuid().ToString() : null;
            Outcome outcome;
            while ((outcome = await SendAsync(key)) != Outcome.Acknowledged)
            {
                // Nobody answers: the next try may as well come a little later.
                await Task.Delay(20);
                if (key is null)
                {
                    break;
                }
            }

            if (outcome == Outcome.Acknowledged)
            {
                Interlocked.Increment(ref _acknowledged);
            }
            else if (outcome == Outcome.Unknown)
            {
                Interlocked.Increment(ref _unknown);
            }
        }
    }

    private async Task<Outcome> SendAsync(string? key)
    {
        // With content, be it empty: HttpClient sends a request without content up to three times more when the connection ends
        // before its answer, and would count as one vote what may be four.
        using var vote = new HttpRequestMessage(HttpMethod.Post, "/api/votes/chipotle") { Content = new ByteArrayContent([]) };
        if (key is not null)
        {
            vote.Headers.Add("Idempotency-Key", key);
        }

        try
        {
            using var answer = await _client.SendAsync(vote);
            return answer.StatusCode == HttpStatusCode.Created ? Outcome.Acknowledged : Outcome.Unknown;
        }
        // The exception of sockets: a connection that was reset as soon as it was made, as by a server that is killed.
        catch (Exception e) when (e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } or SocketException)
        {
            return Outcome.NotSent;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return Outcome.Unknown;
        }
    }

    private enum Outcome
    {
        /// <summary>Answered with 201.</summary>
        Acknowledged,

        /// <summary>There was no connection to send it on: it cannot count.</summary>
        NotSent,

        /// <summary>Answered otherwise, or not at all: it may count.</summary>
        Unknown,
    }
}
