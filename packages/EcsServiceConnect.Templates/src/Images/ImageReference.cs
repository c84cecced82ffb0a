using System.Globalization;

namespace EcsServiceConnect.Templates.Images;

/// <summary>The parts of an image's name, as Docker's reference grammar has them.</summary>
/// <param name="Registry">The registry's host, with its port where it has one; <c>registry-1.docker.io</c> for all names of Docker Hub.</param>
/// <param name="Repository">The path in the registry.</param>
/// <param name="Tag">The tag; <c>latest</c> where the name has none.</param>
/// <param name="Digest">The digest, or null where the name has none.</param>
internal sealed record ImageReference(string Registry, string Repository, string Tag, string? Digest)
{
    private const string DockerHub = "registry-1.docker.io";

    /// <summary>The name of one of Docker's official images, such as <c>postgres</c>; null for any other image.</summary>
    public string? Official => (Registry, Repository.Split('/')) switch
    {
        (DockerHub, ["library", var name]) => name,
        // AWS's copy of them.
        ("public.ecr.aws", ["docker", "library", var name]) => name,
        _ => null,
    };

    /// <summary>The number that the tag begins with; null for one such as <c>latest</c>.</summary>
    public int? Major => int.TryParse(string.Concat(Tag.TakeWhile(char.IsAsciiDigit)), NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : null;

    public static ImageReference Parse(string name)
    {
        var (path, digest) = Split(name, name.IndexOf('@', StringComparison.Ordinal));
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? "" : path[..slash];
        // The first part is a registry only where it looks like a host.
        var (registry, rest) = host == "localhost" || host.AsSpan().ContainsAny('.', ':') ? (host, path[(slash + 1)..]) : (DockerHub, path);
        var (repository, tag) = Split(rest, rest.LastIndexOf(':'));
        if (registry is DockerHub or "docker.io" or "index.docker.io")
        {
            // Its official images may be named without their folder.
            (registry, repository) = (DockerHub, repository.Contains('/', StringComparison.Ordinal) ? repository : $"library/{repository}");
        }

        return new(registry, repository, tag ?? "latest", digest);
    }

    private static (string Before, string? After) Split(string text, int at) =>
        at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
}
