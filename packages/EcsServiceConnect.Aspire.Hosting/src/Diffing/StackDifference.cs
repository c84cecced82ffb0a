using System.Text.Json.Nodes;
using EcsServiceConnect.Hosting.Cdk;

namespace EcsServiceConnect.Hosting.Diffing;

/// <summary>What an update makes of a stack, in the AppHost's words.</summary>
/// <param name="Changes">Its resources, data and security first.</param>
/// <param name="Rest">What differs beside them.</param>
internal sealed record StackDifference(IReadOnlyList<StackChange> Changes, IReadOnlyList<SectionDifference> Rest)
{
    private const string TaskDefinition = "AWS::ECS::TaskDefinition";

    /// <summary>The data that is lost by it, or that nobody sees afterwards.</summary>
    public IReadOnlyList<DataLoss> Losses => [.. Changes.SelectMany(c => c.Losses).Distinct()];

    /// <summary>Puts a difference of templates into words.</summary>
    /// <param name="stack">The stack's name, for what is no resource's of the AppHost.</param>
    /// <param name="before">The template before.</param>
    /// <param name="after">The template after.</param>
    /// <param name="difference">How they differ.</param>
    public static StackDifference Of(string stack, JsonNode before, JsonNode after, TemplateDifference difference)
    {
        var data = new DataLosses(before, after, difference);
        return new(
            [.. from resource in difference.Resources
                let change = Read(resource)
                where change is not null
                orderby change.Concern, change.Kind, change.Resource, change.LogicalId
                select change],
            difference.Rest);

        StackChange? Read(ResourceDifference resource)
        {
            var (old, now) = (before["Resources"]?[resource.LogicalId], after["Resources"]?[resource.LogicalId]);
            List<PropertyChange> properties =
            [
                .. resource.Properties.Keys.SelectMany(p => Differences(p, old?["Properties"]?[p], now?["Properties"]?[p])),
                // Metadata is for readers of the template, and changes nothing in AWS.
                .. resource.Attributes.Where(a => a != "Metadata").SelectMany(a => Differences(a, old?[a], now?[a])),
            ];
            var kind = Kind(resource);
            if (kind is ChangeKind.Changed && properties.Count == 0)
            {
                return null;
            }

            var name = Label(now) ?? Label(old) ?? stack;
            var losses = data.Of(resource, kind, name);
            var concern = losses.Count > 0 || IsAboutData(resource, kind, properties) || HasOtherProgram(now, properties) ? ChangeConcern.Data
                : ResourceWords.IsSecurity(resource.Type) || properties.Any(ResourceWords.IsSecurity) ? ChangeConcern.Security
                : ChangeConcern.Other;
            return new(name, resource.LogicalId, resource.Type, kind, concern, properties) { Losses = losses };
        }

        bool IsAboutData(ResourceDifference resource, ChangeKind kind, List<PropertyChange> properties) =>
            data.Holds(resource) && kind is not ChangeKind.Added && !(kind is ChangeKind.Changed && properties.All(p => p.Path[0] == "Tags"));
    }

    private static string? Label(JsonNode? resource) => (string?)resource?["Metadata"]?[ResourceLabels.Resource];

    // Another version of a store's program may not read the files of the one before.
    private static bool HasOtherProgram(JsonNode? task, List<PropertyChange> properties) =>
        (bool?)task?["Metadata"]?[ResourceLabels.IsStateful] == true && properties.Any(p => p.Path[0] == "ContainerDefinitions" && p.Path[^1] == "Image");

    // What it refers to is replaced, and so the reference differs where its text does not.
    private static IEnumerable<PropertyChange> Differences(string property, JsonNode? before, JsonNode? after) =>
        PropertyChanges.Between(property, before, after).DefaultIfEmpty(new([property], null, null));

    private static ChangeKind Kind(ResourceDifference resource) => resource.Impact switch
    {
        "WILL_CREATE" => ChangeKind.Added,
        "WILL_DESTROY" or "WILL_ORPHAN" => ChangeKind.Deleted,
        // A task definition has revisions, of which the one before stays until the service's tasks are new.
        "WILL_REPLACE" or "MAY_REPLACE" when resource.Type == TaskDefinition => ChangeKind.Changed,
        "WILL_REPLACE" => ChangeKind.Replaced,
        "MAY_REPLACE" => ChangeKind.MayBeReplaced,
        _ => ChangeKind.Changed,
    };
}
