using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>An `AWS::EC2::SecurityGroup` with the rules that are in it and those that are resources of their own.</summary>
internal sealed class SecurityGroup
{
    public SecurityGroup(CloudFormationTemplate template, TemplateResource resource)
    {
        Resource = resource;
        IsOpenElsewhere = resource["SecurityGroupIngress"].IsUnknownList || template.IsHandedOn(resource.LogicalId);
        Ingress = Rules(template, "Ingress", "SourceSecurityGroupId", "SourcePrefixListId");
        Egress = Rules(template, "Egress", "DestinationSecurityGroupId", "DestinationPrefixListId");
    }

    public TemplateResource Resource { get; }

    /// <summary>Whether it may let in more than the template says: only AWS knows all of its rules, or another stack knows the group.</summary>
    public bool IsOpenElsewhere { get; }

    public IReadOnlyList<SecurityGroupRule> Ingress { get; }

    /// <summary>Empty where the group lets out everything, which is what AWS gives a group with no rules.</summary>
    public IReadOnlyList<SecurityGroupRule> Egress { get; }

    /// <summary>What tells one group from another: the logical id, or the text where it is not in the template.</summary>
    public static IReadOnlyList<string> Keys(TemplateValue groups) =>
        groups.IsUnknownList && groups.Items.Count == 0 ? [Unknown(groups)] : [.. groups.Items.Select(Key).OfType<string>()];

    // Of one expression it is the same group, of another it may be.
    private static string Unknown(TemplateValue group) => Placeholder.For(group.Node!.ToJsonString());

    private static string? Key(TemplateValue group) => group.Text?.StartsWith($"{Placeholder.Open}Fn::", StringComparison.Ordinal) == true ? Unknown(group) :
        group.Text is { } text && group.Template.Find(group.Target, "AWS::EC2::SecurityGroup") is null ? text : group.Target;

    private List<SecurityGroupRule> Rules(CloudFormationTemplate template, string direction, string group, string prefixList) =>
    [
        .. Resource[$"SecurityGroup{direction}"].Items
            .Concat(template.OfType($"AWS::EC2::SecurityGroup{direction}").Where(r => Key(r["GroupId"]) == Resource.LogicalId).Select(r => r.Properties))
            .Select(r => new SecurityGroupRule(
                r["IpProtocol"].IsUnknown ? SecurityGroupRule.AnyProtocol : r["IpProtocol"].Text ?? "",
                r["FromPort"].Number,
                r["ToPort"].Number,
                r["CidrIp"].Text ?? r["CidrIpv6"].Text,
                Key(r[group]),
                r[prefixList].Text)),
    ];
}

/// <summary>Which ports are open to whom.</summary>
/// <remarks>Amazon EC2 API Reference, "IpPermission": protocol -1 is all protocols and ports.</remarks>
internal sealed record SecurityGroupRule(string Protocol, int? From, int? To, string? Cidr, string? Group, string? PrefixList)
{
    public const string AnyProtocol = "-1";

    /// <summary>Whether to all of the internet.</summary>
    public bool IsForAnyone => Cidr is "0.0.0.0/0" or "::/0";

    /// <summary>Whether a port is open to one of those groups, or to a range of addresses, which can hold them.</summary>
    public bool Opens(int port, IReadOnlyList<string> groups, Transport transport = Transport.Tcp) =>
        OpensPort(port, transport) && (Group is null ? Cidr is not "255.255.255.255/32" : groups.Contains(Group) || IsUnknown(Group) || groups.Any(IsUnknown));

    // A group by a parameter or an import may be any group.
    private static bool IsUnknown(string group) => group.Contains(Placeholder.Open);

    /// <summary>Whether a port is open to anyone at all.</summary>
    public bool OpensPort(int port, Transport transport = Transport.Tcp) =>
        Protocol is AnyProtocol or "all" || (IsOf(transport) && (From is null || From <= port) && (To is null || port <= To));

    private bool IsOf(Transport transport) =>
        transport is not Transport.Udp && (Protocol.Equals("tcp", StringComparison.OrdinalIgnoreCase) || Protocol == "6")
        || transport is not Transport.Tcp && (Protocol.Equals("udp", StringComparison.OrdinalIgnoreCase) || Protocol == "17");
}

/// <summary>By what a load balancer reaches its targets, and is reached.</summary>
internal enum Transport
{
    Tcp,
    Udp,

    /// <summary>One of the two is enough to be reached at all.</summary>
    Either,
}
