using System.Text.Json.Nodes;

namespace TestSupport.Stacks;

/// <summary>The template that the checks are tried on.</summary>
internal static class EcsTemplates
{
    private static readonly Lazy<string> _yelb = new(() => Template.Of(StackModels.Yelb(
        appserverOptions: new() { Scaling = new() { CpuUtilization = 50, RequestsPerTarget = 1000 } })).Text);

    /// <summary>Yelb's, with an application server that scales; a copy for each caller.</summary>
    public static JsonObject Yelb() => JsonNode.Parse(_yelb.Value)!.AsObject();
}
