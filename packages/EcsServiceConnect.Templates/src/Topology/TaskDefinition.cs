using System.Globalization;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Images;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>An `AWS::ECS::TaskDefinition`.</summary>
internal sealed class TaskDefinition
{
    public TaskDefinition(TemplateResource resource)
    {
        Resource = resource;
        Containers = [.. resource["ContainerDefinitions"].Items.Select(c => new Container(c))];
        Volumes = [.. resource["Volumes"].Items.Where(v => v["EFSVolumeConfiguration"].IsPresent).Select(v => new EfsVolume(v))];
    }

    public TemplateResource Resource { get; }

    public IReadOnlyList<Container> Containers { get; }

    public IReadOnlyList<EfsVolume> Volumes { get; }

    /// <summary>CPU units; null where none are given or they are no number.</summary>
    public int? Cpu => Amount(Resource["Cpu"].Text, "VCPU");

    /// <summary>MiB; null where none are given or they are no number.</summary>
    public int? Memory => Amount(Resource["Memory"].Text, "GB");

    /// <summary>Whether only AWS knows some of its containers, or their names.</summary>
    public bool HasUnknownContainers => Resource["ContainerDefinitions"].IsUnknownList || Containers.Any(c => c.Definition.IsUnknown || c.Definition["Name"].IsUnknown);

    /// <summary>Whether only AWS knows some of its containers or ports.</summary>
    public bool HasUnknownPorts =>
        HasUnknownContainers || Containers.Any(c => c.Definition["PortMappings"].IsUnknownList || c.Definition["PortMappings"].Items.Any(p => p["Name"].IsUnknown || p["ContainerPort"].IsUnknown));

    /// <summary>Whether nothing but Fargate may run it.</summary>
    public bool IsForFargateOnly => Resource["RequiresCompatibilities"].Items is { Count: > 0 } all && all.All(c => c.Text == "FARGATE");

    /// <summary>Whether a database, or another store that bears no second writer, writes to a volume on EFS.</summary>
    public bool KeepsStoreOnEfs => WrittenVolumes.Any(v => Containers.Any(c => StoreNames.IsStore(c.Definition["Image"].Text ?? "") && c.Mounts.Any(m => m.Volume == v.Name && !m.IsReadOnly)));

    /// <summary>The volumes on EFS that a container can write to.</summary>
    public IEnumerable<EfsVolume> WrittenVolumes =>
        Volumes.Where(v => Containers.Any(c => c.Mounts.Any(m => m.Volume == v.Name && !m.IsReadOnly)));

    // "512", "0.5 vCPU" or "1GB"; units and MiB are 1024 to one of the large ones.
    private static int? Amount(string? text, string largeUnit)
    {
        var trimmed = text?.Trim().ToUpperInvariant() ?? "";
        var isLarge = trimmed.EndsWith(largeUnit, StringComparison.Ordinal);
        return decimal.TryParse(isLarge ? trimmed[..^largeUnit.Length] : trimmed, CultureInfo.InvariantCulture, out var number)
            ? (int)(number * (isLarge ? 1024 : 1))
            : null;
    }
}
