using Yelb.Tests.Stores;

namespace Yelb.Tests.Ecs;

/// <summary>The command that publishes, as a user runs it.</summary>
public sealed class PublishTests : IDisposable
{
    private static readonly string[] _services = ["yelb-db", "yelb-redis", "yelb-appserver", "yelb-ui", "yelb-load"];

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => Patience.Token;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Publishing_twice_writes_the_same_bytes()
    {
        var first = await PublishedYelb.OutputFolderAsync();
        var (exitCode, lines) = await PublishedYelb.PublishAsync(_folder.Path, Cancelled);

        Assert.True(exitCode == 0, string.Join('\n', lines));
        var files = Files(first);
        Assert.Contains(Path.Combine("cdk.out", "yelb.template.json"), files);
        Assert.Equal(files, Files(_folder.Path));
        foreach (var file in files)
        {
            var before = await File.ReadAllBytesAsync(Path.Combine(first, file), Cancelled);
            var after = await File.ReadAllBytesAsync(Path.Combine(_folder.Path, file), Cancelled);
            Assert.True(before.AsSpan().SequenceEqual(after), $"{file} is not the same as after the first publish.");
        }
    }

    [Fact]
    public async Task The_topology_and_the_printed_table_have_a_row_for_each_service()
    {
        var topology = await File.ReadAllLinesAsync(Path.Combine(await PublishedYelb.OutputFolderAsync(), "topology.md"), Cancelled);
        Assert.Equal(_services, topology.Where(line => line.StartsWith("| yelb-", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]));

        var table = (await PublishedYelb.LinesAsync()).SkipWhile(line => !line.StartsWith("service ", StringComparison.Ordinal)).Skip(1);
        Assert.Equal(_services, table.Take(_services.Length).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task A_publish_that_can_not_write_fails_with_one_line_that_names_the_path()
    {
        await File.WriteAllTextAsync(_folder.Path, "a file, not a folder", Cancelled);
        try
        {
            var (exitCode, lines) = await PublishedYelb.PublishAsync(_folder.Path, Cancelled);

            Assert.NotEqual(0, exitCode);
            Assert.Contains(_folder.Path, Assert.Single(lines), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(_folder.Path);
        }
    }

    private static string[] Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];
}
