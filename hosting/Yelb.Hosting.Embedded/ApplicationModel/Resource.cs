using System.Text.RegularExpressions;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the application: a project, a store, a parameter.</summary>
public interface IResource
{
    /// <summary>The name by which others refer to it; also its name in service discovery.</summary>
    string Name { get; }

    /// <summary>What has been said of it.</summary>
    ResourceAnnotationCollection Annotations { get; }
}

/// <summary>The base of all resources.</summary>
public abstract partial class Resource : IResource
{
    /// <summary>Makes a resource.</summary>
    /// <param name="name">1 to 64 ASCII letters, digits and single hyphens, a letter first (Aspire's rule for resource names).</param>
    /// <exception cref="ArgumentException">The name breaks that rule.</exception>
    protected Resource(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > 64 || !ValidName().IsMatch(name))
        {
            throw new ArgumentException($"Resource name '{name}' is invalid: use 1 to 64 ASCII letters, digits and single hyphens, beginning with a letter and not ending with a hyphen.", nameof(name));
        }

        Name = name;
    }

    /// <inheritdoc/>
    public virtual string Name { get; }

    /// <inheritdoc/>
    public virtual ResourceAnnotationCollection Annotations { get; } = [];

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$")]
    private static partial Regex ValidName();
}
