namespace Yelb.Bench.Faults;

/// <summary>A promise that was broken, and the few operations that contradict each other.</summary>
internal sealed record Violation(string Promise, IReadOnlyList<Operation> History)
{
    public override string ToString() => string.Join("\n  ", [$"{Promise}, but:", .. History.OrderBy(o => o.Began).Select(o => $"{o}")]);
}
