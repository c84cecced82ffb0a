namespace Yelb.Web;

/// <summary>What one page shows. Null stands for what the application server did not tell in time.</summary>
public sealed class PageContent
{
    /// <summary>How the vote stands.</summary>
    public Poll? Poll { get; init; }

    /// <summary>How often the page was viewed, by anybody.</summary>
    public long? PageViews { get; init; }

    /// <summary>The host name of the application server that answered.</summary>
    public string? HostName { get; init; }

    /// <summary>What became of the vote that led to this page; null where no vote did.</summary>
    public VoteAnswer? Vote { get; init; }
}
