using System.Diagnostics;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>The rehearsal as a user who is not root runs it.</summary>
public sealed class UnprivilegedTests : IAsyncLifetime
{
    private const string Program = "EcsServiceConnect.Rehearsal";
    private const string Refused = "An ordinary user may make no user namespaces on this machine.";

    // Nobody's; whom the tests belong to where they are not root's.
    private static readonly string[] _ordinaryUser =
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=12345", "--regid=12345", "--clear-groups"] : ["env"];

    private readonly TemporaryFolder _folder = new();
    private readonly string _temporary;

    public UnprivilegedTests()
    {
        _temporary = Directory.CreateDirectory(Path.Combine(_folder.Path, "tmp")).FullName;
        if (Environment.IsPrivilegedProcess)
        {
            Posix.ChangeOwner(_temporary, 12345, 12345);
        }

        // That user may not be let into the folder that it was built in.
        foreach (var file in Directory.GetFiles(Repository.Output($"packages/{Program}/src")))
        {
            File.Copy(file, Path.Combine(_folder.Path, Path.GetFileName(file)));
        }

        File.WriteAllText(Template, """
            { "Resources": {
              "Files": { "Type": "AWS::EFS::FileSystem", "Properties": {} },
              "Point": { "Type": "AWS::EFS::AccessPoint", "Properties": { "FileSystemId": { "Ref": "Files" },
                "RootDirectory": { "Path": "/data", "CreationInfo": { "OwnerUid": "999", "OwnerGid": "998", "Permissions": "0700" } } } },
              "Task": { "Type": "AWS::ECS::TaskDefinition", "Properties": {
                "Volumes": [{ "Name": "data", "EFSVolumeConfiguration": { "FilesystemId": { "Ref": "Files" }, "TransitEncryption": "ENABLED",
                  "AuthorizationConfig": { "AccessPointId": { "Ref": "Point" } } } }],
                "ContainerDefinitions": [{ "Name": "shell", "Image": "shell:1", "User": "999:998",
                  "MountPoints": [{ "SourceVolume": "data", "ContainerPath": "/data" }],
                  "HealthCheck": { "Interval": 5, "Retries": 1, "Command": ["CMD-SHELL", "test $(id -u):$(id -g) = 999:998 && test -O /data/kept && test -O /proc/1 && ! command -v nft" ] } }] } },
              "Service": { "Type": "AWS::ECS::Service", "Properties": { "ServiceName": "shell", "LaunchType": "FARGATE", "TaskDefinition": { "Ref": "Task" },
                "DeploymentConfiguration": { "MinimumHealthyPercent": 0, "MaximumPercent": 100 } } }
            } }
            """);
        File.WriteAllText(Map, """
            { "images": { "shell:1": { "programs": ["id", "sh", "sleep", "touch"], "files": { "/usr/local/yelb/template": "template.json" }, "entryPoint": ["/bin/sh", "-c"],
              "command": ["test -r /usr/local/yelb/template && test $(id -u):$(id -g) = 999:998 && touch /data/kept && sleep 600 & trap 'exit 0' TERM; wait; exit 1"] } } }
            """);
    }

    private string Template => Path.Combine(_folder.Path, "template.json");

    private string Map => Path.Combine(_folder.Path, "map.json");

    private IReadOnlyList<string> Rehearsal =>
        [Path.Combine(DotnetRoot.Folder, "dotnet"), Path.Combine(_folder.Path, $"{Program}.dll"), "--template", Template, "--map", Map];

    private Dictionary<string, string> Variables => new() { ["TMPDIR"] = _temporary, ["HOME"] = _temporary, ["DOTNET_EnableDiagnostics"] = "0" };

    private static CancellationToken Cancelled => Patience.Token;

    public static bool IsPossible { get; } = OperatingSystem.IsLinux() && Succeeds([.. _ordinaryUser, "unshare", "--user", "--map-root-user", "--net", "true"]);

    public async ValueTask InitializeAsync()
    {
        if (IsPossible)
        {
            // An ordinary user can't install them.
            await Namespaces.EnsureToolsAsync();
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact(Skip = Refused, SkipUnless = nameof(IsPossible))]
    public async Task Containers_see_themselves_as_their_users_and_nothing_is_left_behind()
    {
        var (code, lines) = await RunAsync([.. _ordinaryUser, .. Rehearsal, "--check"]);

        Assert.True(code == 0, string.Join('\n', lines));
        Assert.Contains(lines, l => l.StartsWith("ok    shell is steady", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("not rehearsed: who may read and write which files: without root", StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary));
        Assert.DoesNotContain(ContainerStage.CommandLines(), l => l.Contains(_folder.Path, StringComparison.Ordinal));
    }

    [Fact(Skip = Refused, SkipUnless = nameof(IsPossible))]
    public async Task Where_user_namespaces_are_forbidden_one_line_says_how_they_are_allowed()
    {
        // Each user namespace has this limit for those in it, and this one's user may set it.
        string[] forbidden = ["unshare", "--user", "--map-user=12345", "--map-group=12345", "--keep-caps", "sh", "-c", """echo 0 > /proc/sys/user/max_user_namespaces; exec "$@" """, "sh"];

        var (code, lines) = await RunAsync([.. _ordinaryUser, .. forbidden, .. Rehearsal, "--check"]);

        Assert.Equal(1, code);
        var line = Assert.Single(lines);
        Assert.Contains("sysctl user.max_user_namespaces=", line, StringComparison.Ordinal);
        Assert.Contains("as root", line, StringComparison.Ordinal);
    }

    [Fact(Skip = Refused, SkipUnless = nameof(IsPossible))]
    public async Task A_tool_that_is_missing_is_named_and_installed_by_nobody_who_was_not_asked()
    {
        // To this process it is root, and in its mounts nft is no program.
        string[] withoutNft = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", """mount --bind /dev/null "$0" && exec "$@" """, Executables.Get("nft")];

        var (code, lines) = await RunAsync([.. _ordinaryUser, .. withoutNft, .. Rehearsal, "--check"]);

        Assert.Equal(1, code);
        Assert.Equal(
            "nft can't be found and is needed for the rehearsal: as root, run `apt-get install nftables`, or rehearse as root with --install-tools, which installs it on Debian.",
            Assert.Single(lines));
    }

    [Fact(Skip = Refused, SkipUnless = nameof(IsPossible))]
    public async Task It_ends_when_it_is_told_to_although_more_commands_may_come()
    {
        string[] command = [.. _ordinaryUser, .. Rehearsal];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        using var rehearsal = Process.Start(start)!;
        try
        {
            await rehearsal.StandardInput.WriteLineAsync("scale shell 0");
            var lines = new List<string>();
            while (lines is not [.., "shell is scaled to 0"])
            {
                lines.Add(await rehearsal.StandardOutput.ReadLineAsync(Cancelled) ?? throw new EndOfStreamException(string.Join('\n', lines)));
            }

            Posix.Signal(rehearsal.Id, ProcessSignal.Terminate);
            await rehearsal.StandardOutput.ReadToEndAsync(Cancelled).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
            await rehearsal.WaitForExitAsync(Cancelled);

            Assert.Equal(0, rehearsal.ExitCode);
            Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary));
        }
        finally
        {
            rehearsal.Kill();
        }
    }

    private Task<CommandResult> RunAsync(IReadOnlyList<string> command) => ChildProcess.RunAsync(
        new()
        {
            FileName = command[0],
            Arguments = [.. command.Skip(1)],
            Environment = Variables,
            WorkingDirectory = _folder.Path,
        },
        Cancelled);

    private static bool Succeeds(IReadOnlyList<string> command)
    {
        using var process = Process.Start(command[0], command.Skip(1));
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
