using System.Reflection;

namespace Yelb.Tests;

/// <summary>Where the source is.</summary>
internal static class Repository
{
    public static string Root { get; } =
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(m => m.Key == "RepositoryRoot").Value!;

    /// <summary>The folder of what was built of a project with the tests, so in the same configuration.</summary>
    public static string Output(string project) =>
        Path.Combine(Root, project, Path.GetRelativePath(Path.Combine(Root, "Yelb.Tests"), AppContext.BaseDirectory));
}
