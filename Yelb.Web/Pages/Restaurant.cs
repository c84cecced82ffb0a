namespace Yelb.Web.Pages;

/// <summary>A restaurant that one can vote for.</summary>
/// <param name="Name">The name that the application server knows it by, for example <c>bucadibeppo</c>.</param>
/// <param name="Title">The name that people read.</param>
/// <param name="Dish">What it is recommended for.</param>
public sealed record Restaurant(string Name, string Title, string Dish)
{
    /// <summary>The four restaurants, in the order in which the page shows them.</summary>
    public static IReadOnlyList<Restaurant> All { get; } =
    [
        new("ihop", "IHOP", "Pancakes"),
        new("chipotle", "Chipotle", "Burritos"),
        new("outback", "Outback", "Blooming onion"),
        new("bucadibeppo", "Buca di Beppo", "Lasagne"),
    ];

    /// <summary>The restaurant with exactly this <paramref name="name"/>, or null.</summary>
    public static Restaurant? Find(string? name) => All.FirstOrDefault(restaurant => restaurant.Name == name);
}
