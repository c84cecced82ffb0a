using System.Collections.Immutable;

namespace Yelb.Api;

/// <summary>One of the four restaurants that can be voted for; there are no other instances.</summary>
internal sealed class Restaurant
{
    private Restaurant(string name) => Name = name;

    /// <summary>All restaurants, in the order in which the original Yelb lists them.</summary>
    public static ImmutableArray<Restaurant> All { get; } =
        [new("outback"), new("bucadibeppo"), new("ihop"), new("chipotle")];

    /// <summary>The name in routes and in the database: lower case, compared exactly.</summary>
    public string Name { get; }

    public static Restaurant? Find(string name) => All.FirstOrDefault(restaurant => restaurant.Name == name);

    public override string ToString() => Name;
}
