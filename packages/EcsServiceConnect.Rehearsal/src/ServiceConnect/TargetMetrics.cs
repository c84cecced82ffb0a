namespace EcsServiceConnect.Rehearsal.ServiceConnect;

/// <summary>What a client's proxies have sent to an endpoint's tasks, and got back.</summary>
internal sealed class TargetMetrics
{
    private readonly Lock _lock = new();
    private TargetCounts _counts;

    public TargetCounts Counts
    {
        get
        {
            lock (_lock)
            {
                return _counts;
            }
        }
    }

    /// <summary>A task answered a try.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="time">From sending it to the answer's headers.</param>
    public void Answered(int status, TimeSpan time) => Add(new()
    {
        Requests = 1,
        Code2XX = status / 100 == 2 ? 1 : 0,
        Code3XX = status / 100 == 3 ? 1 : 0,
        Code4XX = status / 100 == 4 ? 1 : 0,
        Code5XX = status / 100 == 5 ? 1 : 0,
        ResponseTime = time,
    });

    public void Retried() => Add(new() { Retries = 1 });

    /// <summary>No task's answer could be given: the proxy's own 503 or 504, or a TCP connection without a host.</summary>
    public void Failed() => Add(new() { Failures = 1 });

    public void Ejected() => Add(new() { Ejections = 1 });

    private void Add(TargetCounts counts)
    {
        lock (_lock)
        {
            _counts += counts;
        }
    }
}

/// <summary>Sums since the start.</summary>
internal readonly record struct TargetCounts
{
    /// <summary>Tries that a task answered; over a period and divided by the tasks it is CloudWatch's RequestCountPerTarget.</summary>
    public long Requests { get; init; }

    /// <summary>HTTPCode_Target_2XX_Count.</summary>
    public long Code2XX { get; init; }

    /// <summary>HTTPCode_Target_3XX_Count.</summary>
    public long Code3XX { get; init; }

    /// <summary>HTTPCode_Target_4XX_Count.</summary>
    public long Code4XX { get; init; }

    /// <summary>HTTPCode_Target_5XX_Count.</summary>
    public long Code5XX { get; init; }

    /// <summary>Of all of them together; over a period and divided by the requests it is CloudWatch's TargetResponseTime.</summary>
    public TimeSpan ResponseTime { get; init; }

    /// <summary>Tries after the first one. CloudWatch has no such metric.</summary>
    public long Retries { get; init; }

    /// <summary>Requests that got the proxy's own error, and TCP connections without a host. CloudWatch has no such metric.</summary>
    public long Failures { get; init; }

    /// <summary>Hosts that were taken out of the list. CloudWatch has no such metric.</summary>
    public long Ejections { get; init; }

    public static TargetCounts operator +(TargetCounts one, TargetCounts other) => Combine(one, other, 1);

    public static TargetCounts operator -(TargetCounts one, TargetCounts other) => Combine(one, other, -1);

    private static TargetCounts Combine(TargetCounts one, TargetCounts other, int sign) => new()
    {
        Requests = one.Requests + (sign * other.Requests),
        Code2XX = one.Code2XX + (sign * other.Code2XX),
        Code3XX = one.Code3XX + (sign * other.Code3XX),
        Code4XX = one.Code4XX + (sign * other.Code4XX),
        Code5XX = one.Code5XX + (sign * other.Code5XX),
        ResponseTime = one.ResponseTime + (sign * other.ResponseTime),
        Retries = one.Retries + (sign * other.Retries),
        Failures = one.Failures + (sign * other.Failures),
        Ejections = one.Ejections + (sign * other.Ejections),
    };
}
