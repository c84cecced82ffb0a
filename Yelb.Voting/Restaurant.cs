using System.Collections.Immutable;

namespace Yelb.Voting;

/// <summary>One of the four restaurants that can be voted for; there are no other instances.</summary>
public sealed class Restaurant
{
    private Restaurant(string name, string title, string dish)
    {
        Name = name;
        Title = title;
        Dish = dish;
    }

    /// <summary>IHOP.</summary>
    public static Restaurant Ihop { get; } = new("ihop", "IHOP", "Pancakes");

    /// <summary>Chipotle.</summary>
    public static Restaurant Chipotle { get; } = new("chipotle", "Chipotle", "Burritos");

    /// <summary>Outback.</summary>
    public static Restaurant Outback { get; } = new("outback", "Outback", "Blooming onion");

    /// <summary>Buca di Beppo.</summary>
    public static Restaurant BucaDiBeppo { get; } = new("bucadibeppo", "Buca di Beppo", "Lasagne");

    /// <summary>All restaurants, in the order in which the original Yelb's API lists them.</summary>
    public static ImmutableArray<Restaurant> All { get; } = [Outback, BucaDiBeppo, Ihop, Chipotle];

    /// <summary>The name in routes and in the database: lower case, compared exactly.</summary>
    public string Name { get; }

    /// <summary>The name that people read.</summary>
    public string Title { get; }

    /// <summary>What it is recommended for.</summary>
    public string Dish { get; }

    /// <summary>The restaurant with exactly this <paramref name="name"/>, or null.</summary>
    public static Restaurant? Find(string? name) => All.FirstOrDefault(restaurant => restaurant.Name == name);

    /// <inheritdoc cref="Name"/>
    public override string ToString() => Name;
}
