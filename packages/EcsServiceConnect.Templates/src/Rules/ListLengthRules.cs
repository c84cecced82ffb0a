using EcsServiceConnect.Templates.Forms;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A list has no more items than AWS takes.</summary>
/// <remarks>The document of each is beside it in <see cref="ListForms"/>.</remarks>
internal static class ListLengthRules
{
    [TemplateRule("more items in a list than AWS takes: subnets, security groups, target groups or capacity providers of a service, containers of a task, actions of an alarm", "Amazon ECS API Reference and those of the other services, the number of items of each property")]
    public const string TooMany = "too-many-items";

    public static IEnumerable<TemplateViolation> ListsAreShort(EcsTopology topology) =>
        from property in ListForms.All
        from resource in topology.Template.OfType(property.Type)
        from found in property.In(resource)
        where !found.Value.IsUnknownList && found.Value.Items.Count > ((ListForm)property.Form).Most
        select topology.Violation(TooMany, resource, $"{found.Where} of {resource.LogicalId} has {found.Value.Items.Count} items, and AWS takes {property.Form.Words} ({property.Source}); leave some out.");
}
