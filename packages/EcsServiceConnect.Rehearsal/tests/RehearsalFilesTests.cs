using EcsServiceConnect.Rehearsal.CommandLine;
using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>What is left of a rehearsal, and for how long.</summary>
[Collection(nameof(OneAtATime))]
public sealed class RehearsalFilesTests
{
    [Fact]
    public void What_a_killed_rehearsal_has_left_is_cleared_by_the_next_and_nothing_of_one_that_runs()
    {
        using var running = new RehearsalFiles();
        File.WriteAllText(Path.Combine(running.Images, "program"), "");
        var killed = Directory.CreateTempSubdirectory("ecs-rehearsal-").FullName;
        File.WriteAllText(Path.Combine(killed, "lock"), "");
        Directory.CreateDirectory(Path.Combine(killed, "efs", "data"));
        var somebodys = Directory.CreateTempSubdirectory("ecs-rehearsal-").FullName;

        using (new RehearsalFiles())
        {
            Assert.False(Directory.Exists(killed));
            Assert.True(File.Exists(Path.Combine(running.Images, "program")));
            Assert.True(Directory.Exists(somebodys));
        }

        Directory.Delete(somebodys);
    }

    [Fact]
    public void Logs_that_are_kept_stay_until_the_next_begins()
    {
        string logs;
        using (var files = new RehearsalFiles())
        {
            (logs, var image) = (files.Logs, Path.Combine(files.Images, "program"));
            File.WriteAllText(image, "");
            File.WriteAllText(Path.Combine(logs, "web.log"), "why");
            files.KeepLogs();
        }

        Assert.Equal([logs], Directory.GetDirectories(Path.GetDirectoryName(logs)!));
        Assert.True(File.Exists(Path.Combine(logs, "web.log")));
        using (new RehearsalFiles())
        {
            Assert.False(Directory.Exists(Path.GetDirectoryName(logs)));
        }
    }

    [Fact]
    public async Task A_load_that_has_nothing_to_ask_is_refused()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Path);
        var (template, map) = (Path.Combine(folder.Path, "t.json"), Path.Combine(folder.Path, "m.json"));
        await File.WriteAllTextAsync(template, """{ "Resources": {} }""", Patience.Token);
        await File.WriteAllTextAsync(map, "{}", Patience.Token);

        var refused = await Assert.ThrowsAsync<RehearsalException>(() => RehearsalProgram.RunAsync(new() { Template = template, Map = map, IsLoad = true }, Patience.Token));
        Assert.Equal("--load has nothing to ask: give pages or counters in --scenario FILE.", refused.Message);
    }
}
