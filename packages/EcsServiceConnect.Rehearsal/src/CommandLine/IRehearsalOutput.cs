using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.CommandLine;

/// <summary>Where a rehearsal tells what it does and finds.</summary>
internal interface IRehearsalOutput
{
    /// <summary>What the reader should know: an address, what is not rehearsed.</summary>
    void Say(string line);

    /// <summary>A check's result, as it comes.</summary>
    void Show(CheckResult result);

    /// <summary>How many checks passed, after all else; the last line.</summary>
    void Sum(IReadOnlyCollection<CheckResult> results, TimeSpan time);
}
