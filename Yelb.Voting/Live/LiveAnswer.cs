using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Yelb.Voting.Live;

/// <summary>The events of one watcher: at first everything, then what changes. A slow watcher misses states, never the last.</summary>
public static class LiveAnswer
{
    /// <summary>Who takes nothing for so long has gone, or never will: his connection and its buffers are given up.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>Answers with the events until the watcher leaves or this server stops, the latter with a last event.</summary>
    /// <param name="context">The watcher's request.</param>
    /// <param name="board">What is shown.</param>
    /// <param name="stopping">Ends when this server stops.</param>
    public static Task WriteAsync(HttpContext context, LiveBoard board, CancellationToken stopping)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache,no-store";
        // For nginx, which would collect them.
        response.Headers["X-Accel-Buffering"] = "no";
        return WriteAsync(context, response.BodyWriter, board, stopping);
    }

    private static async Task WriteAsync(HttpContext context, PipeWriter output, LiveBoard board, CancellationToken stopping)
    {
        var left = context.RequestAborted;
        using var watcher = board.Watch();
        using var leaving = left.UnsafeRegister(Tell, watcher);
        using var ending = stopping.UnsafeRegister(Tell, watcher);
        WriteReconnection(output);
        LiveState? sent = null;
        while (!left.IsCancellationRequested)
        {
            var now = board.State;
            Write(output, now.Server, sent?.Server);
            Write(output, now.Votes, sent?.Votes);
            Write(output, now.PageViews, sent?.PageViews);
            if (now.Beats > sent?.Beats)
            {
                output.Write(LiveEvent.Heartbeat.Bytes);
            }

            if (stopping.IsCancellationRequested)
            {
                WriteReconnection(output);
                output.Write(LiveEvent.Closing.Bytes);
                await output.FlushAsync(CancellationToken.None);
                return;
            }

            // Who was among the last of a round has seen already what the next one is about.
            if (now != sent)
            {
                sent = now;
                var flush = output.FlushAsync(CancellationToken.None);
                if (flush.IsCompleted)
                {
                    await flush;
                }
                else if (!await EndsAsync(flush.AsTask()))
                {
                    context.Abort();
                    return;
                }
            }

            await watcher.NextAsync();
        }
    }

    /// <summary>
    /// Whether the watcher took what was sent to him before. Kestrel's own limit, MinResponseDataRate, gives him a second more for
    /// each 240 bytes that he ever took.
    /// </summary>
    private static async Task<bool> EndsAsync(Task flush)
    {
        await flush.WaitAsync(_patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return flush.IsCompleted;
    }

    private static void Tell(object? watcher) => ((LiveWatcher)watcher!).Tell();

    private static void Write(PipeWriter output, LiveEvent? now, LiveEvent? sent)
    {
        if (now is not null && now != sent)
        {
            output.Write(now.Bytes);
        }
    }

    /// <summary>Different for each, so that a server that stops does not send all its watchers to the others at the same moment.</summary>
    private static void WriteReconnection(PipeWriter output) =>
        output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"retry: {Random.Shared.Next(500, 2500)}\n")));
}
