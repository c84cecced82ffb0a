namespace EcsServiceConnect.Rehearsal.LoadBalancing;

/// <summary>A target group's metrics by the names that CloudWatch has them under, counted from the start on.</summary>
/// <remarks>Elastic Load Balancing User Guide, "CloudWatch metrics for your Application Load Balancer".</remarks>
internal sealed class TargetGroupMetrics
{
    private readonly Lock _lock = new();
    private TargetGroupCounts _counts;

    public TargetGroupCounts Counts
    {
        get
        {
            lock (_lock)
            {
                return _counts;
            }
        }
    }

    /// <summary>A target answered.</summary>
    public void Answered(int status)
    {
        lock (_lock)
        {
            _counts = _counts with
            {
                RequestCount = _counts.RequestCount + 1,
                Code2XX = _counts.Code2XX + (status / 100 == 2 ? 1 : 0),
                Code3XX = _counts.Code3XX + (status / 100 == 3 ? 1 : 0),
                Code4XX = _counts.Code4XX + (status / 100 == 4 ? 1 : 0),
                Code5XX = _counts.Code5XX + (status / 100 == 5 ? 1 : 0),
            };
        }
    }

    /// <summary>The load balancer answered in its own name, for no target did.</summary>
    public void Failed()
    {
        lock (_lock)
        {
            _counts = _counts with { ElbCode5XX = _counts.ElbCode5XX + 1 };
        }
    }
}

/// <summary>Sums since the start.</summary>
/// <param name="RequestCount">What targets have answered; over a period and divided by the healthy targets it is RequestCountPerTarget, which Application Auto Scaling calls ALBRequestCountPerTarget.</param>
/// <param name="Code2XX">HTTPCode_Target_2XX_Count.</param>
/// <param name="Code3XX">HTTPCode_Target_3XX_Count.</param>
/// <param name="Code4XX">HTTPCode_Target_4XX_Count.</param>
/// <param name="Code5XX">HTTPCode_Target_5XX_Count.</param>
/// <param name="ElbCode5XX">HTTPCode_ELB_5XX_Count.</param>
internal readonly record struct TargetGroupCounts(long RequestCount, long Code2XX, long Code3XX, long Code4XX, long Code5XX, long ElbCode5XX);
