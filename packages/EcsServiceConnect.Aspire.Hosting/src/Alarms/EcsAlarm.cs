using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Alarms;

/// <summary>An alarm of CloudWatch: what is watched, when that is wrong, and what to do then.</summary>
/// <remarks>Amazon CloudWatch API Reference, "PutMetricAlarm".</remarks>
/// <param name="Resource">Whose it is: a resource of the AppHost, or the environment.</param>
/// <param name="Name">What of it, such as <c>errors</c>.</param>
/// <param name="Metrics">What is watched, up to <see cref="MostMetrics"/>.</param>
/// <param name="Threshold">What a value must not be above; or below, where <see cref="IsBelow"/>.</param>
/// <param name="Description">What it means and what to do, in one or two sentences.</param>
internal sealed record EcsAlarm(string Resource, string Name, IReadOnlyList<EcsMetric> Metrics, double Threshold, string Description)
{
    /// <summary>Amazon CloudWatch User Guide, "Create an alarm based on a metric math expression".</summary>
    public const int MostMetrics = 10;

    /// <summary>The service in whose construct it goes; null for one that several share.</summary>
    public EcsService? Service { get; init; }

    /// <summary>How the metrics, <c>m0</c> and on, become one value; null for the only one as it is.</summary>
    public string? Expression { get; init; }

    /// <summary>Whether a value is wrong below the threshold. False by default.</summary>
    public bool IsBelow { get; init; }

    /// <summary>Seconds that become one value; 60 by default.</summary>
    public int Period { get; init; } = 60;

    /// <summary>Of how many values …; 5 by default.</summary>
    public int Periods { get; init; } = 5;

    /// <summary>… so many are wrong; 3 by default.</summary>
    public int WrongOnes { get; init; } = 3;

    /// <summary>What it is where there is no value; as none that is wrong by default, since counts are not written while there is nothing to count.</summary>
    public EcsMissingData MissingData { get; init; } = EcsMissingData.NotBreaching;

    /// <summary>One value that is several metrics' sum or largest, as many alarms as they need.</summary>
    /// <param name="function">CloudWatch's function of a list of metrics, such as <c>SUM</c>.</param>
    public IEnumerable<EcsAlarm> Over(string function) => Metrics.Chunk(MostMetrics).Select((some, i) => this with
    {
        Name = i == 0 ? Name : $"{Name}-{i + 1}",
        Metrics = some,
        Expression = some.Length == 1 ? null : $"{function}([{string.Join(", ", some.Select((_, m) => $"m{m}"))}])",
    });
}

/// <summary>What an alarm makes of values that are missing (Amazon CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data").</summary>
internal enum EcsMissingData
{
    NotBreaching,
    Breaching,
}
