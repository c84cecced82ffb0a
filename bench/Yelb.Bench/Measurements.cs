namespace Yelb.Bench;

/// <summary>The loads by name, each measured once a round, so that what disturbs the machine disturbs all alike.</summary>
internal sealed class Measurements
{
    private readonly Dictionary<string, List<Load>> _loads = [];

    /// <summary>The votes that all loads together must have left in the database.</summary>
    public long Votes { get; private set; }

    /// <summary>The votes beyond <see cref="Votes"/> that they may have left there.</summary>
    public long VotesUnknown { get; private set; }

    public async Task AddAsync(string name, Func<Task<Load>> measure)
    {
        var load = await measure();
        Console.WriteLine(FormattableString.Invariant($"  {name,-47} {load.PerSecond,10:N0}/s  median {load.Median / 1000,8:N2} ms  p99 {load.P99 / 1000,8:N2} ms{(load.Failed > 0 ? $"  {load.Failed} FAILED" : "")}"));
        if (!_loads.TryGetValue(name, out var loads))
        {
            _loads.Add(name, loads = []);
        }

        loads.Add(load);
    }

    /// <summary>As <see cref="AddAsync"/>, of a load in which every answer stands for a vote.</summary>
    public Task AddVotesAsync(string name, Func<Task<Load>> measure) => AddAsync(name, async () =>
    {
        var load = await measure();
        Votes += load.Answered;
        VotesUnknown += load.Unknown;
        return load;
    });

    public Spread Of(string name, Func<Load, double> value) => new(_loads[name].Select(value));

    /// <summary>Of each round one load's value divided by another's.</summary>
    public Spread Ratio(string name, string against, Func<Load, double> value) =>
        new(_loads[name].Zip(_loads[against], (load, limit) => value(load) / value(limit)));
}

/// <summary>The median of some values, and how far they lie apart.</summary>
internal sealed class Spread(IEnumerable<double> values)
{
    private readonly double[] _sorted = [.. values.Order()];

    public double Median => (_sorted[(_sorted.Length - 1) / 2] + _sorted[_sorted.Length / 2]) / 2;

    public double Least => _sorted[0];

    public double Most => _sorted[^1];
}
