using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Alarms;

/// <summary>A metric of CloudWatch.</summary>
/// <param name="Namespace">Who writes it, such as <c>AWS/ECS</c>.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Statistic">What is taken of the values of a period, such as <c>Sum</c> or <c>p99</c>.</param>
/// <param name="Dimensions">Of what it is.</param>
internal sealed record EcsMetric(string Namespace, string Name, string Statistic, params IReadOnlyList<EcsDimension> Dimensions);

/// <summary>What a metric is of.</summary>
/// <param name="Name">The dimension's name, such as <c>ServiceName</c>.</param>
/// <param name="Of">What names it.</param>
/// <param name="Service">The resource to which that belongs; null for the cluster, and for text.</param>
/// <param name="Detail">The text; what follows the name of a store.</param>
internal sealed record EcsDimension(string Name, EcsDimensionValue Of, EcsService? Service = null, string Detail = "")
{
    /// <summary>One whose value the model knows.</summary>
    public static EcsDimension Text(string name, string value) => new(name, EcsDimensionValue.Text, Detail: value);

    /// <summary>The cluster.</summary>
    public static EcsDimension Cluster { get; } = new("ClusterName", EcsDimensionValue.Cluster);
}

/// <summary>What gives a dimension its value: text, or something of the stack that AWS names.</summary>
internal enum EcsDimensionValue
{
    Text,
    Cluster,
    LoadBalancer,

    /// <summary>One for each external endpoint; the metric is as many.</summary>
    TargetGroups,
    FileSystem,
    ManagedStore,

    /// <summary>The rule that finds tasks which failed.</summary>
    FailedTasks,
}
