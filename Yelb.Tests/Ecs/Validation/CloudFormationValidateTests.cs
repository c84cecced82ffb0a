using System.Text.Json.Nodes;

namespace Yelb.Tests.Ecs.Validation;

/// <summary>AWS's own validator, <c>@aws/cloudformation-validate</c>: fatal findings, errors and warnings.</summary>
public sealed class CloudFormationValidateTests
{
    private static readonly Suppression[] _suppressions =
    [
        new("W3005", "yelbuiService", "The CDK's own: it lets a service wait for its listener and names the target group too, which the service refers to anyway."),
    ];

    private static readonly Validator _validator = new("cloudformation-validate.mjs");

    [Fact]
    public async Task Has_nothing_to_say_that_has_no_answer() =>
        Suppression.AssertCover(_suppressions, await _validator.FindAsync(await PublishedTemplates.AllAsync(), Patience.Token));

    [Fact]
    public async Task Finds_a_fault_where_there_is_one()
    {
        var template = await PublishedYelb.TemplateAsync();
        var (id, logs) = template["Resources"]!.AsObject().First(r => r.Value!["Type"]!.ToString() == "AWS::Logs::LogGroup");
        logs!["Properties"]!["RetentionDays"] = 7;

        var findings = await _validator.FindAsync(new Dictionary<string, JsonObject> { ["faulty"] = template }, Patience.Token);

        Assert.Contains(findings, finding => finding.Template == "faulty" && finding.Resource == id && finding.Rule == "F3002");
    }
}
