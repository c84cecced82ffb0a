using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Network;

/// <summary>The rules of a security group.</summary>
/// <remarks>Amazon VPC User Guide, "Security group rules" and "Default security groups for your VPCs".</remarks>
internal sealed record SecurityGroupRules(IReadOnlyList<SecurityGroupRule> Ingress, IReadOnlyList<SecurityGroupRule> Egress)
{
    /// <summary>The key of the VPC's default security group, which an interface without one is in.</summary>
    public const string DefaultGroup = "default";

    private static readonly SecurityGroupRule _anyone = new("-1", null, null, "0.0.0.0/0", null, null);

    /// <summary>The default group's: its members talk with each other, and out.</summary>
    public static SecurityGroupRules Default { get; } = new([_anyone with { Cidr = null, Group = DefaultGroup }], [_anyone]);

    /// <summary>A group's that is not in the template: whom it lets in is not known, so nobody.</summary>
    public static SecurityGroupRules Unknown { get; } = new([], [_anyone]);

    /// <summary>Those of a group of the template; one without egress rules lets out everything, which is what AWS gives it.</summary>
    public static SecurityGroupRules Of(SecurityGroup group) => new(group.Ingress, group.Egress.Count == 0 ? [_anyone] : group.Egress);
}
