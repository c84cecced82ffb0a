using System.Collections.Concurrent;
using System.Diagnostics;
using Yelb.Hosting.Ecs.Rehearsal.Network;
using Yelb.Hosting.Ecs.Rehearsal.Plan;
using Yelb.Hosting.Ecs.Rehearsal.Tasks;
using Yelb.Hosting.Machine;

namespace Yelb.Tests.Rehearsal;

/// <summary>Containers of a task, as processes of this machine.</summary>
public sealed class ContainerTests : IDisposable
{
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(10);

    private static readonly string[] _kinds = ["net", "mnt", "pid"];

    private readonly string _folder = Directory.CreateTempSubdirectory("yelb-container-").FullName;
    private readonly Vpc? _vpc = Namespaces.AreAllowed ? Vpc.Create(new Dictionary<string, Yelb.Hosting.Ecs.Checks.Topology.SecurityGroup>()) : null;
    private readonly ConcurrentQueue<string> _lines = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _vpc?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task It_sees_its_own_hosts_user_environment_and_processes_and_nothing_of_ours()
    {
        Environment.SetEnvironmentVariable("YELB_TESTS_OF_OURS", "leaks");
        using var network = _vpc!.Attach("task/1", []);
        var container = Start(network, Shell("""
            echo "hosts: $(tr '\n' ';' < /etc/hosts)"
            echo "resolvers: $(wc -c < /etc/resolv.conf)"
            echo "user: $(id -u):$(id -g) $(id -G) $(getent passwd 1654 | cut -d: -f3) $(grep NoNewPrivs /proc/self/status | cut -f2)"
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
        Assert.Equal(0, await container.Exited.WaitAsync(_long, Cancelled));

        var name = $"ip-{network.Address.ToString().Replace('.', '-')}.ec2.internal";
        Assert.Contains($"hosts: 127.0.0.1 localhost;{network.Address} {name};127.255.0.1 yelb-db;", _lines);
        Assert.Contains("resolvers: 0", _lines);
        Assert.Contains("user: 1654:1655 1655 1654 1", _lines);
        Assert.Contains($"host: {name} {name}", _lines);
        Assert.Contains("id: 1 in /usr/share", _lines);
        Assert.Contains("interfaces: all default eth0 lo ", _lines);

        _lines.Clear();
        var environment = Start(network, Shell("") with
        {
            EntryPoint = ["/usr/bin/env"],
            Command = [],
            Environment = new Dictionary<string, string> { ["A-name.that no:shell knows"] = "hello" },
            Secrets = new Dictionary<string, string> { ["PASSWORD"] = "of the database" },
        });
        Assert.Equal(0, await environment.Exited.WaitAsync(_long, Cancelled));
        Assert.Equal(
            ["A-name.that no:shell knows=hello", "HOME=/root", $"HOSTNAME={name}", "PASSWORD=of the database", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
            _lines.Order(StringComparer.Ordinal));
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task Images_are_not_written_to_and_volumes_are()
    {
        var image = Directory.CreateDirectory(Path.Combine(_folder, "image")).FullName;
        var volume = Directory.CreateDirectory(Path.Combine(_folder, "volume")).FullName;
        await File.WriteAllTextAsync(Path.Combine(image, "settings"), "of the image", Cancelled);
        using var network = _vpc!.Attach("task/1", []);
        var writable = Shell("""
            echo "settings: $(cat /app/settings) $(cat /etc/yelb/copy)"
            echo changed > /app/settings && echo more > /app/more && echo new > /usr/new && echo "changed: $(cat /app/settings)"
            echo kept > /data/kept
            echo lost > /fixed/lost || echo "fixed is read-only"
            """) with
        {
            Files = new Dictionary<string, string> { ["/etc/yelb/copy"] = Path.Combine(image, "settings"), ["/app"] = image },
            Mounts = [new("data", "/data", IsReadOnly: false), new("data", "/fixed", IsReadOnly: true)],
        };
        var volumes = new Dictionary<string, string> { ["data"] = volume };
        Assert.Equal(0, await Start(network, writable, volumes: volumes).Exited.WaitAsync(_long, Cancelled));
        var readOnly = writable with
        {
            HasReadOnlyRoot = true,
            Command = ["-c", "for place in / /tmp /run /app /usr; do touch $place/x 2>/dev/null && echo writable: $place; done; touch /data/again"],
        };
        Assert.Equal(0, await Start(network, readOnly, volumes: volumes).Exited.WaitAsync(_long, Cancelled));

        Assert.Contains("settings: of the image of the image", _lines);
        Assert.Contains("changed: changed", _lines);
        Assert.Contains("fixed is read-only", _lines);
        Assert.DoesNotContain(_lines, l => l.StartsWith("writable", StringComparison.Ordinal));
        Assert.Equal("of the image", await File.ReadAllTextAsync(Path.Combine(image, "settings"), Cancelled));
        Assert.Equal(["settings"], Directory.GetFiles(image).Select(Path.GetFileName));
        Assert.Equal(["again", "kept"], Directory.GetFiles(volume).Select(Path.GetFileName).Order());
        Assert.False(File.Exists("/usr/new"));
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task A_health_check_runs_inside_it_and_within_its_time()
    {
        using var network = _vpc!.Attach("task/1", []);
        var container = Start(network, Shell("touch /tmp/alive; echo ready; while :; do sleep 0.1; done") with
        {
            User = new ContainerUser(1654, 1654),
            Secrets = new Dictionary<string, string> { ["PASSWORD"] = "secret" },
        });
        await LineAsync("ready");

        Assert.True(await CheckAsync("CMD-SHELL", "test -e /tmp/alive && test $(id -u) = 1654 && test $PASSWORD = secret && test -d /proc/1/root"));
        Assert.True(await CheckAsync("CMD", "test", "-e", "/tmp/alive"));
        Assert.False(await CheckAsync("CMD-SHELL", "exit 1"));
        Assert.False(await CheckAsync("CMD", "/no/such/command"));
        var clock = Stopwatch.StartNew();
        Assert.False(await CheckInAsync(TimeSpan.FromMilliseconds(500), "CMD-SHELL", "sleep 613 & sleep 614"));
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(5));
        Assert.DoesNotContain(CommandLines(), l => l is "sleep 613" or "sleep 614");
        await Assert.ThrowsAsync<MachineException>(() => CheckAsync("curl", "localhost"));

        container.Freeze();
        Assert.Contains("T (stopped)", await File.ReadAllTextAsync($"/proc/{container.ProcessId}/status", Cancelled));
        container.Kill();
        Assert.Equal(128 + 9, await container.Exited.WaitAsync(_long, Cancelled));
        Assert.False(await CheckAsync("CMD", "true"));

        Task<bool> CheckAsync(params string[] command) => CheckInAsync(_long, command);

        Task<bool> CheckInAsync(TimeSpan timeout, params string[] command) => container.CheckHealthAsync(
            new HealthCheckPlan(command, Interval: TimeSpan.FromSeconds(30), timeout, Retries: 3, StartPeriod: TimeSpan.Zero), Cancelled);
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task It_is_asked_to_end_and_then_killed_with_all_it_started()
    {
        using var network = _vpc!.Attach("task/1", []);
        var polite = Start(network, Shell("trap 'echo asked; exit 3' TERM; echo ready; while :; do sleep 0.05; done"));
        await LineAsync("ready");
        await polite.StopAsync(_long);
        Assert.Contains("asked", _lines);
        Assert.Equal(3, await polite.Exited);

        _lines.Clear();
        var deaf = Start(network, Shell("trap '' TERM; setsid sleep 615 & echo ready; i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo worked; wait"));
        await LineAsync("worked");
        Assert.InRange(deaf.ProcessorTime, TimeSpan.FromMilliseconds(20), _long);
        Assert.Contains("sleep 615", CommandLines());
        await deaf.StopAsync(TimeSpan.FromMilliseconds(100));
        Assert.Equal(128 + 9, await deaf.Exited);
        Assert.DoesNotContain("sleep 615", CommandLines());
        Assert.InRange(deaf.ProcessorTime, TimeSpan.FromMilliseconds(20), _long);
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task What_can_not_be_started_says_why_in_one_line()
    {
        using var network = _vpc!.Attach("task/1", []);
        var missing = Start(network, Shell("") with { EntryPoint = ["/app/no-such-program"] });
        Assert.Equal(127, await missing.Exited.WaitAsync(_long, Cancelled));
        Assert.Equal(["setpriv: failed to execute /app/no-such-program: No such file or directory"], _lines);

        _lines.Clear();
        var nowhere = Start(network, Shell("") with { WorkingDirectory = "/no/such/folder" });
        Assert.NotEqual(0, await nowhere.Exited.WaitAsync(_long, Cancelled));
        Assert.Contains("/no/such/folder", Assert.Single(_lines));

        var noImage = Assert.Throws<MachineException>(() => Start(network, Shell("") with { Files = new Dictionary<string, string> { ["/app"] = "/no/such/image" } }));
        Assert.Contains("/no/such/image", noImage.Message);
        var notMade = Assert.Throws<MachineException>(() => Start(network, Shell("") with { Files = new Dictionary<string, string> { ["/etc/hosts/app"] = _folder } }));
        Assert.Contains("container shell", notMade.Message);
        Assert.DoesNotContain('\n', notMade.Message);
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task Nothing_is_left_of_a_rehearsal_that_is_killed_with_9()
    {
        var (rehearsal, container) = await KilledRehearsal.StartAsync(Cancelled);
        string?[] namespaces = [.. _kinds.Select(kind => new FileInfo($"/proc/{container}/ns/{kind}").LinkTarget)];
        Assert.All(namespaces, Assert.NotNull);
        Assert.True(Left().Any());

        rehearsal.Kill();

        for (var clock = Stopwatch.StartNew(); Left().Any(); await Task.Delay(20, Cancelled))
        {
            Assert.True(clock.Elapsed < _long, $"There still are: {string.Join(", ", Left())}");
        }

        rehearsal.Dispose();

        // Processes that are in its namespaces, and files by which someone holds one.
        IEnumerable<string> Left() => Directory.EnumerateDirectories("/proc")
            .Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0]))
            .SelectMany(p => _kinds.Select(kind => $"{p}/ns/{kind}").Concat(Files($"{p}/fd")))
            .Where(link => namespaces.Contains(Target(link)));
    }

    /// <summary>A container that runs a line of shell as root.</summary>
    internal static ContainerPlan Shell(string line) => new()
    {
        Name = "shell",
        Image = "shell:1",
        Files = new Dictionary<string, string>(),
        EntryPoint = ["/bin/sh"],
        Command = ["-c", line],
        WorkingDirectory = "/",
        User = new ContainerUser(0, 0),
        Environment = new Dictionary<string, string>(),
        Secrets = new Dictionary<string, string>(),
        Mounts = [],
        HealthCheck = null,
        IsEssential = true,
        HasReadOnlyRoot = false,
        DependsOn = new Dictionary<string, string>(),
        StopTimeout = TimeSpan.FromSeconds(30),
        LogGroup = null,
        LogStreamPrefix = "shell",
    };

    private RunningContainer Start(ElasticNetworkInterface network, ContainerPlan plan, string[]? hosts = null, Dictionary<string, string>? volumes = null) =>
        RunningContainer.Start(plan, network, hosts ?? [], volumes ?? [], _lines.Enqueue);

    private async Task LineAsync(string line)
    {
        for (var clock = Stopwatch.StartNew(); !_lines.Contains(line); await Task.Delay(10, Cancelled))
        {
            Assert.True(clock.Elapsed < _long, $"No line '{line}' came in time.");
        }
    }

    private static IEnumerable<string> CommandLines() => Directory.EnumerateDirectories("/proc")
        .Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0]))
        .Select(p =>
        {
            try
            {
                return File.ReadAllText($"{p}/cmdline").TrimEnd('\0').Replace('\0', ' ');
            }
            catch (IOException)
            {
                return "";
            }
        });

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
