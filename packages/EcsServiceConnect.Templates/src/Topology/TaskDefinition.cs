using System.Globalization;
using EcsServiceConnect.Templates.CloudFormation;

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
