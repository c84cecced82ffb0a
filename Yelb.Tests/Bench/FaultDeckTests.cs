using Yelb.Bench.Faults;

namespace Yelb.Tests.Bench;

/// <summary>What <c>bench/run --faults</c> breaks.</summary>
public sealed class FaultDeckTests
{
    // As many as make a hundred rounds four of each.
    private const int Cards = 25;

    [Fact]
    public void Each_kind_comes_at_each_place_before_any_comes_again()
    {
        var deck = new FaultDeck(seed: 1);

        for (var round = 0; round < 4; round++)
        {
            var drawn = Draw(deck, Cards);

            Assert.Equal(Cards, drawn.Select(Kind).Distinct().Count());
            Assert.Single(drawn, fault => Kind(fault) == "demote yelb-db");
            Assert.Single(drawn, fault => Kind(fault) == "demote yelb-redis");
        }
    }

    [Fact]
    public void A_store_is_demoted_with_open_connections_and_with_ended_ones()
    {
        var drawn = Draw(new(seed: 1), 8 * Cards).Where(fault => fault.StartsWith("demote", StringComparison.Ordinal));

        Assert.Equal(["demote yelb-db", "demote yelb-db hangup", "demote yelb-redis", "demote yelb-redis hangup"], drawn.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_seed_is_always_the_same_faults() => Assert.Equal(Draw(new(seed: 7), Cards), Draw(new(seed: 7), Cards));

    private static List<string> Draw(FaultDeck deck, int number) => [.. Enumerable.Range(0, number).Select(_ => deck.Draw((service, _) => service))];

    /// <summary>Without how slow it is, or whether clients are hung up on.</summary>
    private static string Kind(string fault) => fault.Split(' ') switch
    {
        ["slow" or "demote", var service, ..] and [var command, ..] => $"{command} {service}",
        _ => fault,
    };
}
