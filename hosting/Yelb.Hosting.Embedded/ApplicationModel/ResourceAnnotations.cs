using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something said of a resource.</summary>
public interface IResourceAnnotation;

/// <summary>All that has been said of a resource, in the order it was said.</summary>
public sealed class ResourceAnnotationCollection : Collection<IResourceAnnotation>;

/// <summary>What becomes of earlier annotations of the same type.</summary>
public enum ResourceAnnotationMutationBehavior
{
    /// <summary>They stay.</summary>
    Append,

    /// <summary>They go.</summary>
    Replace,
}

/// <summary>How many copies of a project run.</summary>
/// <param name="replicas">How many; 1 by default.</param>
public sealed class ReplicaAnnotation(int replicas = 1) : IResourceAnnotation
{
    /// <summary>How many copies run.</summary>
    public int Replicas { get; } = replicas;
}

/// <summary>The health check, by its key among the host's health checks, that tells whether the resource is healthy.</summary>
/// <param name="key">The key.</param>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    /// <summary>The key of the health check.</summary>
    public string Key { get; } = key;
}

/// <summary>A line in the dashboard's graph from one resource to another.</summary>
/// <param name="resource">The other end.</param>
/// <param name="type">What the line means, such as Reference or WaitFor.</param>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    /// <summary>The other end.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>What the line means.</summary>
    public string Type { get; } = type;
}

/// <summary>What the dashboard shows of the resource before it starts.</summary>
/// <param name="initialSnapshot">The first snapshot.</param>
public class ResourceSnapshotAnnotation(CustomResourceSnapshot initialSnapshot) : IResourceAnnotation
{
    /// <summary>The first snapshot.</summary>
    public CustomResourceSnapshot InitialSnapshot { get; } = initialSnapshot;
}

/// <summary>When a waiting resource may start.</summary>
public enum WaitType
{
    /// <summary>When the other is healthy and ready.</summary>
    WaitUntilHealthy,
}

/// <summary>The resource starts only after another.</summary>
/// <param name="resource">The other.</param>
/// <param name="waitType">What it waits for.</param>
/// <param name="exitCode">The exit code waited for, where the other must complete.</param>
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    /// <summary>The resource waited for.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>What is waited for.</summary>
    public WaitType WaitType { get; } = waitType;

    /// <summary>The exit code waited for.</summary>
    public int ExitCode { get; } = exitCode;
}

/// <summary>The resource does not start with the application, but when somebody gives it the start command.</summary>
public sealed class ExplicitStartupAnnotation : IResourceAnnotation;

/// <summary>The container image that the resource runs.</summary>
public sealed class ContainerImageAnnotation : IResourceAnnotation
{
    /// <summary>The registry; null for the container runtime's default.</summary>
    public string? Registry { get; set; }

    /// <summary>The image, without registry and tag.</summary>
    public required string Image { get; set; }

    /// <summary>The tag; null where <see cref="SHA256"/> says which.</summary>
    public string? Tag { get; set; }

    /// <summary>The digest; null where <see cref="Tag"/> says which.</summary>
    public string? SHA256 { get; set; }
}

/// <summary>What kind of folder is mounted.</summary>
public enum ContainerMountType
{
    /// <summary>A folder of the host.</summary>
    BindMount,

    /// <summary>A volume with a name, kept by the container runtime.</summary>
    Volume,
}

/// <summary>A folder that outlives the container.</summary>
/// <param name="source">The volume's name or the host's folder; null for an anonymous volume.</param>
/// <param name="target">Where the container sees it.</param>
/// <param name="type">Its kind.</param>
/// <param name="isReadOnly">Whether the container may only read it.</param>
public sealed class ContainerMountAnnotation(string? source, string target, ContainerMountType type, bool isReadOnly) : IResourceAnnotation
{
    /// <summary>The volume's name or the host's folder.</summary>
    public string? Source { get; } = source;

    /// <summary>Where the container sees it.</summary>
    public string Target { get; } = target;

    /// <summary>Its kind.</summary>
    public ContainerMountType Type { get; } = type;

    /// <summary>Whether the container may only read it.</summary>
    public bool IsReadOnly { get; } = isReadOnly;
}
