using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Network;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A file system can be mounted where the service runs.</summary>
internal static class MountTargetRules
{
    [TemplateRule("a file system without mount target in a zone of the service that mounts it", "Amazon EFS User Guide, \"Mounting with a DNS name\" (a mount target in the same Availability Zone) and \"Managing mount targets\"")]
    public const string NoTarget = "zone-without-mount-target";

    [TemplateRule("two mount targets of a file system in one zone", "Amazon EFS API Reference, CreateMountTarget: MountTargetConflict")]
    public const string TwoTargets = "two-mount-targets-in-zone";

    private const string MountTarget = "AWS::EFS::MountTarget";

    /// <summary>A second one is refused.</summary>
    public static IEnumerable<TemplateViolation> EachZoneHasOneOnly(EcsTopology topology) =>
        from target in topology.Template.OfType(MountTarget)
        where topology.Template.Find(target["FileSystemId"].Target) is not null && topology.Template.Find(target["SubnetId"].Target) is not null
        group target by (System: target["FileSystemId"].Target, target.Condition) into own
        let shared = SubnetPlaces.SharingZones(topology.Template, [.. own.Select(t => t["SubnetId"])])
        let twice = own.GroupBy(t => t["SubnetId"].Target).FirstOrDefault(g => g.Count() > 1) ?? own.Where(t => shared.Contains(t["SubnetId"].Target!)).GroupBy(_ => "").FirstOrDefault()
        where twice is not null
        select topology.Violation(TwoTargets, topology.Template.Find(own.Key.System)!, $"mount targets {string.Join(" and ", twice.Select(t => t.LogicalId).Order(StringComparer.Ordinal))} of file system {own.Key.System} are in one zone, and AWS makes one in each; leave one.");

    /// <summary>It has a mount target in each zone of the service.</summary>
    public static IEnumerable<TemplateViolation> EachZoneHasOne(EcsTopology topology)
    {
        foreach (var service in topology.Services.Where(_ => !topology.Template.MayHaveMore))
        {
            foreach (var system in (service.TaskDefinition?.Volumes ?? []).Select(v => topology.Template.Find(v.FileSystem, "AWS::EFS::FileSystem")).OfType<TemplateResource>().DistinctBy(s => s.LogicalId))
            {
                var targets = topology.Template.OfType(MountTarget).Where(t => t["FileSystemId"].Target == system.LogicalId).ToList();
                if (targets.Count == 0 && !topology.Template.OfType(MountTarget).Any(t => topology.Template.Find(t["FileSystemId"].Target) is null))
                {
                    yield return topology.Violation(NoTarget, service, $"it mounts file system {system.LogicalId}, which has no mount target, so no task starts; add one in each subnet of the service.");
                    continue;
                }

                var without = new ServiceNetwork(service, topology).Subnets.Where(s => targets.Count > 0 && targets.All(t => IsElsewhere(t, s, topology.Template))).Select(s => s.LogicalId).ToList();
                if (without.Count > 0)
                {
                    yield return topology.Violation(NoTarget, service, $"its tasks in subnet {string.Join(", ", without)} can't mount file system {system.LogicalId}, which has no mount target in that zone; add one there.");
                }
            }
        }
    }

    // Certainly in another zone: of two subnets of the template whose zones are written in one way, and differently.
    private static bool IsElsewhere(TemplateResource target, TemplateResource subnet, CloudFormationTemplate template) =>
        template.Find(target["SubnetId"].Target, "AWS::EC2::Subnet") is { } other && other.LogicalId != subnet.LogicalId
        && Zone(other) is var (kind, zone) && Zone(subnet) is var (ownKind, own) && kind == ownKind && zone != own;

    // By its name, by its letter in the stack's region, or by its place among the region's zones; null where AWS chooses, or a parameter says it.
    private static (string Kind, string Zone)? Zone(TemplateResource subnet)
    {
        var zone = subnet["AvailabilityZone"];
        var letter = Placeholder.Leading(zone.Text ?? "").After;
        return zone.Text is { } text && !text.Contains(Placeholder.Open) ? ("name", text)
            : zone.Text == $"{Placeholder.For("AWS::Region")}{letter}" && letter.Length == 1 ? ("letter", letter)
            : zone.Node is JsonObject function && function["Fn::Select"] is JsonArray { Count: 2 } select && select[1] is JsonObject list && IsOwnRegion(list["Fn::GetAZs"]) && int.TryParse(select[0]?.ToString(), out var place) ? ("place", $"{place}")
            : null;
    }

    private static bool IsOwnRegion(JsonNode? region) => region is JsonValue value ? value.ToString().Length == 0 : region is JsonObject reference && reference["Ref"]?.ToString() == "AWS::Region";
}
