using Microsoft.Extensions.Logging.Abstractions;
using ProcessesAndTools;

namespace Yelb.Tests.Ecs.Validation;

/// <summary>The validators' packages in the versions of <c>package-lock.json</c> beside this file.</summary>
internal static class NodeModules
{
    private static readonly Lazy<Task<string>> _folder = new(FetchAsync);

    /// <summary>The folder that has the node_modules.</summary>
    public static Task<string> FolderAsync() => _folder.Value;

    private static async Task<string> FetchAsync() => Path.GetDirectoryName(await new ToolCache().NpmLockAsync(
        await ReadAsync("package.json"), await ReadAsync("package-lock.json"), NullLogger.Instance, CancellationToken.None))!;

    private static Task<string> ReadAsync(string name) => File.ReadAllTextAsync(Path.Combine(Repository.ProjectFolder, "Ecs", "Validation", name));
}
