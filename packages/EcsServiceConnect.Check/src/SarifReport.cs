using System.Reflection;
using System.Text.Json.Nodes;
using EcsServiceConnect.Templates;
using EcsServiceConnect.Templates.Validation;

namespace EcsServiceConnect.Check;

/// <summary>The format of code scanning: rules, and results with their places.</summary>
/// <remarks>OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".</remarks>
internal static class SarifReport
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    public static void Write(CheckResult result, TextWriter output) => output.WriteLine(new JsonObject
    {
        ["$schema"] = Schema,
        ["version"] = "2.1.0",
        ["runs"] = new JsonArray(new JsonObject
        {
            ["tool"] = new JsonObject
            {
                ["driver"] = new JsonObject
                {
                    ["name"] = "ecs-check",
                    ["version"] = typeof(SarifReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
                    ["rules"] = new JsonArray([.. TemplateRule.All.Concat(Schemas(result)).Select(Rule)]),
                },
            },
            ["columnKind"] = "utf16CodeUnits",
            ["results"] = new JsonArray([.. result.Findings.Select(Result)]),
        }),
    }.ToJsonString(JsonReport.Options));

    private static IEnumerable<TemplateRule> Schemas(CheckResult result) =>
        result.Findings.Select(f => f.Finding.Violation.Rule).Where(r => r.StartsWith(AwsValidator.RulePrefix, StringComparison.Ordinal)).Distinct()
            .Select(r => new TemplateRule(r, "what the schema of a resource does not allow", AwsValidator.Source, IsPractice: false));

    private static JsonObject Rule(TemplateRule rule) => new()
    {
        ["id"] = rule.Name,
        ["shortDescription"] = Text($"Stops on {rule.Finds}."),
        ["fullDescription"] = Text($"Finds {rule.Finds}. Source: {rule.Source}."),
        ["help"] = Text($"{rule.Source}. Accept it of a resource, with a reason, in the file that --accept names."),
        ["defaultConfiguration"] = new JsonObject { ["level"] = Level(rule.IsPractice) },
    };

    private static JsonObject Result((Templates.Stacks.Finding Finding, Acceptance? Accepted) found)
    {
        var (finding, accepted) = found;
        var place = new JsonObject
        {
            ["artifactLocation"] = new JsonObject { ["uri"] = Uri(finding.File) },
            // Code scanning takes no result without a line: what is wrong with a stack as a whole is told of its first.
            ["region"] = new JsonObject { ["startLine"] = finding.Line ?? 1 },
        };
        var result = new JsonObject
        {
            ["ruleId"] = finding.Violation.Rule,
            ["level"] = Level(finding.IsAdvice),
            ["message"] = Text(finding.Violation.Message),
            ["locations"] = new JsonArray(new JsonObject
            {
                ["physicalLocation"] = place,
                ["logicalLocations"] = new JsonArray(new JsonObject { ["name"] = finding.Violation.LogicalId, ["kind"] = "resource" }),
            }),
        };
        if (accepted is not null)
        {
            result["suppressions"] = new JsonArray(new JsonObject { ["kind"] = "external", ["justification"] = accepted.Reason });
        }

        return result;
    }

    private static string Level(bool isAdvice) => isAdvice ? "warning" : "error";

    private static JsonObject Text(string text) => new() { ["text"] = text };

    // Relative to where it is run, which is the repository for code scanning.
    private static string Uri(string file)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, file);
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative)
            ? new Uri(Path.GetFullPath(file)).AbsoluteUri
            : string.Join('/', relative.Split(Path.DirectorySeparatorChar).Select(System.Uri.EscapeDataString));
    }
}
