using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Permissions;

/// <summary>Whom a statement in the policy of a resource is about.</summary>
/// <remarks>IAM User Guide, "AWS JSON policy elements: Principal". An account stands for what its own policies allow.</remarks>
internal static class PolicyPrincipal
{
    /// <summary>Whether it is about a role, given by its canonical ARN, or about everybody.</summary>
    public static Certainty IsOf(TemplateValue principal, string role, ResourceArns arns) =>
        principal.Text is { } text ? text == "*" ? Certainty.Yes : Certainty.Maybe
        : PolicyStatement.Best(PolicyStatement.OneOrMore(principal["AWS"]).Select(p => p.Text switch
        {
            "*" => Certainty.Yes,
            { } arn when arn.EndsWith(":root", StringComparison.Ordinal) => Certainty.No,
            { } arn => PolicyStatement.Compare(arns.Canonical(arn), role),
            null => Certainty.Maybe,
        }));

    /// <summary>Whether it is about an account, which then decides by the policies of its own.</summary>
    public static bool IsAccount(TemplateValue principal) =>
        PolicyStatement.OneOrMore(principal["AWS"]).Any(p => p.Text is not { } text || text.EndsWith(":root", StringComparison.Ordinal) || text.All(char.IsAsciiDigit) || Placeholder.TargetOf(text) is not null);

    /// <summary>Whether it is about everybody, signed in or not.</summary>
    public static bool IsEverybody(TemplateValue principal) =>
        principal.Text == "*" || PolicyStatement.OneOrMore(principal["AWS"]).Any(p => p.Text == "*");

    /// <summary>Whether it is about a service of AWS, as `ecs-tasks`; null where that is not known.</summary>
    public static bool? IsService(TemplateValue principal, string service)
    {
        var names = PolicyStatement.OneOrMore(principal["Service"]).Select(s => s.Text).ToList();
        return principal.Text is { } text ? text == "*" ? true : null
            : names.Any(n => n == "*" || n == $"{service}.amazonaws.com" || n == $"{service}.amazonaws.com.cn") || IsEverybody(principal) ? true
            : names.Any(n => n is null || n.Contains(Placeholder.Open)) ? null
            : false;
    }
}
