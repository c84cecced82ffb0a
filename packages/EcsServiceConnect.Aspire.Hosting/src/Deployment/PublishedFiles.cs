using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>The files that go into an image.</summary>
internal static partial class PublishedFiles
{
    /// <summary>A tag that is the same as long as the files' names and bytes and the image's settings are.</summary>
    public static string Tag(string folder, params string[] settings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var setting in settings)
        {
            Append(setting, []);
        }

        foreach (var (name, path) in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => (Name: Path.GetRelativePath(folder, path).Replace('\\', '/'), path))
            .OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            Append(name, Content(path));
        }

        // 128 bits are plenty against accidents, and a tag that people can still compare.
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));

        void Append(string name, byte[] content)
        {
            // With the lengths no name can run into its content, or into the next name.
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name.Length} {name} {content.Length} ")));
            hash.AppendData(content);
        }
    }

    /// <summary>
    /// The manifest of a web project's assets repeats the time at which each was written, which says nothing about
    /// what is in it; its ETag does.
    /// </summary>
    private static byte[] Content(string path) => path.EndsWith(".staticwebassets.endpoints.json", StringComparison.Ordinal)
        ? Encoding.UTF8.GetBytes(LastModified().Replace(File.ReadAllText(path), ""))
        : File.ReadAllBytes(path);

    [GeneratedRegex("""\{\s*"Name":\s*"Last-Modified",\s*"Value":\s*"[^"]*"\s*\}""")]
    private static partial Regex LastModified();
}
