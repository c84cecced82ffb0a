using System.Text.Json.Nodes;

namespace Yelb.Tests.Ecs.Validation;

/// <summary>
/// What the stack writer overrides in ECS services, as the CDK that it writes with does not know it, held against AWS's
/// specification of today (<c>@aws-cdk/aws-service-spec</c>).
/// </summary>
public sealed class ServiceSpecTests
{
    private static readonly Validator _validator = new("service-spec.mjs");

    [Fact(Explicit = true), Trait("Run", "by hand")]
    public async Task Each_property_of_a_service_is_there_and_of_its_type()
    {
        var templates = new Dictionary<string, JsonObject>(await PublishedTemplates.AllAsync());
        var faulty = templates[nameof(Stacks.Canary)].DeepClone().AsObject();
        var deployment = faulty["Resources"]!.AsObject().Select(r => r.Value!["Properties"]?["DeploymentConfiguration"] as JsonObject).First(d => d?["CanaryConfiguration"] is not null)!;
        deployment["CanaryPercent"] = 5;
        deployment["BakeTimeInMinutes"] = "5 min";
        templates["faulty"] = faulty;

        var findings = await _validator.FindAsync(templates, TestContext.Current.CancellationToken);

        Assert.DoesNotContain(findings, f => f.Template != "faulty");
        Assert.Equal([("type", "DeploymentConfiguration.BakeTimeInMinutes is no integer"), ("unknown", "DeploymentConfiguration.CanaryPercent")], findings.Select(f => (f.Rule, f.Message)).Order());
    }
}
