namespace EcsServiceConnect.Templates.Forms;

/// <summary>Amazon VPC: networks, subnets and security groups; and AWS Cloud Map.</summary>
internal static class NetworkForms
{
    private const string SecurityGroup = "AWS::EC2::SecurityGroup";
    private const string RuleSource = "Amazon EC2 API Reference, IpRange";

    // The same characters for names and descriptions; an apostrophe is none of them.
    private const string Character = @"[A-Za-z0-9 ._:/()#,@\[\]+=&;{}!$*-]";

    private static readonly TextForm _text = new(Character + "{0,255}", "up to 255 letters, digits, blanks and ._-:/()#,@[]+=&;{}!$*");
    private static readonly TextForm _network = new(@"(?:\d{1,3}\.){3}\d{1,3}/(?:1[6-9]|2[0-8])", "a range of IPv4 addresses with a prefix of /16 to /28");

    public static IReadOnlyList<PropertyForm> All { get; } =
    [
        new("AWS::EC2::VPC", "CidrBlock", _network, "Amazon EC2 API Reference, CreateVpc"),
        new("AWS::EC2::Subnet", "CidrBlock", _network, "Amazon EC2 API Reference, CreateSubnet"),
        new(SecurityGroup, "GroupName", new TextForm($"(?!sg-){Character}{{1,255}}", "up to 255 letters, digits, blanks and ._-:/()#,@[]+=&;{}!$*, with no 'sg-' in front"), "Amazon EC2 API Reference, CreateSecurityGroup"),
        new(SecurityGroup, "GroupDescription", _text, "Amazon EC2 API Reference, CreateSecurityGroup"),
        .. Rules(SecurityGroup, "SecurityGroupIngress[]/"),
        .. Rules(SecurityGroup, "SecurityGroupEgress[]/"),
        .. Rules("AWS::EC2::SecurityGroupIngress", ""),
        .. Rules("AWS::EC2::SecurityGroupEgress", ""),

        new("AWS::ServiceDiscovery::HttpNamespace", "Name", new TextForm("[!-~]{1,1024}", "up to 1024 printable characters without a blank"), "AWS Cloud Map API Reference, CreateHttpNamespace"),
        new("AWS::ServiceDiscovery::PrivateDnsNamespace", "Name", new TextForm(@"[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_])?\.?", "the name of a DNS zone in small letters, up to 253 characters"), "AWS Cloud Map API Reference, CreatePrivateDnsNamespace"),
    ];

    private static IEnumerable<PropertyForm> Rules(string type, string at) =>
    [
        new(type, at + "Description", _text, RuleSource),
        new(type, at + "CidrIp", Common.Cidr, RuleSource),
        new(type, at + "FromPort", new NumberForm(-1, 65535), "Amazon EC2 API Reference, IpPermission"),
        new(type, at + "ToPort", new NumberForm(-1, 65535), "Amazon EC2 API Reference, IpPermission"),
    ];
}
