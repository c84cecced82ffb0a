using EcsServiceConnect.Templates.Forms;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>What a property refers to is of the kind that it takes.</summary>
/// <remarks>The document of each property is beside it in <see cref="ReferenceForms"/>.</remarks>
internal static class ReferenceKindRules
{
    [TemplateRule("a reference to a resource of another kind, or to another of its values, than the property takes", "AWS CloudFormation Template Reference, the properties and return values of each resource type")]
    public const string OtherKind = "reference-of-other-kind";

    /// <summary>References to what is not in the template, or answers anything, may be right.</summary>
    public static IEnumerable<TemplateViolation> ReferencesFit(EcsTopology topology) =>
        from property in ReferenceForms.All
        from resource in topology.Template.OfType(property.Type)
        from found in property.In(resource)
        let target = topology.Template.Find(found.Value.Target)
        where target is not null && target.Type.StartsWith("AWS::", StringComparison.Ordinal) && !target.Type.StartsWith("AWS::CloudFormation::", StringComparison.Ordinal) && !target.Type.StartsWith("AWS::Serverless::", StringComparison.Ordinal)
        let attribute = found.Value.Text![1..^1] is var reference && reference.Length > target.LogicalId.Length ? reference[(target.LogicalId.Length + 1)..] : ""
        let form = (ReferenceForm)property.Form
        let attributes = form.Targets.FirstOrDefault(t => t.Type == target.Type).Attributes
        where attributes?.Contains(attribute) != true
        let given = attributes is null ? $"{target.LogicalId}, which is an {target.Type}" : attribute.Length == 0 ? $"the Ref of {target.LogicalId}" : $"{attribute} of {target.LogicalId}"
        select topology.Violation(OtherKind, resource, $"{found.Where} of {resource.LogicalId} is {given}; give {form.Words} ({property.Source}).");
}
