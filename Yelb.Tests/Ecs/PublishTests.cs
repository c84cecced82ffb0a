
namespace Yelb.Tests.Ecs;

/// <summary>The command that publishes, as a user runs it.</summary>
public sealed class PublishTests : IDisposable
{
    private static readonly string[] _services = ["yelb-db", "yelb-redis", "yelb-appserver", "yelb-ui", "yelb-load"];

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => Patience.Token;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_topology_and_the_printed_table_have_a_row_for_each_service()
    {
        var topology = await File.ReadAllLinesAsync(Path.Combine(await PublishedYelb.OutputFolderAsync(), "topology.md"), Cancelled);
        Assert.Equal([.. _services, .. _services], topology.Where(line => line.StartsWith("| yelb-", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]));
        Assert.Contains("| yelb-ui | http://… (output YelbUiUrl), by everybody | Fargate, Spot beyond the first task | - | 23 |", topology);

        var table = (await PublishedYelb.LinesAsync()).SkipWhile(line => !line.StartsWith("service ", StringComparison.Ordinal)).Skip(1);
        Assert.Equal(_services, table.Take(_services.Length).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task It_ends_with_the_paths_that_it_wrote()
    {
        var folder = await PublishedYelb.OutputFolderAsync();

        Assert.Equal(
            [$"Cloud assembly: {Path.Combine(folder, "cdk.out")}", $"Topology: {Path.Combine(folder, "topology.md")}"],
            (await PublishedYelb.LinesAsync()).TakeLast(2));
    }

    [Fact]
    public async Task Aspires_command_line_writes_the_same_bytes_and_shows_the_table_and_the_paths_in_its_summary()
    {
        var (exitCode, lines) = await AspireCli.RunAsync(["publish", "--no-build", "-o", _folder.Path], Cancelled);

        Assert.True(exitCode == 0, string.Join('\n', lines));
        var summary = lines.SkipWhile(line => !line.Contains("Pipeline succeeded", StringComparison.Ordinal)).ToList();
        Assert.All(_services, service => Assert.Single(summary, line => line.StartsWith($"{service} ", StringComparison.Ordinal)));
        Assert.Contains($"  Cloud assembly: {Path.Combine(_folder.Path, "cdk.out")}", summary);
        Assert.Contains($"  Topology: {Path.Combine(_folder.Path, "topology.md")}", summary);

        var first = await PublishedYelb.OutputFolderAsync();
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_step_that_fails_gives_its_reason_once_and_an_exit_code(bool byCli)
    {
        await File.WriteAllTextAsync(_folder.Path, "a file, not a folder", Cancelled);
        try
        {
            var (exitCode, lines) = byCli
                ? await AspireCli.RunAsync(["publish", "--no-build", "-o", _folder.Path], Cancelled)
                : await PublishedYelb.PublishAsync(_folder.Path, Cancelled);

            Assert.NotEqual(0, exitCode);
            AssertOnce($"The output path {_folder.Path} is a file; give a folder", lines);
        }
        finally
        {
            File.Delete(_folder.Path);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_step_that_there_is_not_is_named_among_those_that_there_are(bool byCli)
    {
        var (exitCode, lines) = byCli
            ? await AspireCli.RunAsync(["do", "publsh", "--no-build"], Cancelled)
            : await PublishedYelb.RunAsync(["--operation", "publish", "--step", "publsh"], new Dictionary<string, string>(), Cancelled);

        Assert.NotEqual(0, exitCode);
        AssertOnce("There is no step 'publsh'. There are: before-start, ", lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_steps_can_be_listed(bool byCli)
    {
        var (exitCode, lines) = byCli
            ? await AspireCli.RunAsync(["do", "--list-steps", "--no-build"], Cancelled)
            : await PublishedYelb.RunAsync(["--operation", "publish", "--list-steps", "true"], new Dictionary<string, string>(), Cancelled);

        Assert.True(exitCode == 0, string.Join('\n', lines));
        Assert.Contains(lines, line => line.Contains("publish-yelb", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_output_path_is_taken_from_where_the_command_is_typed()
    {
        Directory.CreateDirectory(_folder.Path);
        var path = Path.Combine(_folder.Path, "out");
        // So that it ends at once, and with the whole path.
        await File.WriteAllTextAsync(path, "a file, not a folder", Cancelled);

        var (_, lines) = await AspireCli.DotnetAsync(
            ["run", "--no-build", "--project", Path.Combine(Repository.Root, "Yelb.AppHost"), "--", "--operation", "publish", "--step", "publish", "--output-path", "out"],
            Cancelled,
            _folder.Path);

        AssertOnce($"The output path {path} is a file", lines);
    }

    /// <summary>The reason is there once, and no stack trace. Aspire's command line breaks lines where its terminal ends.</summary>
    private static void AssertOnce(string reason, IReadOnlyList<string> lines)
    {
        var output = string.Join('\n', lines);
        Assert.True(string.Join("", lines.Select(line => line.Trim() + " ")).Split(reason).Length == 2, output);
        Assert.DoesNotContain(lines, line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
    }

    private static string[] Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];
}
