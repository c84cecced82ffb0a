namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>The parts of an image's name, as Docker's reference grammar has them.</summary>
/// <param name="Registry">The registry's host, with its port where it has one.</param>
/// <param name="Repository">The path in the registry.</param>
/// <param name="Tag">The tag; <c>latest</c> where the name has none.</param>
/// <param name="Digest">The digest, or null where the name has none.</param>
internal sealed record ImageReference(string Registry, string Repository, string Tag, string? Digest)
{
    public static ImageReference Parse(string name)
    {
        var (path, digest) = Split(name, name.IndexOf('@', StringComparison.Ordinal));
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? "" : path[..slash];
        // The first part is a registry only where it looks like a host.
        var (registry, rest) = host == "localhost" || host.AsSpan().ContainsAny('.', ':')
            ? (host, path[(slash + 1)..])
            : ("registry-1.docker.io", slash < 0 ? $"library/{path}" : path);
        var (repository, tag) = Split(rest, rest.LastIndexOf(':'));
        return new(registry, repository, tag ?? "latest", digest);
    }

    private static (string Before, string? After) Split(string text, int at) =>
        at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
}
