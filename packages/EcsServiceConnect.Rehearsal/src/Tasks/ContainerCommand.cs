using System.Globalization;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Rehearsal.Plan;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.Tasks;

/// <summary>What a container and its health checks run as on this machine: the command lines and the environment.</summary>
internal sealed class ContainerCommand
{
    // What Docker gives where the image names none.
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    // The Moby project's default, which is Fargate's too but for SYS_PTRACE (Amazon ECS API Reference, "KernelCapabilities").
    private const string Capabilities =
        "chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+net_raw,+sys_chroot,+mknod,+audit_write,+setfcap";

    // Stays outside the new process namespace, whose first process is its child, and ends with that one's exit code.
    // `unshare --fork` does not: that of util-linux 2.38 fails where a signal ended the child. What the shell says of
    // such an end is not the container's.
    private const string Parent = """exec 3>&2 2>/dev/null; "$@" 2>&3 3>&-; exit $?""";

    private const string EndWithParent = "--pdeathsig=KILL";

    // What it takes to become the container, and to check its health.
    private static readonly string[] _programs = ["bash", "env", "mount", "rmdir", "setpriv", "timeout", "umount", "unshare"];

    private static readonly string[] _scratchFolders = ["/mnt", "/media", "/srv", "/opt"];

    private static readonly string _script = ReadScript();

    private readonly ContainerPlan _plan;

    /// <exception cref="MachineException">Something that it needs is not on this machine, or can't be passed on.</exception>
    public ContainerCommand(ContainerPlan plan, ElasticNetworkInterface network, IReadOnlyList<string> hosts, IReadOnlyDictionary<string, string> volumes)
    {
        _plan = plan;
        var mounts = Mounts(volumes);
        Start =
        [
            .. network.Namespace.Enter,
            Executables.Get("unshare"), "--mount", "--propagation", "private", "--uts", "--ipc", "--pid",
            // Unlike others, this shell keeps variables whose names it could not use, such as ConnectionStrings__yelb-redis.
            Executables.Get("bash"), "-c", Parent, "parent", Executables.Get("setpriv"), EndWithParent, Executables.Get("bash"), "-c", _script, "container.sh",
            Scratch([.. mounts.Select(m => m.Source)]), plan.HasReadOnlyRoot ? "ro" : "rw",
            network.HostName, HostsFile(network, hosts),
            Number(plan.User.UserId), Number(plan.User.GroupId), plan.Programs is { } programs ? string.Join(' ', programs.Union(_programs)) : "*",
            .. mounts.SelectMany(m => new[] { m.Kind, m.Source, m.Target }), "--",
            .. Inside(plan.User, [.. plan.EntryPoint, .. plan.Command]),
        ];
        Environment = Variables(network);
    }

    /// <summary>Starts it; the script in it writes the container's process id as the first line of standard output.</summary>
    public IReadOnlyList<string> Start { get; }

    /// <summary>All of its variables. The only place for secrets: everyone can read a command line.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Runs its health check in it.</summary>
    /// <remarks>Amazon ECS API Reference, "HealthCheck": `CMD` runs the arguments, `CMD-SHELL` the container's shell.</remarks>
    /// <exception cref="MachineException">It begins with neither.</exception>
    public IReadOnlyList<string> Check(HealthCheckPlan check, int processId) => Enter(processId, _plan.User, check.Timeout, check.Command switch
    {
        ["CMD", _, ..] => [.. check.Command.Skip(1)],
        ["CMD-SHELL", var line] => Shell(line),
        _ => throw new MachineException($"The health check of the container {_plan.Name} has to be CMD with a command, or CMD-SHELL with a line: {string.Join(' ', check.Command)}"),
    });

    /// <summary>Runs a line of its shell in it, as root, whoever the container's user is.</summary>
    /// <remarks>Amazon ECS Developer Guide, "Monitor Amazon ECS containers with ECS Exec", considerations: commands are run as root.</remarks>
    public IReadOnlyList<string> Execute(string line, TimeSpan timeout, int processId) => Enter(processId, new(0, 0), timeout, Shell(line));

    private static string[] Shell(string line) => ["/bin/sh", "-c", line];

    // The time-out is inside it too, so that what the command started is killed with it.
    private IReadOnlyList<string> Enter(int processId, ContainerUser user, TimeSpan timeout, IReadOnlyList<string> command) =>
    [
        Executables.Get("nsenter"), $"--target={Number(processId)}", "--mount", "--uts", "--ipc", "--net", "--pid",
        .. UserNamespace.Has(_plan.User) ? Array.Empty<string>() : ["--user", "--preserve-credentials"],
        Executables.Get("timeout"), "--signal=KILL", timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture),
        .. Inside(user, command),
    ];

    /// <summary>Becomes the user in the container's working directory, and then the command.</summary>
    private IEnumerable<string> Inside(ContainerUser user, IReadOnlyList<string> command) =>
    [
        // Without what the shells before it add, and without the signals that whoever started the rehearsal ignores: one in
        // the background of a script ignores SIGINT, and a shell can't trap what it was born to ignore (POSIX, "trap").
        Executables.Get("env"), $"--chdir={_plan.WorkingDirectory}", "--default-signal", "--unset=SHLVL", "--unset=_",
        .. UserNamespace.Has(user) ? ChangeUser(user) : MapUser(user),
        // Again, for it was forgotten with the change of user.
        "--no-new-privs", EndWithParent, "--", .. command,
    ];

    private static IEnumerable<string> ChangeUser(ContainerUser user) =>
    [
        Executables.Get("setpriv"), $"--reuid={Number(user.UserId)}", $"--regid={Number(user.GroupId)}", UserNamespace.MaySetGroups ? "--clear-groups" : "--keep-groups",
        "--inh-caps=-all", $"--bounding-set=-all,+{Capabilities}",
    ];

    /// <summary>
    /// Stays who it is, and sees itself, and all that is its own, by those numbers: in a user namespace in that of this
    /// process. The kernel takes all its capabilities with its next command, as it is not called root.
    /// </summary>
    private static IEnumerable<string> MapUser(ContainerUser user) =>
        [Executables.Get("unshare"), "--user", $"--map-user={Number(user.UserId)}", $"--map-group={Number(user.GroupId)}", Executables.Get("setpriv")];

    private List<(string Kind, string Source, string Target)> Mounts(IReadOnlyDictionary<string, string> volumes)
    {
        var files = _plan.Files.Select(f => (Kind: "image", Source: f.Value, Target: f.Key));
        var folders = _plan.Mounts.Select(m => (Kind: m.IsReadOnly ? "ro" : "rw", Source: volumes[m.Volume], Target: m.ContainerPath))
            .Concat(_plan.OwnVolumes.Select(v => (Kind: "own", Source: "/", Target: v)));

        // What contains others comes before them.
        var mounts = files.OrderBy(m => m.Target, StringComparer.Ordinal).Concat(folders.OrderBy(m => m.Target, StringComparer.Ordinal)).ToList();
        return mounts.Find(m => !Path.Exists(m.Source)) is { Source: not null } missing
            ? throw new MachineException($"The container {_plan.Name} can't be started: there is no {missing.Source} for its {missing.Target}.")
            : mounts;
    }

    /// <summary>A folder that nothing is taken from.</summary>
    private static string Scratch(IReadOnlyCollection<string> sources) =>
        _scratchFolders.FirstOrDefault(folder => Directory.Exists(folder)
            && !sources.Any(s => Path.GetFullPath(s).StartsWith($"{folder}/", StringComparison.Ordinal)))
        ?? throw new MachineException("There is no folder to make a container's root in: create /mnt or /srv, and keep nothing in it that is rehearsed.");

    private static string HostsFile(ElasticNetworkInterface network, IReadOnlyList<string> hosts) =>
        string.Join('\n', ["127.0.0.1 localhost", $"{network.Address} {network.HostName}", .. hosts]);

    private Dictionary<string, string> Variables(ElasticNetworkInterface network)
    {
        var variables = new Dictionary<string, string>
        {
            ["PATH"] = DefaultPath,
            ["HOME"] = _plan.User.UserId == 0 ? "/root" : "/",
            ["HOSTNAME"] = network.HostName,
        };
        foreach (var (name, value) in _plan.Environment.Concat(_plan.Secrets))
        {
            variables[name] = value;
        }

        return variables;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string ReadScript()
    {
        using var stream = typeof(ContainerCommand).Assembly.GetManifestResourceStream("container.sh")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
