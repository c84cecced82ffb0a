using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Permissions;

/// <summary>Who may take on a role.</summary>
/// <remarks>IAM User Guide, "AWS JSON policy elements: Principal"; AWS STS API Reference, "AssumeRole".</remarks>
internal static class RoleTrust
{
    /// <summary>Whether a service of AWS may, as `ecs-tasks`; what can't be read may allow it.</summary>
    public static bool Includes(TemplateResource role, string service) =>
        PolicyStatement.Read(role["AssumeRolePolicyDocument"], new ResourceArns(role.Properties.Template)) is not { } statements
        || statements.Any(s => s.IsAllow && s.Actions.Any(a => ArnPattern.Overlaps(a.ToUpperInvariant(), "STS:ASSUMEROLE")) && PolicyPrincipal.IsService(s.Principal, service) != false);
}
