using EcsServiceConnect.Rehearsal.Tests;
namespace Yelb.Tests.Rehearsal;

/// <summary>`--step rehearse --check`, as a user types it.</summary>
public sealed class RehearsalTests
{
    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public async Task The_published_stack_passes_every_check()
    {
        var (code, lines) = await RehearsedYelb.RunAsync();

        var output = string.Join('\n', lines);
        TestContext.Current.TestOutputHelper!.WriteLine(output);
        Assert.True(code == 0, output);
        Assert.Contains(lines, line => line.StartsWith("ok    votes are counted", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("ok    page views are counted", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("ok    yelb-ui can't reach yelb-db", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("error:", StringComparison.Ordinal));
        Assert.Matches(@"^Rehearsal of yelb: (\d+) of \1 checks passed", lines[^1]);
    }

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public async Task No_file_is_left()
    {
        await RehearsedYelb.RunAsync();

        Assert.Empty(Directory.EnumerateFileSystemEntries(await RehearsedYelb.TemporaryFolderAsync(), "ecs-rehearsal-*"));
    }

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public async Task What_is_not_rehearsed_is_named()
    {
        var (_, lines) = await RehearsedYelb.RunAsync();

        Assert.Contains(lines, line => line.StartsWith("not rehearsed: IAM roles and policies", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("not rehearsed: CPU and memory limits", StringComparison.Ordinal));
    }
}
