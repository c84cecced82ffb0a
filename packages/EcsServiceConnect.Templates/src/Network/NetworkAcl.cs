using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Network;

/// <summary>The network ACL of a subnet, whose entries are asked in the order of their numbers; what none allows is denied.</summary>
/// <remarks>Amazon VPC User Guide, "Control subnet traffic with network access control lists".</remarks>
internal sealed class NetworkAcl
{
    private readonly List<TemplateResource> _entries;

    private NetworkAcl(CloudFormationTemplate template, TemplateResource resource)
    {
        Resource = resource;
        _entries = [.. template.OfType("AWS::EC2::NetworkAclEntry").Where(e => e["NetworkAclId"].Target == resource.LogicalId).OrderBy(e => e["RuleNumber"].Number)];
    }

    public TemplateResource Resource { get; }

    /// <summary>The one of a subnet; null where it is the VPC's default one, which allows everything, or not in the template.</summary>
    public static NetworkAcl? Of(CloudFormationTemplate template, TemplateResource subnet) =>
        template.OfType("AWS::EC2::SubnetNetworkAclAssociation").FirstOrDefault(a => a["SubnetId"].Target == subnet.LogicalId) is { } association
        && template.Find(association["NetworkAclId"].Target, "AWS::EC2::NetworkAcl") is { } acl
            ? new(template, acl)
            : null;

    /// <summary>Whether it certainly lets no TCP packet through to any of those ports, in or out.</summary>
    /// <param name="isOut">In which direction.</param>
    /// <param name="from">The first port.</param>
    /// <param name="to">The last port.</param>
    /// <param name="isElsewhere">Whether a range of addresses has none of those that the packets come from or go to.</param>
    public bool Stops(bool isOut, int from, int to, Func<TemplateValue, bool> isElsewhere)
    {
        foreach (var entry in _entries)
        {
            var (direction, action, range) = (entry["Egress"], entry["RuleAction"].Text, entry["PortRange"]);
            var isUnknown = IsUnknown(direction) || IsUnknown(entry["Protocol"]) || IsUnknown(range["From"]) || IsUnknown(range["To"]) || IsUnknown(entry["RuleNumber"]) || action is not ("allow" or "deny");
            if (!isUnknown && (direction.IsTrue != isOut || entry["Protocol"].Text is not ("-1" or "6")))
            {
                continue;
            }

            var (first, last) = entry["Protocol"].Text == "-1" ? (0, 65535) : (range["From"].Number ?? 0, range["To"].Number ?? 65535);
            if (isUnknown || (action == "allow" && first <= to && from <= last && !isElsewhere(entry["CidrBlock"])))
            {
                return false;
            }

            if (action == "deny" && first <= from && to <= last && entry["CidrBlock"].Text == "0.0.0.0/0")
            {
                return true;
            }
        }

        return true;
    }

    private static bool IsUnknown(TemplateValue value) => value.Text?.Contains(Placeholder.Open) == true;
}
