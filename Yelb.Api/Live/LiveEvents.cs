using System.Text.Json;
using Yelb.Api.Http;
using Yelb.Voting.Live;

namespace Yelb.Api.Live;

/// <summary>What a live stream of this server says.</summary>
internal static class LiveEvents
{
    /// <summary>The server that answers; the first event of every stream.</summary>
    public static LiveEvent Server { get; } = new(
        "server", JsonSerializer.Serialize(new LiveServer(Environment.MachineName, ServerInstance.Name), ApiJson.Default.LiveServer));

    /// <summary>The votes, as GET /api/votes answers them.</summary>
    public static LiveEvent Votes(VoteCounts counts) => new("votes", JsonSerializer.Serialize(counts, ApiJson.Default.VoteCounts));

    /// <summary>The page views, as POST /api/pageviews answers them.</summary>
    public static LiveEvent PageViews(long number) =>
        new("pageviews", JsonSerializer.Serialize(new PageViewCount(number), ApiJson.Default.PageViewCount));

    /// <summary>A store does not answer; what it keeps is not known until the next event about it.</summary>
    public static LiveEvent Unavailable(string store) =>
        new("unavailable", JsonSerializer.Serialize(new LiveOutage(store), ApiJson.Default.LiveOutage));
}

/// <summary>The server at the other end: its host name, which replicas may share, and the name of its own that answers have too.</summary>
internal sealed record LiveServer(string Hostname, string Id);

/// <summary>The name of a store that is out of reach.</summary>
internal sealed record LiveOutage(string Store);
