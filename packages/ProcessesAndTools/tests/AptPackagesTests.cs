using System.Diagnostics;

namespace ProcessesAndTools.Tests;

/// <summary>Debian's smallest package, hello, installed by apt-get with lists and downloads of the test's own.</summary>
public sealed class AptPackagesTests : IAsyncLifetime
{
    private const string Tool = "hello";
    private const string Refused = "This user may not install packages, or this is no Debian.";

    private readonly TemporaryFolder _folder = new();
    private readonly Lines _log = new();
    private readonly bool _wasInstalled = Executables.Find(Tool) is not null;

    public static bool IsPossible { get; } = Environment.IsPrivilegedProcess && Executables.Find("apt-get") is not null;

    private static CancellationToken Cancelled => Patience.Token;

    private string Lists => Path.Combine(_folder.Path, "lists");

    private AptPackages Packages => InstallingProcess.Packages(_folder.Path);

    public async ValueTask InitializeAsync()
    {
        if (IsPossible)
        {
            Directory.CreateDirectory(Path.Combine(Lists, "partial"));
            Directory.CreateDirectory(Path.Combine(_folder.Path, "cache", "archives", "partial"));
            await PurgeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (IsPossible && _wasInstalled)
        {
            await new AptPackages().EnsureAsync("what was there before the test", [Tool], _log, CancellationToken.None);
        }
        else if (IsPossible)
        {
            await PurgeAsync();
        }

        _folder.Dispose();
    }

    [Fact(Explicit = true, Skip = Refused, SkipUnless = nameof(IsPossible)), Trait("Run", "by hand")]
    public async Task All_who_ask_at_once_wait_for_one_installation_which_waits_for_that_of_others()
    {
        var updating = LockLists();
        var asking = Enumerable.Range(0, 3).Select(_ => Packages.EnsureAsync("the test", [Tool], _log, Cancelled)).ToList();
        var other = InstallingProcess.Start(_folder.Path, _log.Add);
        await SaidAsync("asking");
        await SaidAsync("Waiting for another installation: E: Could not get lock");
        Assert.DoesNotContain(asking, task => task.IsCompleted);

        await updating.DisposeAsync();

        await Task.WhenAll(asking);
        Assert.Equal(0, await other.Exited.WaitAsync(TimeSpan.FromMinutes(2), Cancelled));
        Assert.NotNull(Executables.Find(Tool));
        Assert.Equal(1, _log.ToString().Split("Installing hello with apt-get, for the test: hello can't be found.").Length - 1);
    }

    [Fact(Skip = Refused, SkipUnless = nameof(IsPossible))]
    public async Task One_that_cannot_be_had_is_named_in_one_line_with_its_purpose_and_command()
    {
        var failure = await Assert.ThrowsAsync<MachineException>(() => Packages.EnsureAsync("the test", ["no-such-tool-of-yelb"], _log, Cancelled));

        Assert.Equal(
            "no-such-tool-of-yelb can't be found and is needed for the test, and `apt-get install no-such-tool-of-yelb` failed: E: Unable to locate package no-such-tool-of-yelb",
            failure.Message);
    }

    [Fact(Skip = Refused, SkipUnless = nameof(IsPossible))]
    public async Task A_mirror_that_cannot_be_reached_is_named()
    {
        var sources = Path.Combine(_folder.Path, "sources.list");
        await File.WriteAllTextAsync(sources, "deb [trusted=yes] http://127.0.0.1:1/debian stable main\n", Cancelled);
        var packages = InstallingProcess.Packages(_folder.Path, "-oAcquire::Retries=0", $"-oDir::Etc::sourcelist={sources}", "-oDir::Etc::sourceparts=/dev/null");

        var failure = await Assert.ThrowsAsync<MachineException>(() => packages.EnsureAsync("the test", [Tool], _log, Cancelled));

        Assert.Contains("`apt-get install hello` failed: E: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:1", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Theory]
    [InlineData("nft", "nft can't be found: install nftables (on Debian, as root: `apt-get install nftables`), or add its folder to the PATH.")]
    [InlineData("no-such-tool-of-yelb", "no-such-tool-of-yelb can't be found: install it, or add its folder to the PATH.")]
    public void A_library_names_what_is_missing_and_what_it_comes_with(string tool, string message) =>
        Assert.Equal(message, Executables.Missing(tool).Message);

    private static async Task PurgeAsync()
    {
        // Others may be installing something just now.
        var (code, lines) = await ChildProcess.RunAsync(
            new() { FileName = "apt-get", Arguments = ["-oDPkg::Lock::Timeout=120", "purge", "--yes", Tool], StopTimeout = TimeSpan.FromMinutes(1) }, Cancelled);
        Assert.True(code == 0 || lines.Any(l => l.StartsWith("E: Unable to locate package", StringComparison.Ordinal)), string.Join('\n', lines));
    }

    /// <summary>Waits until somebody says it.</summary>
    private async Task SaidAsync(string text)
    {
        for (var clock = Stopwatch.StartNew(); !_log.ToString().Contains(text, StringComparison.Ordinal); await Task.Delay(20, Cancelled))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), $"No line '{text}' came:\n{_log}");
        }
    }

    /// <summary>Locks apt's lists as apt-get does, until it is closed.</summary>
    private FileStream LockLists()
    {
        var file = new FileStream(Path.Combine(Lists, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        if (!OperatingSystem.IsMacOS())
        {
            file.Lock(0, 0);
        }

        return file;
    }
}
