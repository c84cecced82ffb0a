using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Permissions;

/// <summary>What an answer of IAM's would be.</summary>
internal enum Access
{
    /// <summary>A policy that the template does not show may decide it.</summary>
    Unknown,
    Allowed,
    NotAllowed,

    /// <summary>By a statement that nothing outdoes.</summary>
    Denied,
}

internal static class AccessAnswers
{
    /// <summary>Whether it is no, whatever else there is.</summary>
    public static bool IsRefused(this Access access) => access is Access.NotAllowed or Access.Denied;
}

/// <summary>What an `AWS::IAM::Role` may do: by its own policies, by policy resources of the template, and by AWS's managed ones, as far as its boundary lets it.</summary>
/// <remarks>IAM User Guide, "Policy evaluation logic": denied by any statement that denies, else allowed by any that allows; "Permissions boundaries for IAM entities".</remarks>
internal sealed class RolePermissions
{
    private readonly bool _isWhole;
    private readonly IReadOnlyList<PolicyStatement>? _boundary;

    public RolePermissions(CloudFormationTemplate template, TemplateResource role)
    {
        Role = role;
        var arns = new ResourceArns(template);
        var attached = template.OfType("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy")
            .Where(p => PolicyStatement.OneOrMore(p["Roles"]).Append(p["RoleName"]).Any(r => IsRole(r, role))
                || role["ManagedPolicyArns"].Items.Any(m => m.Target == p.LogicalId))
            .Select(p => p["PolicyDocument"]);
        var documents = role["Policies"].Items.Select(p => p["PolicyDocument"]).Concat(attached).Select(d => PolicyStatement.Read(d, arns)).ToList();
        var managed = role["ManagedPolicyArns"].Items.Where(m => template.Find(m.Target, "AWS::IAM::ManagedPolicy") is null).Select(m => AwsManagedPolicies.Find(m.Text)).ToList();
        _boundary = template.Find(role["PermissionsBoundary"].Target, "AWS::IAM::ManagedPolicy") is { } boundary ? PolicyStatement.Read(boundary["PolicyDocument"], arns) : null;
        Own = [.. documents.SelectMany(s => s ?? [])];
        Statements = [.. Own, .. managed.SelectMany(s => s ?? [])];
        _isWhole = !template.MayHaveMore && !documents.Contains(null) && !managed.Contains(null) && AreKnown(role["Policies"]) && AreKnown(role["ManagedPolicyArns"]);
    }

    public TemplateResource Role { get; }

    /// <summary>Those of the statements that are in the template.</summary>
    public IReadOnlyList<PolicyStatement> Own { get; }

    /// <summary>The statements that can be read.</summary>
    public IReadOnlyList<PolicyStatement> Statements { get; }

    /// <summary>Whether it may do something to a resource, given by its canonical ARNs (<see cref="ResourceArns"/>).</summary>
    public Access On(string action, IReadOnlyList<string> resources, IReadOnlyDictionary<string, string>? context = null) =>
        Evaluate(Statements, _isWhole, action, resources, context) is var own && !own.IsRefused() && _boundary is not null
            && Evaluate(_boundary, areAll: true, action, resources, context).IsRefused() ? Access.NotAllowed : own;

    public static Access Evaluate(IReadOnlyCollection<PolicyStatement> statements, bool areAll, string action, IReadOnlyList<string> resources, IReadOnlyDictionary<string, string>? context = null) =>
        statements.Any(s => !s.IsAllow && s.IsAbout(action, resources, context) == Certainty.Yes) ? Access.Denied
        : statements.Any(s => s.IsAllow && s.IsAbout(action, resources, context) != Certainty.No) ? Access.Allowed
        : areAll ? Access.NotAllowed
        : Access.Unknown;

    private static bool IsRole(TemplateValue reference, TemplateResource role) =>
        reference.Target == role.LogicalId || (reference.Text is { } name && name == role["RoleName"].Text);

    // A list that hangs on a condition, or an item that does.
    private static bool AreKnown(TemplateValue list) =>
        !list.IsPresent || (IntrinsicLists.Items(list.Template, list.Node) is { } items && items.All(i => Intrinsics.Decide(list.Template, i) is not System.Text.Json.Nodes.JsonObject o || !o.ContainsKey("Fn::If")));
}
