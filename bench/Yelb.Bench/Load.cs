namespace Yelb.Bench;

/// <summary>What one measurement of a load gave.</summary>
/// <param name="PerSecond">Requests answered well, a second.</param>
/// <param name="Answered">Requests answered well.</param>
/// <param name="Unknown">Requests that may have been carried out though no good answer was counted, at most: those that failed, and those on their way in the end.</param>
/// <param name="Median">Microseconds from a request to its answer; 0 where the tool does not tell.</param>
/// <param name="P99">Microseconds that 99 of 100 requests did not exceed; 0 where the tool does not tell.</param>
internal sealed record Load(double PerSecond, long Answered, long Unknown = 0, double Median = 0, double P99 = 0)
{
    /// <summary>Requests answered with an error, or not at all.</summary>
    public long Failed { get; init; }
}
