namespace EcsServiceConnect.Templates.Images;

/// <summary>Paths in a container, which are Linux's whatever this machine is.</summary>
internal static class ContainerPath
{
    /// <summary>Without a slash at its end, so that equal paths are equal texts; the root is <c>/</c>.</summary>
    public static string Normal(string path) => "/" + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."));

    public static string Join(string folder, string name) => Normal($"{folder}/{name}");

    public static string Parent(string path) => Normal(path[..path.LastIndexOf('/')]);

    /// <summary>Whether a folder is the other one or contains it, both being normal.</summary>
    public static bool Contains(string folder, string path) =>
        folder == "/" || path == folder || path.StartsWith($"{folder}/", StringComparison.Ordinal);
}
