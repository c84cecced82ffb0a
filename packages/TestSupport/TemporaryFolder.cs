using System.Runtime.CompilerServices;

namespace TestSupport;

/// <summary>A path of its own, which the unprivileged user can reach too; whatever is there in the end is deleted.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private static string _root = "";

    public string Path { get; } = System.IO.Path.Combine(_root, $"yelb-tests-{Guid.NewGuid():N}");

    // Before the first test: while the CDK starts, the whole process has a temporary folder that is closed to others.
    [ModuleInitializer]
    internal static void FindRoot() => _root = System.IO.Path.GetTempPath();

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
