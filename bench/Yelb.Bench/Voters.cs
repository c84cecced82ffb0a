using System.Net;
using System.Net.Sockets;

namespace Yelb.Bench;

/// <summary>
/// People who vote without a pause and who know of each vote whether it was acknowledged. Every second one sends each
/// vote with a key of its own until it is acknowledged, the others send it once.
/// </summary>
internal sealed class Voters : IDisposable
{
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

    /// <summary>Votes without a key that were answered otherwise, or not at all: each may count.</summary>
    public long Unknown => Interlocked.Read(ref _unknown);

    /// <summary>Returns when so many more are acknowledged.</summary>
    public async Task AcknowledgedAsync(int more)
    {
        for (var enough = Acknowledged + more; Acknowledged < enough; await Task.Delay(10))
        {
            if (_all.IsCompleted)
            {
                await _all;
            }
        }
    }

    /// <summary>Lets everyone finish the vote that he is at.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _all;
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
            while (!await IsAcknowledgedAsync(key))
            {
                // Nobody answers: the next try may as well come a little later.
                await Task.Delay(20);
                if (key is null)
                {
                    Interlocked.Increment(ref _unknown);
                    break;
                }
            }
        }
    }

    private async Task<bool> IsAcknowledgedAsync(string? key)
    {
        using var vote = new HttpRequestMessage(HttpMethod.Post, "/api/votes/chipotle");
        if (key is not null)
        {
            vote.Headers.Add("Idempotency-Key", key);
        }

        try
        {
            using var answer = await _client.SendAsync(vote);
            if (answer.StatusCode != HttpStatusCode.Created)
            {
                return false;
            }

            Interlocked.Increment(ref _acknowledged);
            return true;
        }
        // The exception of sockets: a connection that was reset as soon as it was made, as by a server that is killed.
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or SocketException)
        {
            return false;
        }
    }
}
