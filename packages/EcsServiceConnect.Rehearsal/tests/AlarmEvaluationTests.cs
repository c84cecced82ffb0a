using EcsServiceConnect.Rehearsal.Alarms;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>When an alarm rings.</summary>
public sealed class AlarmEvaluationTests
{
    [Theory]
    [InlineData("GreaterThanThreshold", "5", "Ok")]
    [InlineData("GreaterThanThreshold", "5.1", "Alarm")]
    [InlineData("GreaterThanOrEqualToThreshold", "5", "Alarm")]
    [InlineData("LessThanThreshold", "5", "Ok")]
    [InlineData("LessThanOrEqualToThreshold", "5", "Alarm")]
    public void A_threshold_is_passed_as_it_says(string comparison, string values, string state) => Assert.Equal(state, StateOf(1, 1, comparison, "missing", values));

    [Theory]
    [InlineData(3, 3, "9 9", "InsufficientData")]
    [InlineData(3, 3, "9 9 9", "Alarm")]
    [InlineData(3, 3, "9 1 9", "Ok")]
    [InlineData(3, 2, "9 1 9", "Alarm")]
    [InlineData(3, 1, "9", "Alarm")]
    public void So_many_of_the_last_periods_make_it_ring(int periods, int datapoints, string values, string state) => Assert.Equal(state, StateOf(periods, datapoints, "GreaterThanThreshold", "missing", values));

    [Theory]
    [InlineData("missing", "- -", "InsufficientData")]
    [InlineData("missing", "1 -", "Ok")]
    [InlineData("notBreaching", "- -", "Ok")]
    [InlineData("breaching", "- -", "Alarm")]
    [InlineData("ignore", "- -", "InsufficientData")]
    [InlineData("ignore", "1 -", "Ok")]
    public void What_is_missing_counts_as_it_says(string treatment, string values, string state) => Assert.Equal(state, StateOf(2, 2, "GreaterThanThreshold", treatment, values));

    private static string StateOf(int periods, int datapoints, string comparison, string treatment, string values) => AlarmEvaluation.StateOf(
        new()
        {
            LogicalId = "Alarm",
            Name = "alarm",
            Metric = "HTTPCode_Target_5XX_Count",
            Source = new AlarmSource.TargetGroup("web"),
            Period = TimeSpan.FromMinutes(1),
            EvaluationPeriods = periods,
            DatapointsToAlarm = datapoints,
            Threshold = 5,
            Comparison = comparison,
            TreatMissingData = treatment,
        },
        [.. values.Split(' ').Select(v => v == "-" ? (double?)null : double.Parse(v, System.Globalization.CultureInfo.InvariantCulture))],
        AlarmState.InsufficientData).ToString();
}
