using System.Text.Json;
using System.Text.Json.Nodes;

namespace EcsServiceConnect.Check.Tests;

/// <summary>What is written as SARIF has the properties that the standard has, of their types, and those that code scanning requires.</summary>
/// <remarks>
/// OASIS, "SARIF Version 2.1.0", section 3 (the properties of each object); GitHub, "SARIF support for code scanning" (supported
/// properties) and "SARIF results exceed one or more limits".
/// </remarks>
public sealed class SarifTests
{
    private const string String = "string";
    private const string Message = "message";

    private const string Page = """
        Resources:
          Page:
            Type: AWS::ECS::Service
            Properties: {LaunchType: EC2, ServiceName: page, DeploymentConfiguration: {MaximumPercent: 100, MinimumHealthyPercent: 100}}
        """;

    // An array of a kind is its name with brackets; what is required has an exclamation mark.
    private static readonly Dictionary<string, Dictionary<string, string>> _kinds = new()
    {
        ["log"] = new() { ["$schema"] = "uri!", ["version"] = "2.1.0!", ["runs"] = "run[]!" },
        ["run"] = new() { ["tool"] = "tool!", ["results"] = "result[]!", ["columnKind"] = "utf16CodeUnits|unicodeCodePoints" },
        ["tool"] = new() { ["driver"] = "component!" },
        ["component"] = new() { ["name"] = $"{String}!", ["version"] = String, ["rules"] = "rule[]!" },
        ["rule"] = new() { ["id"] = $"{String}!", ["shortDescription"] = "text!", ["fullDescription"] = "text!", ["help"] = "text!", ["defaultConfiguration"] = "configuration" },
        ["configuration"] = new() { ["level"] = "none|note|warning|error" },
        ["result"] = new() { ["ruleId"] = $"{String}!", ["level"] = "none|note|warning|error", ["message"] = $"{Message}!", ["locations"] = "location[]!", ["suppressions"] = "suppression[]" },
        ["location"] = new() { ["physicalLocation"] = "place!", ["logicalLocations"] = "name[]" },
        ["place"] = new() { ["artifactLocation"] = "artifact!", ["region"] = "region!" },
        ["artifact"] = new() { ["uri"] = "uri!" },
        ["region"] = new() { ["startLine"] = "line!" },
        ["name"] = new() { ["name"] = String, ["kind"] = String },
        ["suppression"] = new() { ["kind"] = "inSource|external!", ["justification"] = String },
        ["text"] = new() { ["text"] = $"{String}!" },
        [Message] = new() { ["text"] = $"{String}!" },
    };

    private static readonly string[] _descriptions = ["shortDescription", "fullDescription"];

    [Fact]
    public async Task It_is_of_the_standard()
    {
        var log = await WrittenAsync();

        Assert.Empty(Faults(log, "log", ""));
    }

    [Fact]
    public async Task It_is_within_the_limits_of_code_scanning()
    {
        var run = (await WrittenAsync())["runs"]![0]!;
        var (rules, results) = (run["tool"]!["driver"]!["rules"]!.AsArray(), run["results"]!.AsArray());

        Assert.InRange(rules.Count, 1, 25_000);
        Assert.InRange(results.Count, 3, 25_000);
        Assert.All(rules, r => Assert.All(_descriptions, d => Assert.InRange(((string)r![d]!["text"]!).Length, 1, 1024)));
        Assert.All(rules, r => Assert.InRange(((string)r!["id"]!).Length, 1, 255));
        Assert.Empty(results.Select(r => (string)r!["ruleId"]!).Except(rules.Select(r => (string)r!["id"]!)));
        // A place in the repository is relative to it.
        Assert.All(results, r => Assert.False(Path.IsPathRooted((string)r!["locations"]![0]!["physicalLocation"]!["artifactLocation"]!["uri"]!)));
    }

    // A fault with a line, one that is accepted, and one of the stack as a whole.
    private static async Task<JsonNode> WrittenAsync()
    {
        using var folder = new TemporaryFolder();
        var inside = Directory.CreateDirectory(Path.Combine(Environment.CurrentDirectory, Path.GetFileName(folder.Path)));
        try
        {
            var path = Path.Combine(inside.FullName, "a stack.yaml");
            var queues = Enumerable.Range(0, 501).Select(i => $"  Queue{i}: {{Type: AWS::SQS::Queue}}");
            await File.WriteAllTextAsync(path, $"{Page}\n{string.Join('\n', queues)}\n", TestContext.Current.CancellationToken);
            var accept = Path.Combine(inside.FullName, "accepted.json");
            await File.WriteAllTextAsync(accept, """[{"rule": "no-cluster", "resource": "Page", "reason": "the default one"}]""", TestContext.Current.CancellationToken);
            var output = new StringWriter();

            await new CheckCommand(output, TextWriter.Null, validates: false).RunAsync([path, "--format", "sarif", "--accept", accept], TestContext.Current.CancellationToken);

            return JsonNode.Parse(output.ToString())!;
        }
        finally
        {
            inside.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> Faults(JsonNode? node, string kind, string at) =>
        kind.EndsWith("[]", StringComparison.Ordinal) ? node is JsonArray array ? array.SelectMany((item, i) => Faults(item, kind[..^2], $"{at}[{i}]")) : [$"{at} is no array"]
        : _kinds.TryGetValue(kind, out var properties) ? node is JsonObject o ? FaultsIn(o, properties, at) : [$"{at} is no {kind}"]
        : node is JsonValue value && IsOf(value, kind) ? []
        : [$"{at} is {node?.ToJsonString()} and no {kind}"];

    private static IEnumerable<string> FaultsIn(JsonObject node, Dictionary<string, string> properties, string at) =>
        node.Where(p => !properties.ContainsKey(p.Key)).Select(p => $"{at}.{p.Key} is no property")
            .Concat(properties.Where(p => p.Value.EndsWith('!') && !node.ContainsKey(p.Key)).Select(p => $"{at}.{p.Key} is missing"))
            .Concat(node.Where(p => properties.ContainsKey(p.Key)).SelectMany(p => Faults(p.Value, properties[p.Key].TrimEnd('!'), $"{at}.{p.Key}")));

    private static bool IsOf(JsonValue value, string kind) => kind switch
    {
        "line" => value.GetValueKind() == JsonValueKind.Number && value.GetValue<int>() >= 1,
        _ when value.GetValueKind() != JsonValueKind.String => false,
        String => value.GetValue<string>().Length > 0,
        "uri" => Uri.IsWellFormedUriString(value.GetValue<string>(), UriKind.RelativeOrAbsolute),
        _ => kind.Split('|').Contains(value.GetValue<string>()),
    };
}
