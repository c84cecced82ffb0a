namespace EcsServiceConnect.Rehearsal.Forwarding;

/// <summary>Takes turns by weight: over any number of turns each has its share of them, to within one turn where there are two.</summary>
/// <remarks>Smooth weighted round robin: whoever is furthest behind comes next, so that a small share is spread and not bunched.</remarks>
internal sealed class WeightedTurns<TKey>
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, decimal> _credit = [];
    private IReadOnlyList<(TKey Key, decimal Weight)> _weights = [];

    /// <summary>The next one; the default where none has a weight. What the shares owe each other is forgotten when they change.</summary>
    public TKey? Next(IReadOnlyList<(TKey Key, decimal Weight)> weights)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_weights, weights) && !_weights.SequenceEqual(weights))
            {
                _credit.Clear();
                _weights = weights;
            }

            var candidates = weights.Where(w => w.Weight > 0).ToList();
            if (candidates.Count == 0)
            {
                return default;
            }

            foreach (var (key, weight) in candidates)
            {
                _credit[key] = _credit.GetValueOrDefault(key) + weight;
            }

            var next = candidates.MaxBy(w => _credit[w.Key]).Key;
            _credit[next] -= candidates.Sum(w => w.Weight);
            return next;
        }
    }
}
