namespace Yelb.Load;

/// <summary>What came of some requests: how many, how many failed, and how long they took. Safe to use from several threads.</summary>
internal sealed class Tally
{
    // Each bucket is 2 % longer than the one before; the first is up to 0.1 ms, the last reaches beyond a time-out.
    private const double First = 0.1;
    private const double Growth = 1.02;

    private readonly int[] _buckets = new int[700];
    private int _requests;
    private int _failed;
    private int _votes;
    private int _acknowledged;
    private string? _firstFailure;

    public int Requests => _requests;

    public int Failed => _failed;

    /// <summary>The votes cast.</summary>
    public int Votes => _votes;

    /// <summary>The votes answered with success. Of the others nobody knows whether they count.</summary>
    public int Acknowledged => _acknowledged;

    public string? FirstFailure => _firstFailure;

    public void Add(Outcome outcome, TimeSpan latency)
    {
        var bucket = (int)Math.Ceiling(Math.Log(latency.TotalMilliseconds / First, Growth));
        Interlocked.Increment(ref _buckets[Math.Clamp(bucket, 0, _buckets.Length - 1)]);
        Interlocked.Increment(ref _requests);
        if (outcome.IsVote)
        {
            Interlocked.Increment(ref _votes);
        }

        if (outcome.Failure is not null)
        {
            Interlocked.Increment(ref _failed);
            Interlocked.CompareExchange(ref _firstFailure, outcome.Failure, null);
        }
        else if (outcome.IsVote)
        {
            Interlocked.Increment(ref _acknowledged);
        }
    }

    /// <summary>The milliseconds that this share of the requests, from 0 to 1, took at most; 0 where there were none.</summary>
    public double Percentile(double share)
    {
        var rank = Math.Ceiling(share * _buckets.Sum());
        var counted = 0;
        for (var i = 0; i < _buckets.Length; i++)
        {
            counted += _buckets[i];
            if (counted >= rank && counted > 0)
            {
                return First * Math.Pow(Growth, i);
            }
        }

        return 0;
    }
}
