using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Alarms;

/// <summary>What state an alarm has after its last periods.</summary>
/// <remarks>
/// Amazon CloudWatch User Guide, "Alarm evaluation" and "Configuring how CloudWatch alarms treat missing data": so many of the
/// last periods beyond the threshold make it ring. The further periods that CloudWatch looks back at for want of data are left out.
/// </remarks>
internal static class AlarmEvaluation
{
    /// <param name="plan">The alarm.</param>
    /// <param name="values">Those of the last periods, at most as many as it evaluates; null where there was none.</param>
    /// <param name="before">Its state until now.</param>
    public static AlarmState StateOf(AlarmPlan plan, IReadOnlyCollection<double?> values, AlarmState before)
    {
        var breaching = values.Count(v => v is { } value ? IsBeyond(plan, value) : plan.TreatMissingData == "breaching");
        if (breaching >= plan.DatapointsToAlarm)
        {
            return AlarmState.Alarm;
        }

        var isKnown = values.Count >= plan.EvaluationPeriods && (plan.TreatMissingData is "breaching" or "notBreaching" || values.Any(v => v is not null));
        return isKnown ? AlarmState.Ok
            : plan.TreatMissingData == "ignore" || values.Count < plan.EvaluationPeriods ? before
            : AlarmState.InsufficientData;
    }

    private static bool IsBeyond(AlarmPlan plan, double value) => plan.Comparison switch
    {
        "GreaterThanThreshold" => value > plan.Threshold,
        "GreaterThanOrEqualToThreshold" => value >= plan.Threshold,
        "LessThanThreshold" => value < plan.Threshold,
        _ => value <= plan.Threshold,
    };
}
