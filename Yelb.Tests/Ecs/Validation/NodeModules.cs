using Microsoft.Extensions.Logging.Abstractions;
using ProcessesAndTools;

namespace Yelb.Tests.Ecs.Validation;

/// <summary>A node_modules of exact versions: left to npm, cdk-nag would bring along whatever aws-cdk-lib is the newest.</summary>
internal static class NodeModules
{
    // Its validator, @aws/cloudformation-validate, is 1.14.0.
    private const string CdkVersion = "2.276.0";
    private const string NagVersion = "2.38.2";

    private static readonly Lazy<Task<string>> _folder = new(LinkAsync);

    /// <summary>The folder that has the node_modules.</summary>
    public static Task<string> FolderAsync() => _folder.Value;

    private static async Task<string> LinkAsync()
    {
        var tools = new ToolCache();
        var cdk = await tools.NpmPackageAsync("aws-cdk-lib", CdkVersion, NullLogger.Instance, CancellationToken.None);
        var nag = await tools.NpmPackageAsync("cdk-nag", NagVersion, NullLogger.Instance, CancellationToken.None);

        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        var modules = Directory.CreateDirectory(Path.Combine(folder.Path, "node_modules")).FullName;
        foreach (var package in Directory.GetDirectories(Path.GetDirectoryName(cdk)!).Append(nag).Where(package => Path.GetFileName(package)[0] != '.'))
        {
            Directory.CreateSymbolicLink(Path.Combine(modules, Path.GetFileName(package)), package);
        }

        return folder.Path;
    }
}
