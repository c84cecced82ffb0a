using System.Globalization;
using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.Loading;

/// <summary>Whether a load was borne.</summary>
internal static class LoadJudgement
{
    /// <param name="name">What was done meanwhile.</param>
    /// <param name="bearable">How many requests may fail; null for any number.</param>
    /// <param name="load">What came of it.</param>
    public static CheckResult Of(string name, int? bearable, LoadResult load)
    {
        // A number that other requests raise too, such as that of page views, may well rise by more.
        var counted = load.Counted.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Counter.Name}: {c.Acknowledged} acknowledged, {c.Lost} lost")
            + (c.Counter.IsIdempotent ? string.Create(CultureInfo.InvariantCulture, $", {c.Double} double") : ""));
        var failed = string.Create(CultureInfo.InvariantCulture, $"{load.Failed} of {load.Requests} requests failed");
        var hasPassed = load.Requests > 0
            && (bearable is null || load.Failed <= bearable)
            && load.Counted.All(c => !c.Counter.IsKept || c.Lost == 0)
            && load.Counted.All(c => !c.Counter.IsIdempotent || c.Double == 0);
        return new(name, hasPassed, string.Join("; ", [$"{failed}{(load.FirstFailure is { } first ? $" ({first})" : "")}", .. counted]));
    }
}
