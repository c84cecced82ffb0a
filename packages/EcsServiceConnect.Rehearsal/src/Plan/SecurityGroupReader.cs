using System.Net;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Says which rules of security groups can't be rehearsed, and which groups are not there.</summary>
internal static class SecurityGroupReader
{
    public static IReadOnlyDictionary<string, SecurityGroup> Read(EcsTopology topology, NotRehearsed notRehearsed)
    {
        foreach (var group in topology.SecurityGroups)
        {
            foreach (var rule in group.Ingress.Concat(group.Egress))
            {
                if (rule.Group is { } other)
                {
                    if (topology.FindSecurityGroup(other) is null)
                    {
                        notRehearsed.Add($"security group {group.Resource.LogicalId}: a rule for the security group {Templates.CloudFormation.Placeholder.Readable(other)}, which is not in the template");
                    }
                }
                else if (rule.PrefixList is not null)
                {
                    notRehearsed.Add("rules of security groups for prefix lists", group.Resource.LogicalId);
                }
                else if (!IPNetwork.TryParse(rule.Cidr, out var network))
                {
                    notRehearsed.Add($"security group {group.Resource.LogicalId}: a rule for {(rule.Cidr is null ? "nobody" : Templates.CloudFormation.Placeholder.Readable(rule.Cidr))}, which is no range of addresses");
                }
                else if (network.BaseAddress.AddressFamily is System.Net.Sockets.AddressFamily.InterNetworkV6)
                {
                    notRehearsed.Add("rules of security groups for IPv6", group.Resource.LogicalId);
                }
            }
        }

        return topology.SecurityGroups.ToDictionary(g => g.Resource.LogicalId);
    }

    /// <summary>Names the groups of something that are not in the template.</summary>
    public static void TellMissing(string subject, IReadOnlyList<string> keys, EcsTopology topology, NotRehearsed notRehearsed)
    {
        foreach (var key in keys.Where(k => topology.FindSecurityGroup(k) is null))
        {
            notRehearsed.Add($"{subject}: security group {Templates.CloudFormation.Placeholder.Readable(key)}, which is not in the template, so that its rules are not known");
        }

        if (keys.Count == 0)
        {
            notRehearsed.Add($"{subject}: the VPC's default security group, which it gets for want of one of its own");
        }
    }
}
