using System.Text.Json.Nodes;

namespace Yelb.Tests.Ecs.Validation;

/// <summary>AWS's own validator, <c>@aws/cloudformation-validate</c>: warnings too, where a publish asks it for errors.</summary>
public sealed class CloudFormationValidateTests
{
    private const string Faulty = "faulty";

    private static readonly Validator _validator = new("cloudformation-validate.mjs");

    // All in one run of Node.js, which takes most of the time to load the rules.
    private static readonly Lazy<Task<IReadOnlyList<Finding>>> _findings = new(FindAsync);

    [Fact(Explicit = true), Trait("Run", "by hand")]
    public async Task Has_nothing_to_say() =>
        Assert.DoesNotContain(await _findings.Value, finding => finding.Template != Faulty && !IsTold(finding));

    [Fact(Explicit = true), Trait("Run", "by hand")]
    public async Task Finds_a_fault_where_there_is_one()
    {
        var (_, id) = await FaultyAsync();

        Assert.Contains(await _findings.Value, finding => finding.Template == Faulty && finding.Resource == id && finding.Rule == "F3002");
    }

    // The CDK has a service wait for the rules that lead to it, which one whose requests are shifted names besides.
    private static bool IsTold(Finding finding) => finding.Rule == "W3005" && finding.Message.Contains(".AdvancedConfiguration.", StringComparison.Ordinal);

    private static async Task<IReadOnlyList<Finding>> FindAsync() => await _validator.FindAsync(
        new Dictionary<string, JsonObject>(await PublishedTemplates.AllAsync()) { [Faulty] = (await FaultyAsync()).Template }, CancellationToken.None);

    private static async Task<(JsonObject Template, string Id)> FaultyAsync()
    {
        var template = await PublishedYelb.TemplateAsync();
        var (id, logs) = template["Resources"]!.AsObject().First(r => r.Value!["Type"]!.ToString() == "AWS::Logs::LogGroup");
        logs!["Properties"]!["RetentionDays"] = 7;
        return (template, id);
    }
}
