using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Network;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>Where subnets are, as far as the template tells it: in which zone, in which VPC, and whether the internet reaches them.</summary>
internal static class SubnetPlaces
{
    private const string Type = "AWS::EC2::Subnet";

    /// <summary>Those that a load balancer is in.</summary>
    public static IReadOnlyList<TemplateValue> Of(TemplateResource balancer) =>
        [.. balancer["Subnets"].Items, .. balancer["SubnetMappings"].Items.Select(m => m["SubnetId"]).Where(s => s.IsPresent)];

    /// <summary>Whether some are given, and all of them are certainly in one zone.</summary>
    public static bool AreInOneZone(CloudFormationTemplate template, IReadOnlyList<TemplateValue> subnets)
    {
        var texts = subnets.Select(s => s.Text).Distinct().ToList();
        return texts switch
        {
            [] => false,
            [{ Length: > 0 } one] => subnets.All(s => template.Find(s.Target, Type) is not null || !one.Contains(Placeholder.Open)),
            _ => subnets.Select(s => ZoneOf(template.Find(s.Target, Type))).Distinct().ToList() is [not null],
        };
    }

    /// <summary>Those that share their zone with another one, certainly.</summary>
    public static IReadOnlyList<string> SharingZones(CloudFormationTemplate template, IReadOnlyList<TemplateValue> subnets) =>
        [.. subnets.Select(s => template.Find(s.Target, Type)).OfType<TemplateResource>().Distinct().Where(s => ZoneOf(s) is not null).GroupBy(ZoneOf).Where(g => g.Count() > 1).SelectMany(g => g).Select(s => s.LogicalId)];

    /// <summary>The VPC, as it is written in the template; null where that is not known.</summary>
    public static string? VpcOf(CloudFormationTemplate template, TemplateValue subnet) => template.Find(subnet.Target, Type)?["VpcId"].Text;

    /// <summary>Whether its route table leads to an internet gateway; null where the template does not tell.</summary>
    /// <remarks>Amazon VPC User Guide, "Subnets for your VPC", subnet types.</remarks>
    public static bool? IsPublic(CloudFormationTemplate template, TemplateValue subnet) =>
        template.Find(subnet.Target, Type) is not { } resource || template.IsHandedOn(resource.LogicalId) ? null
        : new SubnetRoutes(template).WayOutOf(resource).Kind switch
        {
            WayOut.InternetGateway => true,
            WayOut.None or WayOut.Nat => false,
            _ => null,
        };

    // What is written alike is the same zone; what is left to AWS may be any.
    private static string? ZoneOf(TemplateResource? subnet) =>
        (subnet?["AvailabilityZone"] ?? default) is { IsPresent: true } zone
            ? zone.Text is { } text && !text.Contains(Placeholder.Open) ? text : zone.Node!.ToJsonString()
            : null;
}
