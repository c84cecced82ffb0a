using System.Globalization;

namespace EcsServiceConnect.Rehearsal.Contract;

/// <summary>Results as a table.</summary>
internal static class CheckReport
{
    public static string Line(CheckResult result) => $"{(result.HasPassed ? "ok  " : "FAIL")}  {result.Name,-58} {result.Detail}";

    /// <summary>One that did not pass, for a list of nothing else.</summary>
    public static string Failure(CheckResult result) => $"{result.Name}: {result.Detail}";

    public static string Sum(IReadOnlyCollection<CheckResult> results, TimeSpan time) => string.Create(
        CultureInfo.InvariantCulture,
        $"{results.Count(r => r.HasPassed)} of {results.Count} checks passed, {time.TotalSeconds:0.0} s after the rehearsal began");
}
