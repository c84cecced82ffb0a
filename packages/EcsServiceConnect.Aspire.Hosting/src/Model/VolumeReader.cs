using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>Reads a resource's volumes. What is mounted of this machine is for <see cref="ContainerFileReader"/>.</summary>
internal static class VolumeReader
{
    public static IReadOnlyList<EcsVolume> Read(IResource resource, List<string> errors)
    {
        var volumes = new List<EcsVolume>();
        foreach (var mount in resource.Annotations.OfType<ContainerMountAnnotation>().Where(m => m.Type is ContainerMountType.Volume))
        {
            if (mount.Source is not { Length: > 0 } name)
            {
                errors.Add($"'{resource.Name}' has a volume without a name at {mount.Target}, which nothing could find again after its task; give it a name: .WithVolume(\"{resource.Name}-data\", \"{mount.Target}\").");
            }
            else if (volumes.Any(v => v.ContainerPath == mount.Target))
            {
                errors.Add($"'{resource.Name}' has two volumes at {mount.Target}, and ECS takes one; leave one of the two WithVolume out.");
            }
            else
            {
                volumes.Add(new EcsVolume(name, mount.Target, mount.IsReadOnly));
            }
        }

        return volumes;
    }
}
