using System.Reflection;

namespace TestSupport;

/// <summary>Where the source is.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>The folder of this test project.</summary>
    public static string ProjectFolder { get; } = Metadata("ProjectFolder");

    /// <summary>The folder of what was built of a project with the tests, so in the same configuration.</summary>
    /// <param name="project">The project's folder, from the root on.</param>
    public static string Output(string project) => Path.Combine(Root, project, Path.GetRelativePath(ProjectFolder, AppContext.BaseDirectory));

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(m => m.Key == key).Value!;
}
