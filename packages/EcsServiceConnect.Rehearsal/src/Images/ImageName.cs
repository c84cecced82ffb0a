namespace EcsServiceConnect.Rehearsal.Images;

/// <summary>The parts of an image's name, as in <c>public.ecr.aws/docker/library/postgres:18.3@sha256:…</c>.</summary>
/// <param name="Repository">The name with its registry, <c>public.ecr.aws/docker/library/postgres</c>.</param>
/// <param name="Tag"><c>latest</c> where there is none.</param>
internal sealed record ImageName(string Repository, string Tag)
{
    // Where Docker's official images are, their own registry's names and AWS's copy of them.
    private static readonly string[] _officialPrefixes = ["docker.io/library/", "index.docker.io/library/", "registry-1.docker.io/library/", "docker.io/", "public.ecr.aws/docker/library/", "library/"];

    /// <summary>The name of one of Docker's official images, such as <c>postgres</c>; null for any other image.</summary>
    public string? Official
    {
        get
        {
            var prefix = _officialPrefixes.FirstOrDefault(p => Repository.StartsWith(p, StringComparison.Ordinal)) ?? "";
            return Repository[prefix.Length..] is var name && name.Contains('/', StringComparison.Ordinal) ? null : name;
        }
    }

    /// <summary>The number that the tag begins with; null for one such as <c>latest</c>.</summary>
    public int? Major => int.TryParse(string.Concat(Tag.TakeWhile(char.IsAsciiDigit)), out var major) ? major : null;

    public static ImageName Parse(string image)
    {
        var name = image.Split('@', 2)[0];
        // A colon before the last slash is that of a registry's port.
        var colon = name.IndexOf(':', name.LastIndexOf('/') + 1);
        return colon < 0 ? new(name, "latest") : new(name[..colon], name[(colon + 1)..]);
    }
}
