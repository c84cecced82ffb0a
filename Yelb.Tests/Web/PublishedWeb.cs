using ProcessesAndTools;

namespace Yelb.Tests.Web;

/// <summary>yelb-ui as it is shipped, which compresses its files better than a build and lets browsers keep them.</summary>
public sealed class PublishedWeb : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public string Assembly => Path.Combine(_folder.Path, "bin", "Yelb.Web.dll");

    public async ValueTask InitializeAsync()
    {
        var (code, lines) = await ChildProcess.RunAsync(
            new()
            {
                FileName = "dotnet",
                // Folders of its own: other tests publish the same project at the same time.
                Arguments = ["publish", Path.Combine(Repository.Root, "Yelb.Web"), "--configuration", "Release", "--artifacts-path", Path.Combine(_folder.Path, "work"), "--output", Path.Combine(_folder.Path, "bin")],
                Environment = new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1" },
            },
            Patience.Token);
        Assert.True(code == 0, string.Join('\n', lines));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
