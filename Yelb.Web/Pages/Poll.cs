using System.Globalization;
using Yelb.Voting;

namespace Yelb.Web.Pages;

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
    internal static Poll From(VoteCount[] counts) => new(counts.ToDictionary(count => count.Name, count => count.Value));

    /// <summary>The votes for one restaurant.</summary>
    public long Votes(Restaurant restaurant) => _votes[restaurant.Name];

    /// <summary>Its share of all votes, from 0 to 1; 0 while nobody has voted.</summary>
    public double Share(Restaurant restaurant) => Total == 0 ? 0 : (double)Votes(restaurant) / Total;

    /// <summary>The shares of those that come before it in the chart, from 0 to 1.</summary>
    public double ShareBefore(Restaurant restaurant) => PageContent.Restaurants.TakeWhile(other => other != restaurant).Sum(Share);

    /// <summary>Whether nobody has more votes, and anybody has one.</summary>
    public bool Leads(Restaurant restaurant) => Votes(restaurant) > 0 && Restaurant.All.All(other => Votes(other) <= Votes(restaurant));
}

/// <summary>Numbers as the page writes them; yelb.js writes them alike.</summary>
internal static class Shown
{
    /// <summary>Stands where a number is not known.</summary>
    public const string Unknown = "–";

    public static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? Unknown;

    public static string Share(double? share) => share?.ToString("P1", CultureInfo.InvariantCulture) ?? Unknown;

    /// <summary>The class of a number that needs a smaller type to fit its place.</summary>
    public static string Length(long? number) => Number(number).Length > 5 ? "long" : "";

    /// <summary>A length in the chart, in per cent.</summary>
    public static string Length(double share) => (100 * share).ToString("0.###", CultureInfo.InvariantCulture);
}
