using System.Text.Encodings.Web;
using System.Text.Json;

namespace EcsServiceConnect.Check;

/// <summary>A JSON array with an object for each finding.</summary>
internal static class JsonReport
{
    // For files and programs, not for web pages: quotes and angle brackets stay readable.
    public static JsonSerializerOptions Options { get; } = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(CheckResult result, TextWriter output) => output.WriteLine(JsonSerializer.Serialize(
        result.Findings.Select(f => new
        {
            rule = f.Finding.Violation.Rule,
            level = f.Finding.IsAdvice ? "advice" : "error",
            file = f.Finding.File,
            line = f.Finding.Line,
            resource = f.Finding.Violation.Resource,
            logicalId = f.Finding.Violation.LogicalId,
            message = f.Finding.Violation.Message,
            accepted = f.Accepted?.Reason,
        }),
        Options));
}
