using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>What an `AWS::IAM::Role` is allowed by its own policies and by policy resources of the template.</summary>
internal static class RolePolicies
{
    /// <summary>The statements that allow something.</summary>
    public static IEnumerable<PolicyStatement> Statements(CloudFormationTemplate template, TemplateResource role)
    {
        var attached = template.OfType("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy")
            .Where(p => p["RoleName"].Target == role.LogicalId
                || p["Roles"].Items.Any(r => r.Target == role.LogicalId)
                || role["ManagedPolicyArns"].Items.Any(m => m.Target == p.LogicalId))
            .Select(p => p["PolicyDocument"]);
        return role["Policies"].Items.Select(p => p["PolicyDocument"]).Concat(attached)
            .SelectMany(d => OneOrMore(d["Statement"]))
            .Where(s => s["Effect"].Text == "Allow")
            .Select(s => new PolicyStatement([.. Texts(s["Action"])], [.. Texts(s["Resource"])]));
    }

    /// <summary>The resources on which an action is allowed.</summary>
    public static IEnumerable<string> AllowedResources(CloudFormationTemplate template, TemplateResource role, string action) =>
        Statements(template, role).Where(s => s.Actions.Any(a => Covers(a, action))).SelectMany(s => s.Resources);

    // Actions are compared without case, and may end in a wildcard (IAM User Guide, "IAM JSON policy elements: Action").
    private static bool Covers(string pattern, string action) =>
        pattern.EndsWith('*')
            ? action.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
            : action.Equals(pattern, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Texts(TemplateValue value) => OneOrMore(value).Select(v => v.Text).OfType<string>();

    private static IEnumerable<TemplateValue> OneOrMore(TemplateValue value) =>
        value.Node is System.Text.Json.Nodes.JsonArray ? value.Items : value.IsPresent ? [value] : [];
}

/// <summary>What a policy allows on what.</summary>
internal sealed record PolicyStatement(IReadOnlyList<string> Actions, IReadOnlyList<string> Resources);
