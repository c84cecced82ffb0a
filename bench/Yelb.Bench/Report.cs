using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Yelb.Bench;

/// <summary>The results as Markdown.</summary>
internal sealed class Report
{
    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    /// <summary>Facts about the machine, and nothing that names it.</summary>
    public void AddMachine(int rounds, int seconds)
    {
        var processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[1];
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1L << 30);
        Line($"# Measured by bench/run");
        Line($"");
        Line($"{DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} processors ({processor}, {RuntimeInformation.OSArchitecture}), {memory} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}. Load, servers and stores share the processors. No proxy of Aspire's orchestrator is before or between the services, as there is none in AWS. {rounds} interleaved rounds of {seconds} s a load; medians, and in brackets the least and the most of a round.");
    }

    public void AddTargets(IEnumerable<Target> targets)
    {
        AddTable("Targets", "what", "measured", "target", "met", "absolute");
        foreach (var target in targets)
        {
            var (sign, measured) = (target.AtLeast ? "at least" : "at most", target.Measured);
            Line($"| {target.What} | {measured.Median:0.00} ({measured.Least:0.00} to {measured.Most:0.00}) | {sign} {target.Limit} | {(target.IsMet ? "yes" : "**no**")} | {target.Details} |");
        }
    }

    public void AddTable(string title, params string[] columns)
    {
        Line($"");
        Line($"## {title}");
        Line($"");
        AddRow(columns);
        AddRow([.. columns.Select(_ => "---")]);
    }

    public void AddRow(params string[] cells) => Line($"| {string.Join(" | ", cells)} |");

    private void Line(FormattableString line) => _text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
