using System.Text.Json.Nodes;
using Aspire.Hosting;

namespace Yelb.Tests.Ecs.Validation;

/// <summary>What validators are run over: Yelb as it is published, and stacks that use what Yelb leaves out.</summary>
internal static class PublishedTemplates
{
    public static async Task<IReadOnlyDictionary<string, JsonObject>> AllAsync() => new Dictionary<string, JsonObject>
    {
        ["yelb"] = await PublishedYelb.TemplateAsync(),
        ["telemetry"] = (await ObservedYelb.PublishAsync(yelb => yelb.WithDashboard().WithCloudWatchTelemetry())).Template,
        [nameof(Stacks.Managed)] = Parse(Stacks.Managed),
        [nameof(OperatedStacks.Watched)] = Parse(OperatedStacks.Watched),
        [nameof(OperatedStacks.Sized)] = Parse(OperatedStacks.Sized),
        [nameof(Stacks.Scaled)] = Parse(Stacks.Scaled),
        [nameof(Stacks.Domain)] = Parse(Stacks.Domain),
        [nameof(Stacks.Isolated)] = Parse(Stacks.Isolated),
        [nameof(Stacks.Second)] = Parse(Stacks.Second),
        [nameof(Stacks.BlueGreen)] = Parse(Stacks.BlueGreen),
        [nameof(Stacks.Canary)] = Parse(Stacks.Canary),
        [nameof(Stacks.Linear)] = Parse(Stacks.Linear),
    };

    private static JsonObject Parse(Template template) => JsonNode.Parse(template.Text)!.AsObject();
}
