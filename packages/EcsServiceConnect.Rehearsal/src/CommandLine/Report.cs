using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.CommandLine;

/// <summary>Tells it to the program that started this one, in lines of JSON on standard output.</summary>
internal sealed class Report : IRehearsalOutput
{
    public Report(EventLog events) => events.Happened += e => Write(new(e.IsWarning ? ReportKind.Warning : ReportKind.Event, e.Line));

    public void Say(string line) => Write(new(ReportKind.Note, line));

    public void Show(CheckResult result) => Write(new(ReportKind.Check, CheckReport.Line(result), result));

    public void Sum(IReadOnlyCollection<CheckResult> results, TimeSpan time) => Write(new(ReportKind.Sum, CheckReport.Sum(results, time)));

    // The console takes one line at a time, from any thread.
    private static void Write(ReportLine line) => Console.WriteLine(line);
}
