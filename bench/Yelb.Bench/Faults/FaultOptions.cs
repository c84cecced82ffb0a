using System.Globalization;

namespace Yelb.Bench.Faults;

/// <summary>What follows <c>--faults</c>.</summary>
/// <param name="Rounds">How many rounds; 100 by default, which is each kind at each place at least four times.</param>
/// <param name="Minutes">Instead, a round a minute for so long; null by default.</param>
/// <param name="Seed">What is broken, in which order and for how long; by default a new one.</param>
internal sealed record FaultOptions(int Rounds, int? Minutes, int Seed)
{
    /// <summary>Null where they make no sense.</summary>
    public static FaultOptions? Parse(IReadOnlyList<string> options)
    {
        var values = options.Chunk(2).Where(pair => pair.Length == 2 && int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => int.Parse(pair[1], CultureInfo.InvariantCulture));
        var isKnown = 2 * values.Count == options.Count && values.Keys.All(key => key is "--rounds" or "--minutes" or "--seed")
            && !(values.ContainsKey("--rounds") && values.ContainsKey("--minutes")) && values.All(v => v.Key == "--seed" || v.Value > 0);
        return isKnown
            ? new(values.GetValueOrDefault("--rounds", 100), values.TryGetValue("--minutes", out var minutes) ? minutes : null, values.GetValueOrDefault("--seed", Random.Shared.Next()))
            : null;
    }
}
