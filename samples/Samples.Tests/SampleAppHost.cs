using System.Text.Json.Nodes;
using ProcessesAndTools;

namespace Samples.Tests;

/// <summary>A sample's AppHost, run as it was built.</summary>
internal static class SampleAppHost
{
    /// <summary>Publishes, or carries out another step.</summary>
    public static Task<CommandResult> RunAsync(string sample, string outputPath, params IEnumerable<string> step) => ChildProcess.RunAsync(
        new()
        {
            FileName = Path.Combine(Repository.Output($"samples/{sample}/{sample}.AppHost"), $"{sample}.AppHost"),
            Arguments = ["--operation", "publish", "--output-path", outputPath, "--step", .. step],
            WorkingDirectory = Path.GetTempPath(),
        },
        Patience.Token);

    /// <summary>The template that it published.</summary>
    public static JsonObject Template(string outputPath, string stack) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(outputPath, "cdk.out", $"{stack}.template.json")))!.AsObject();

    /// <summary>The properties of the one resource of a type that was made for a resource of the AppHost.</summary>
    public static JsonObject Of(this JsonObject template, string resource, string type) =>
        template["Resources"]!.AsObject().Select(r => r.Value!.AsObject())
            .Single(r => (string?)r["Type"] == type && (string?)r["Metadata"]?["aspire:resource"] == resource)["Properties"]!.AsObject();

    /// <summary>What a failure shows.</summary>
    public static string Text(this CommandResult result) => string.Join('\n', result.Lines);
}
