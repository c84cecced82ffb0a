using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Yelb.Voting.Live;

/// <summary>The events of one watcher: at first everything, then what changes. A slow watcher misses states, never the last.</summary>
public static class LiveAnswer
{
    /// <summary>Answers with the events until the watcher leaves or this server stops, the latter with a last event.</summary>
    /// <param name="context">The watcher's request.</param>
    /// <param name="board">What is shown.</param>
    /// <param name="stopping">Ends when this server stops.</param>
    public static async Task WriteAsync(HttpContext context, LiveBoard board, CancellationToken stopping)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache,no-store";
        // For nginx, which would collect them.
        response.Headers["X-Accel-Buffering"] = "no";
        var left = context.RequestAborted;
        try
        {
            await WriteAsync(response.BodyWriter, board, left, stopping);
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            // In the middle of an event.
        }
    }

    private static async Task WriteAsync(PipeWriter output, LiveBoard board, CancellationToken left, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(left, stopping);
        using var watching = board.Watch();
        WriteReconnection(output);
        var sent = LiveState.Unknown;
        while (!end.IsCancellationRequested)
        {
            var now = board.State;
            Write(output, now.Server, sent.Server);
            Write(output, now.Votes, sent.Votes);
            Write(output, now.PageViews, sent.PageViews);
            if (now.Beats > sent.Beats)
            {
                output.Write(LiveEvent.Heartbeat.Bytes);
            }

            sent = now;
            await output.FlushAsync(left);
            await now.Changed.WaitAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!left.IsCancellationRequested)
        {
            WriteReconnection(output);
            output.Write(LiveEvent.Closing.Bytes);
            await output.FlushAsync(left);
        }
    }

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
