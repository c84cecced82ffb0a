using System.Diagnostics;
using System.Runtime.InteropServices;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.Tasks;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>Containers of a task, as processes of this machine.</summary>
public sealed partial class ContainerTests : IAsyncLifetime
{
    private readonly ContainerStage _stage = new();

    private static CancellationToken Cancelled => Patience.Token;

    public ValueTask InitializeAsync() => _stage.InitializeAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task One_that_ends_at_once_has_been_started()
    {
        await using var network = await _stage.Vpc.AttachAsync("task", []);
        for (var i = 0; i < 10; i++)
        {
            var start = _stage.StartAsync(network, ContainerStage.Shell("exit 3"));
            // The threads are busy for a moment, so that it has ended before anybody gets to see that it started.
            while (!start.IsCompleted)
            {
                Parallel.For(0, 8 * Environment.ProcessorCount, _ => Thread.Sleep(20));
                await Task.Yield();
            }

            Assert.Equal(3, await (await start).Exited.WaitAsync(ContainerStage.Patience, Cancelled));
        }
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task It_heeds_signals_that_whoever_started_the_rehearsal_ignores()
    {
        const int Usr2 = 12;
        const nint Ignore = 1;
        var before = Signal(Usr2, Ignore);
        try
        {
            await using var network = await _stage.Vpc.AttachAsync("task", []);
            var container = await _stage.StartAsync(network, ContainerStage.Shell("trap 'exit 5' USR2; kill -USR2 $$; exit 3"));

            Assert.Equal(5, await container.Exited.WaitAsync(ContainerStage.Patience, Cancelled));
        }
        finally
        {
            Signal(Usr2, before);
        }
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task It_sees_its_own_hosts_user_environment_and_processes_and_nothing_of_ours()
    {
        Environment.SetEnvironmentVariable("YELB_TESTS_OF_OURS", "leaks");
        await using var network = await _stage.Vpc.AttachAsync("task", []);
        var container = await _stage.StartAsync(network, ContainerStage.Shell("""
            echo "hosts: $(tr '\n' ';' < /etc/hosts)"
            echo "resolvers: $(wc -c < /etc/resolv.conf)"
            echo "user: $(id -u):$(id -g) $(getent passwd 1654 | cut -d: -f3) $(grep NoNewPrivs /proc/self/status | cut -f2)"
            echo "groups: $(id -G)"
            echo "host: $(hostname) $HOSTNAME"
            echo "id: $$ in $(pwd)"
            echo "others: $(ls /proc | grep -c '^[0-9]')"
            echo "interfaces: $(ls /proc/sys/net/ipv4/conf | tr '\n' ' ')"
            """) with
        {
            User = new ContainerUser(1654, 1655),
            WorkingDirectory = "/usr/share",
            Environment = new Dictionary<string, string> { ["GREETING"] = "two words\nand a line" },
        }, ["127.255.0.1 yelb-db"]);
        Assert.Equal(0, await container.Exited.WaitAsync(ContainerStage.Patience, Cancelled));

        var name = $"ip-{network.Address.ToString().Replace('.', '-')}.ec2.internal";
        Assert.Contains($"hosts: 127.0.0.1 localhost;{network.Address} {name};127.255.0.1 yelb-db;", _stage.Lines);
        Assert.Contains("resolvers: 0", _stage.Lines);
        Assert.Contains("user: 1654:1655 1654 1", _stage.Lines);
        // Groups that an ordinary user is in can't be left.
        Assert.Contains(_stage.Lines, l => l == "groups: 1655" || (!UserNamespace.MaySetGroups && l.StartsWith("groups: 1655 ", StringComparison.Ordinal)));
        Assert.Contains($"host: {name} {name}", _stage.Lines);
        Assert.Contains("id: 1 in /usr/share", _stage.Lines);
        Assert.Contains("interfaces: all default eth0 lo ", _stage.Lines);

        _stage.Lines.Clear();
        var environment = await _stage.StartAsync(network, ContainerStage.Shell("") with
        {
            EntryPoint = ["/usr/bin/env"],
            Command = [],
            Environment = new Dictionary<string, string> { ["A-name.that no:shell knows"] = "hello" },
            Secrets = new Dictionary<string, string> { ["PASSWORD"] = "of the database" },
        });
        Assert.Equal(0, await environment.Exited.WaitAsync(ContainerStage.Patience, Cancelled));
        Assert.Equal(
            ["A-name.that no:shell knows=hello", "HOME=/root", $"HOSTNAME={name}", "PASSWORD=of the database", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
            _stage.Lines.Order(StringComparer.Ordinal));
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task A_health_check_runs_inside_it_and_within_its_time()
    {
        await using var network = await _stage.Vpc.AttachAsync("task", []);
        var container = await _stage.StartAsync(network, ContainerStage.Shell("touch /tmp/alive; echo ready; while :; do sleep 0.1; done") with
        {
            User = new ContainerUser(1654, 1654),
            Secrets = new Dictionary<string, string> { ["PASSWORD"] = "secret" },
        });
        await _stage.LineAsync("ready");

        Assert.True(await CheckAsync("CMD-SHELL", "test -e /tmp/alive && test $(id -u) = 1654 && test $PASSWORD = secret && test -d /proc/1/root"));
        Assert.True(await CheckAsync("CMD", "test", "-e", "/tmp/alive"));
        Assert.Equal("its command exited with code 7: no such table", await FailureAsync(ContainerStage.Patience, "CMD-SHELL", "echo no such table; exit 7"));
        Assert.False(await CheckAsync("CMD", "/no/such/command"));
        var clock = Stopwatch.StartNew();
        Assert.Equal("its command had not ended after 0.5 s", await FailureAsync(TimeSpan.FromMilliseconds(500), "CMD-SHELL", "sleep 613 & sleep 614"));
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(5));
        Assert.DoesNotContain(ContainerStage.CommandLines(), l => l is "sleep 613" or "sleep 614");
        await Assert.ThrowsAsync<MachineException>(() => CheckAsync("curl", "localhost"));

        container.Freeze();
        // A signal takes effect when its process is next let run, of which nothing tells.
        clock.Restart();
        while (!(await File.ReadAllTextAsync($"/proc/{container.ProcessId}/status", Cancelled)).Contains("T (stopped)", StringComparison.Ordinal))
        {
            Assert.True(clock.Elapsed < ContainerStage.Patience, "It is not stopped.");
        }

        container.Thaw();
        clock.Restart();
        while ((await File.ReadAllTextAsync($"/proc/{container.ProcessId}/status", Cancelled)).Contains("T (stopped)", StringComparison.Ordinal))
        {
            Assert.True(clock.Elapsed < ContainerStage.Patience, "It does not go on.");
        }

        container.Kill();
        Assert.Equal(128 + 9, await container.Exited.WaitAsync(ContainerStage.Patience, Cancelled));
        Assert.False(await CheckAsync("CMD", "true"));

        Task<bool> CheckAsync(params string[] command) => CheckInAsync(ContainerStage.Patience, command);

        async Task<bool> CheckInAsync(TimeSpan timeout, params string[] command) => await FailureAsync(timeout, command) is null;

        Task<string?> FailureAsync(TimeSpan timeout, params string[] command) => container.CheckHealthAsync(
            new HealthCheckPlan(command, Interval: TimeSpan.FromSeconds(30), timeout, Retries: 3, StartPeriod: TimeSpan.Zero), Cancelled);
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task A_health_check_that_is_under_way_when_it_is_frozen_ends_in_its_time_and_holds_up_no_end()
    {
        await using var network = await _stage.Vpc.AttachAsync("task", []);
        var container = await _stage.StartAsync(network, ContainerStage.Shell("sleep 600 & echo ready; wait"));
        await _stage.LineAsync("ready");
        var check = container.CheckHealthAsync(
            new HealthCheckPlan(["CMD-SHELL", "echo checking > /proc/1/fd/1; sleep 615"], Interval: TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), Retries: 3, StartPeriod: TimeSpan.Zero), Cancelled);
        await _stage.LineAsync("checking");

        container.Freeze();

        Assert.Equal("its command had not ended after 1 s", await check.WaitAsync(ContainerStage.Patience, Cancelled));
        container.Kill();
        Assert.Equal(RunningContainer.Killed, await container.Exited.WaitAsync(ContainerStage.Patience, Cancelled));
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task It_has_the_programs_of_its_image_and_no_other_of_this_machine()
    {
        await using var network = await _stage.Vpc.AttachAsync("task", []);
        // Neither is in Debian's image, and this machine has both, as it runs rehearsals.
        var container = await _stage.StartAsync(network, ContainerStage.Shell("mine of the image; for name in nft ip sh ls awk; do command -v $name; done; echo ready; exec sleep 600") with
        {
            Programs = SystemPrograms.Debian,
            Files = new Dictionary<string, string> { ["/usr/local/bin/mine"] = Executables.Get("echo") },
        });
        await _stage.LineAsync("ready");

        Assert.Equal(["of the image", "/bin/sh", "/bin/ls", "/bin/awk", "ready"], _stage.Lines.Select(l => l.Replace("/usr/bin", "/bin", StringComparison.Ordinal)));
        Assert.True(File.Exists(Executables.Get("nft")));
        var failure = await container.CheckHealthAsync(
            new HealthCheckPlan(["CMD-SHELL", "ip address"], Interval: TimeSpan.FromSeconds(30), ContainerStage.Patience, Retries: 3, StartPeriod: TimeSpan.Zero), Cancelled);
        Assert.StartsWith("its command exited with code 127: ", failure, StringComparison.Ordinal);
        Assert.EndsWith("; the image has to have what it runs", failure, StringComparison.Ordinal);
        container.Kill();
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task What_can_not_be_started_says_why_in_one_line()
    {
        await using var network = await _stage.Vpc.AttachAsync("task", []);
        var missing = await _stage.StartAsync(network, ContainerStage.Shell("") with { EntryPoint = ["/app/no-such-program"] });
        Assert.Equal(127, await missing.Exited.WaitAsync(ContainerStage.Patience, Cancelled));
        Assert.Equal(["setpriv: failed to execute /app/no-such-program: No such file or directory"], _stage.Lines);

        _stage.Lines.Clear();
        var nowhere = await _stage.StartAsync(network, ContainerStage.Shell("") with { WorkingDirectory = "/no/such/folder" });
        Assert.NotEqual(0, await nowhere.Exited.WaitAsync(ContainerStage.Patience, Cancelled));
        Assert.Contains("/no/such/folder", Assert.Single(_stage.Lines));

        var noImage = await Assert.ThrowsAsync<MachineException>(() => _stage.StartAsync(network, ContainerStage.Shell("") with { Files = new Dictionary<string, string> { ["/app"] = "/no/such/image" } }));
        Assert.Contains("/no/such/image", noImage.Message);
        var notMade = await Assert.ThrowsAsync<MachineException>(() => _stage.StartAsync(network, ContainerStage.Shell("") with { Files = new Dictionary<string, string> { ["/etc/hosts/app"] = _stage.Folder } }));
        Assert.Contains("container shell", notMade.Message);
        Assert.DoesNotContain('\n', notMade.Message);
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int number, nint handler);
}
