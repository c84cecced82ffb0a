using System.Diagnostics;
using Yelb.Voting;

namespace Yelb.Tests.Api;

/// <summary>How long those wait who share a trip, and what they share besides.</summary>
public sealed class BatcherTests
{
    [Fact]
    public async Task Each_is_told_after_his_own_limit_that_there_is_no_answer()
    {
        var limit = TimeSpan.FromSeconds(0.4);
        var batcher = new Batcher<int, int>(limit, holdUp: limit, _ => new TaskCompletionSource<int[]>().Task);

        // A second time, because nobody watches over them in between.
        for (var time = 0; time < 2; time++)
        {
            var waits = await Task.WhenAll(Enumerable.Range(0, 12).Select(async i =>
            {
                // They come one after the other.
                await Task.Delay(i * limit / 8, Patience.Token);
                var clock = Stopwatch.StartNew();
                await Assert.ThrowsAsync<TimeoutException>(() => batcher.AskAsync(i));
                return clock.Elapsed;
            }));

            // The system's ticks are coarse.
            Assert.All(waits, wait => Assert.InRange(wait, limit - TimeSpan.FromMilliseconds(20), limit + TimeSpan.FromSeconds(5)));
        }
    }

    [Fact]
    public async Task Whoever_was_told_that_there_is_no_answer_is_not_carried_out_any_more()
    {
        var first = new TaskCompletionSource();
        var carriedOut = new List<int>();
        // Long enough for the third one on a machine that stalls.
        var batcher = new Batcher<int, int>(TimeSpan.FromSeconds(3), holdUp: TimeSpan.FromMinutes(1), async requests =>
        {
            carriedOut.AddRange(requests);
            await first.Task;
            return requests;
        });

        var (one, two) = (batcher.AskAsync(1), batcher.AskAsync(2));
        await Assert.ThrowsAsync<TimeoutException>(() => one);
        await Assert.ThrowsAsync<TimeoutException>(() => two);
        var three = batcher.AskAsync(3);
        first.SetResult();

        Assert.Equal(3, await three);
        Assert.Equal([1, 3], carriedOut);
    }

    [Fact]
    public async Task Nobody_waits_who_would_be_one_too_many()
    {
        var first = new TaskCompletionSource();
        var batcher = new Batcher<int, int>(TimeSpan.FromMinutes(1), holdUp: TimeSpan.FromMinutes(1), async requests =>
        {
            await first.Task;
            return requests;
        });
        // The first one is under way.
        var asked = Enumerable.Range(0, 1 + 4096).Select(batcher.AskAsync).ToArray();

        await Assert.ThrowsAsync<TimeoutException>(() => batcher.AskAsync(-1));
        first.SetResult();

        Assert.Equal(Enumerable.Range(0, 1 + 4096), await Task.WhenAll(asked));
    }

    [Fact]
    public async Task Only_the_guilty_kind_of_a_batch_fails_where_nothing_of_it_was_done()
    {
        var trips = new List<int[]>();
        var first = new TaskCompletionSource();
        var batcher = new RefusingBatcher(async requests =>
        {
            await first.Task;
            trips.Add(requests);
            return requests.Contains(2) ? throw new ArgumentException("2") : requests;
        });
        // The first leaves alone.
        var asked = Enumerable.Range(0, 201).Select(i => (Kind: i % 4, Answer: batcher.AskAsync(i % 4))).ToList();
        first.SetResult();

        foreach (var (kind, answer) in asked)
        {
            if (kind == 2)
            {
                await Assert.ThrowsAsync<ArgumentException>(() => answer);
            }
            else
            {
                Assert.Equal(kind, await answer);
            }
        }

        // The first, all others, and these by kinds, however many are guilty.
        Assert.Equal([1, 200, 50, 50, 50, 50], trips.Select(trip => trip.Length));
    }

    [Fact]
    public async Task Batch_that_may_have_been_done_is_not_carried_out_again()
    {
        var trips = 0;
        var first = new TaskCompletionSource();
        var batcher = new RefusingBatcher(async _ =>
        {
            await first.Task;
            trips++;
            throw new IOException("The connection was lost.");
        });
        var asked = Enumerable.Range(0, 10).Select(batcher.AskAsync).ToArray();
        first.SetResult();

        foreach (var one in asked)
        {
            await Assert.ThrowsAsync<IOException>(() => one);
        }

        // The first alone, and the nine others once.
        Assert.Equal(2, trips);
    }

    /// <summary>An argument that is refused says that nothing was done.</summary>
    private sealed class RefusingBatcher(Func<int[], Task<int[]>> run) : Batcher<int, int>(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), run)
    {
        protected override Func<int, object>? SplitBy(Exception failure) => failure is ArgumentException ? request => request : null;
    }
}
