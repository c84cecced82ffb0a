using System.Diagnostics;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>What a rehearsal leaves behind that could not put anything in order.</summary>
public sealed class KilledRehearsalTests
{
    private static readonly string[] _kinds = ["net", "mnt", "pid"];

    private static CancellationToken Cancelled => Patience.Token;

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task Nothing_is_left_of_a_rehearsal_that_is_killed_with_9()
    {
        await Namespaces.EnsureToolsAsync();
        var (rehearsal, container) = await KilledRehearsal.StartAsync(Cancelled);
        string?[] namespaces = [.. _kinds.Select(kind => new FileInfo($"/proc/{container}/ns/{kind}").LinkTarget)];
        Assert.All(namespaces, Assert.NotNull);
        Assert.True(Left().Any());

        rehearsal.Kill();

        for (var clock = Stopwatch.StartNew(); Left().Any(); await Task.Delay(20, Cancelled))
        {
            Assert.True(clock.Elapsed < ContainerStage.Patience, $"There still are: {string.Join(", ", Left())}");
        }

        rehearsal.Dispose();

        // Processes that are in its namespaces, and files by which someone holds one.
        IEnumerable<string> Left() => Directory.EnumerateDirectories("/proc")
            .Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0]))
            .SelectMany(p => _kinds.Select(kind => $"{p}/ns/{kind}").Concat(Files($"{p}/fd")))
            .Where(link => namespaces.Contains(Target(link)));
    }

    private static string[] Files(string folder)
    {
        try
        {
            return Directory.GetFiles(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? Target(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
