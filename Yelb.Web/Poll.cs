namespace Yelb.Web;

/// <summary>How the vote stands, as the application server told it for this one page.</summary>
public sealed class Poll
{
    private readonly IReadOnlyDictionary<string, long> _votes;

    private Poll(IReadOnlyDictionary<string, long> votes)
    {
        _votes = votes;
        Total = Restaurant.All.Sum(restaurant => votes[restaurant.Name]);
    }

    /// <summary>All votes together.</summary>
    public long Total { get; }

    /// <summary>Takes over the counts of the application server.</summary>
    /// <exception cref="KeyNotFoundException">A restaurant has no count: no number is shown that nobody told.</exception>
    internal static Poll From(VoteCounts counts) => new(counts.Votes.ToDictionary(count => count.Name, count => count.Value));

    /// <summary>The votes for one restaurant.</summary>
    public long Votes(Restaurant restaurant) => _votes[restaurant.Name];

    /// <summary>Its share of all votes, from 0 to 1; 0 while nobody has voted.</summary>
    public double Share(Restaurant restaurant) => Total == 0 ? 0 : (double)Votes(restaurant) / Total;
}
