using System.Text.Json;
using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;
using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace EcsServiceConnect.Templates.Validation;

/// <summary>
/// AWS's own validator of templates, <c>@aws/cloudformation-validate</c> from npm, for what the schemas of resources say:
/// which properties there are, of which type and form, and within which bounds. It is fetched once, and runs in Node.js.
/// </summary>
/// <remarks>It starts before there is a template: it reads the schemas meanwhile.</remarks>
internal sealed class AwsValidator : IAsyncDisposable
{
    /// <summary>What the names of its rules begin with.</summary>
    public const string RulePrefix = "schema-";

    /// <summary>AWS's document for all of them.</summary>
    public const string Source = "AWS CloudFormation Template Reference, AWS resource and property types reference";

    private const string EngineVersions = "E9006";

    // Where there is no network, nobody is to wait for a check that can be left out.
    private static readonly TimeSpan _fetchPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource<string> _templates = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop;
    private readonly Task<string> _findings;

    private AwsValidator(ILogger logger, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _findings = Task.Run(() => RunAsync(logger));
    }

    /// <summary>Starts it.</summary>
    /// <param name="logger">Logs that it is fetched.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static AwsValidator Start(ILogger logger, CancellationToken cancellationToken) => new(logger, cancellationToken);

    /// <summary>What it finds in each template, in their order; and why it was left out, null where it was not.</summary>
    public async Task<(IReadOnlyList<IReadOnlyList<TemplateViolation>> Violations, string? LeftOut)> ValidateAsync(IReadOnlyList<JsonObject> templates)
    {
        try
        {
            _templates.TrySetResult(JsonSerializer.Serialize(templates));
            var findings = JsonSerializer.Deserialize<SchemaFinding[][]>(await _findings.WaitAsync(_patience, _stop.Token).ConfigureAwait(false), JsonSerializerOptions.Web)!;
            return ([.. findings.Zip(templates, (found, template) => Violations(found, new CloudFormationTemplate(template)))], null);
        }
        catch (Exception e) when (e is MachineException or TimeoutException or JsonException || (e is OperationCanceledException && !_stop.IsCancellationRequested))
        {
            return ([.. templates.Select(_ => Array.Empty<TemplateViolation>())], $"AWS's own template validator, for the schema of each resource, was left out: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _templates.TrySetCanceled();
        await ((Task)_findings).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task<string> RunAsync(ILogger logger)
    {
        var modules = await FetchAsync(logger).ConfigureAwait(false);
        var result = await ChildProcess.RunAsync(
            new()
            {
                FileName = "node",
                // Its schemas are read in a third of the time where V8 has no threads that compile and collect beside.
                Arguments = ["--single-threaded", "--input-type=module", "--eval", Read("cloudformation-validate.mjs"), modules],
                StandardInputLater = _templates.Task,
                Environment = new Dictionary<string, string> { ["NODE_NO_WARNINGS"] = "1" },
            },
            _stop.Token).ConfigureAwait(false);
        return result.ExitCode == 0 ? result.Output : throw new MachineException(result.Failure("rror"));
    }

    private async Task<string> FetchAsync(ILogger logger)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        patience.CancelAfter(_fetchPatience);
        try
        {
            return await new ToolCache().NpmLockAsync(Read("package.json"), Read("package-lock.json"), logger, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            throw new MachineException($"npm did not get it within {_fetchPatience.TotalSeconds:F0} s; is there a network?");
        }
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(AwsValidator).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    /// <summary>What it found in a template, but for what it can't know.</summary>
    internal static IReadOnlyList<TemplateViolation> Violations(IEnumerable<SchemaFinding> findings, CloudFormationTemplate template) =>
    [
        .. from finding in findings
           let resource = template.Find(finding.LogicalId)
           where !IsOpen(finding, template)
           let name = resource?.AspireResource ?? (finding.LogicalId.Length > 0 ? finding.LogicalId : "The stack")
           select new TemplateViolation(
               RulePrefix + finding.Rule, finding.LogicalId,
               $"{name}: {(finding.Property.Length > 0 ? $"{finding.Property}: " : "")}{finding.Message.ReplaceLineEndings(" ").TrimEnd('.')}; correct it as the Template Reference of {resource?.Type ?? "CloudFormation"} has it.",
               name)
           {
               // AWS has new versions of engines more often than the validator is fetched anew.
               IsAdvice = finding.Rule == EngineVersions,
           },
    ];

    // It takes the default of a parameter for what a function gives, an empty one too that stands for none; and what hangs on
    // conditions it sees in ways that exclude each other at once.
    private static bool IsOpen(SchemaFinding finding, CloudFormationTemplate template)
    {
        var resource = template.Written[finding.LogicalId] as JsonObject;
        if (finding.Rule == "F3012" && finding.Message.Contains("is not of type 'array'", StringComparison.Ordinal) && resource?["Type"]?.ToString() == "AWS::EC2::SecurityGroup")
        {
            // CloudFormation takes one rule without a list round it.
            return true;
        }

        if (finding.Rule == EngineVersions && finding.Message.Split('\'') is [_, var version, ..] && finding.Message.Contains($"'{version}.", StringComparison.Ordinal))
        {
            // RDS takes the newest of a version that is given in part.
            return true;
        }

        JsonNode? node = resource;
        foreach (var step in finding.Property.Split('.'))
        {
            if (IsFunction(node, template))
            {
                return true;
            }

            node = node switch
            {
                JsonObject o => o[step],
                JsonArray a when int.TryParse(step, out var index) && index < a.Count => a[index],
                _ => null,
            };
        }

        return IsFunction(node, template) || (finding.Rule == "F3037" && node is JsonArray items && items.Any(i => IsFunction(i, template)));
    }

    // A reference to a resource gives what it gives.
    private static bool IsFunction(JsonNode? node, CloudFormationTemplate template) =>
        node is JsonObject { Count: 1 } o && o.First() is var (name, argument)
        && (name == "Ref" ? argument is JsonValue && !template.Declares(argument.ToString()) : name.StartsWith("Fn::", StringComparison.Ordinal) && name != "Fn::GetAtt");

    /// <summary>One of its findings, as cloudformation-validate.mjs writes it.</summary>
    internal sealed record SchemaFinding(string Rule, string LogicalId, string Property, string Message);
}
