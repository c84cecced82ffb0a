using Microsoft.Extensions.Logging.Abstractions;

namespace ProcessesAndTools.Tests;

/// <summary>Tools fetched from npm and NuGet into an empty cache.</summary>
public sealed class ToolCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => Patience.Token;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_who_ask_at_once_get_the_same_whole_package()
    {
        var folders = await Task.WhenAll(FetchAsync(), FetchAsync());

        Assert.Equal(folders[0], folders[1]);
        Assert.True(File.Exists(Path.Combine(folders[0], "package.json")));
        Assert.Empty(Directory.EnumerateDirectories(_folder.Path, "*.partial-*", SearchOption.AllDirectories));

        Task<string> FetchAsync() => new ToolCache(_folder.Path).NpmPackageAsync("isarray", "2.0.5", NullLogger.Instance, Cancelled);
    }

    [Fact]
    public async Task A_package_that_cannot_be_had_is_named_in_one_line_and_leaves_nothing()
    {
        var cache = new ToolCache(_folder.Path);

        var npm = await Assert.ThrowsAsync<MachineException>(() => cache.NpmPackageAsync("isarray", "99.0.0", NullLogger.Instance, Cancelled));
        var dotnet = await Assert.ThrowsAsync<MachineException>(() => cache.DotnetToolAsync("garnet-server", "99.0.0", NullLogger.Instance, Cancelled));

        Assert.Contains("isarray 99.0.0 could not be fetched with npm", npm.Message);
        Assert.Contains("garnet-server 99.0.0 could not be fetched with dotnet", dotnet.Message);
        Assert.DoesNotContain('\n', npm.Message + dotnet.Message);
        Assert.Empty(Directory.EnumerateDirectories(_folder.Path, "*99.0.0*", SearchOption.AllDirectories));
    }
}
