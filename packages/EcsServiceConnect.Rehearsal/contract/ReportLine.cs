using System.Text.Json;
using System.Text.Json.Serialization;

namespace EcsServiceConnect.Rehearsal.Contract;

/// <summary>What a line of a report tells.</summary>
internal enum ReportKind
{
    /// <summary>What the reader should know: an address, what is not rehearsed.</summary>
    Note,

    /// <summary>Something that happened to a task or service.</summary>
    Event,

    /// <summary>Something that happened and should not have.</summary>
    Warning,

    /// <summary>What a check found.</summary>
    Check,

    /// <summary>How many checks passed; the last line.</summary>
    Sum,
}

/// <summary>A line of <c>--report</c>, as JSON for the program that started this one.</summary>
/// <param name="Kind">What it tells.</param>
/// <param name="Text">In words.</param>
/// <param name="Check">The result, where it is a check's.</param>
internal sealed record ReportLine(ReportKind Kind, string Text, CheckResult? Check = null)
{
    /// <summary>The program's option for it.</summary>
    public const string Option = "--report";

    private static readonly JsonSerializerOptions _json = new() { Converters = { new JsonStringEnumConverter<ReportKind>() } };

    public override string ToString() => JsonSerializer.Serialize(this, _json);

    /// <exception cref="JsonException">It is none.</exception>
    public static ReportLine Parse(string line) => JsonSerializer.Deserialize<ReportLine>(line, _json)!;
}
