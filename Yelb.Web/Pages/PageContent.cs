using Yelb.Voting;

namespace Yelb.Web.Pages;

/// <summary>What one page shows. Null stands for what the application server did not tell in time.</summary>
public sealed class PageContent
{
    /// <summary>The restaurants, in the order in which the page shows them.</summary>
    public static IReadOnlyList<Restaurant> Restaurants { get; } = [Restaurant.Ihop, Restaurant.Chipotle, Restaurant.Outback, Restaurant.BucaDiBeppo];

    /// <summary>How the vote stands.</summary>
    public Poll? Poll { get; init; }

    /// <summary>How often the page was viewed, by anybody.</summary>
    public long? PageViews { get; init; }

    /// <summary>The host name of the application server that answered.</summary>
    public string? HostName { get; init; }

    /// <summary>The application servers that answered for this page, each as it names itself.</summary>
    public IReadOnlyCollection<string> Servers { get; init; } = [];

    /// <summary>What became of the vote that led to this page; null where no vote did.</summary>
    public VoteAnswer? Vote { get; init; }

    /// <summary>Whether nothing was asked of the application server, because too many requests came from the same network.</summary>
    public bool Refused { get; init; }

    /// <summary>Whether the application server failed to tell the votes, or to confirm one.</summary>
    internal bool IsOutage => !Refused && (Poll is null || Vote is { Outcome: VoteOutcome.Unconfirmed });
}
