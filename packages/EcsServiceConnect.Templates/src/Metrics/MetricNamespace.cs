namespace EcsServiceConnect.Templates.Metrics;

/// <summary>What a service of AWS writes to CloudWatch.</summary>
/// <param name="Name">The namespace, such as `AWS/ECS`.</param>
/// <param name="Service">Who writes it, for people.</param>
/// <param name="Example">One of its metrics, for people.</param>
/// <param name="Source">AWS's document.</param>
internal sealed record MetricNamespace(string Name, string Service, string Example, string Source)
{
    /// <summary>Its metrics.</summary>
    public required IReadOnlyList<MetricGroup> Groups { get; init; }

    /// <summary>How names begin or end of which there are more than are listed.</summary>
    public IReadOnlyList<string> OpenNames { get; init; } = [];

    /// <summary>Those of a name; null of one that nobody writes there.</summary>
    public MetricGroup? Find(string metric) =>
        Groups.FirstOrDefault(g => g.Names.Contains(metric))
        ?? (OpenNames.Any(n => n[0] == '*' ? metric.EndsWith(n[1..], StringComparison.Ordinal) : metric.StartsWith(n, StringComparison.Ordinal)) ? MetricGroup.Open : null);
}

/// <summary>Metrics that are of the same things.</summary>
/// <param name="Names">Their names.</param>
internal sealed record MetricGroup(params HashSet<string> Names)
{
    /// <summary>One of which nothing more is known.</summary>
    public static MetricGroup Open { get; } = new([]);

    /// <summary>The dimensions without which nobody writes them: one of each.</summary>
    public IReadOnlyList<string> Needed { get; init; } = [];

    /// <summary>Dimensions of the namespace that nobody writes them with.</summary>
    public IReadOnlyList<string> Never { get; init; } = [];
}
