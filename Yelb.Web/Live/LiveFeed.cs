using System.Diagnostics;
using System.Net.ServerSentEvents;
using OpenTelemetry;
using Yelb.Voting.Live;
using Yelb.Web.Api;

namespace Yelb.Web.Live;

/// <summary>
/// What yelb-appserver says in a live stream, handed on to all pages of this replica: one stream serves them all. Where it
/// breaks off, the pages stay, and are told that nobody answers until somebody does.
/// </summary>
internal sealed partial class LiveFeed(ApiTransport transport, ILogger<LiveFeed> logger) : LiveBoard(LiveState.Unknown)
{
    /// <summary>Said in the place of <c>server</c>: no application server answers, and what is shown is getting old.</summary>
    private static readonly LiveEvent _unreachable = new("unreachable", "{}");

    /// <summary>A heartbeat, and the time that a busy server may be late with it. A stream that is silent for longer is dead, whatever its connection says.</summary>
    private static readonly TimeSpan _silence = LiveBoard.Heartbeat + TimeSpan.FromSeconds(5);

    /// <summary>A stream that was over sooner may be one that always is: the next one is not asked for at once.</summary>
    private static readonly TimeSpan _passing = TimeSpan.FromSeconds(1);

    protected override async Task ShowAsync(CancellationToken unwatched)
    {
        // A stream has no end of its own, and so no place in a trace.
        using var untraced = SuppressInstrumentationScope.Begin();
        var failures = 0;
        while (!unwatched.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            var told = await FollowAsync(FirstWord(failures), unwatched);
            Change(state => state with { Server = told ? state.Server : _unreachable, Votes = null, PageViews = null }, unwatched);
            // After a stream that has been there the next one is asked for at once: of another server, where there are several.
            failures = told && Stopwatch.GetElapsedTime(began) > _passing ? 0 : failures + 1;
            if (failures > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(failures == 1 ? 100 : 500, 1000)), unwatched).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>
    /// A server says something at once, and one that does not may have gone without a word; another is asked soon. One that is
    /// only slow is given longer each time.
    /// </summary>
    private static TimeSpan FirstWord(int failures) => TimeSpan.FromSeconds(Math.Min(1 << Math.Min(failures, 5), _silence.TotalSeconds));

    /// <summary>Hands on one stream, until it ends.</summary>
    /// <returns>Whether it said anything.</returns>
    private async Task<bool> FollowAsync(TimeSpan firstWord, CancellationToken unwatched)
    {
        var told = false;
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(unwatched);
        try
        {
            silence.CancelAfter(firstWord);
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{ApiTransport.Address}/api/live");
            using var response = await transport.SendAsync(request, silence.Token);
            response.EnsureSuccessStatusCode();
            await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(silence.Token)).EnumerateAsync(silence.Token))
            {
                silence.CancelAfter(_silence);
                if (item.EventType == LiveEvent.Closing.Type)
                {
                    break;
                }

                told = true;
                Take(new(item.EventType, item.Data), unwatched);
            }
        }
        catch (Exception e)
        {
            // Once until there is another.
            if (!unwatched.IsCancellationRequested && State.Server != _unreachable)
            {
                LogLost(e is OperationCanceledException ? "it was silent" : e.Message);
            }
        }

        return told;
    }

    private void Take(LiveEvent said, CancellationToken unwatched) => Change(
        state => said switch
        {
            { Type: "server" } => state with { Server = said },
            { Type: "votes" } or { Type: "unavailable", Data: """{"store":"yelb-db"}""" } => state with { Votes = said },
            { Type: "pageviews" or "unavailable" } => state with { PageViews = said },
            // A heartbeat, for which the pages have one of their own; or what a later version says.
            _ => state,
        },
        unwatched);

    [LoggerMessage(LogLevel.Warning, "the live stream of yelb-appserver broke off: {Reason}")]
    private partial void LogLost(string reason);
}
