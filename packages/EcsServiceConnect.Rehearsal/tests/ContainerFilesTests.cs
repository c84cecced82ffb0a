namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>The files that a container sees, and where those go that it writes.</summary>
public sealed class ContainerFilesTests : IAsyncLifetime
{
    private readonly ContainerStage _stage = new();

    private static CancellationToken Cancelled => Patience.Token;

    public ValueTask InitializeAsync() => _stage.InitializeAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task Images_are_not_written_to_and_volumes_are()
    {
        var image = Directory.CreateDirectory(Path.Combine(_stage.Folder, "image")).FullName;
        var volume = Directory.CreateDirectory(Path.Combine(_stage.Folder, "volume")).FullName;
        await File.WriteAllTextAsync(Path.Combine(image, "settings"), "of the image", Cancelled);
        await using var network = await _stage.Vpc.AttachAsync("task", []);
        var writable = ContainerStage.Shell("""
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
        Assert.Equal(0, await (await _stage.StartAsync(network, writable, volumes: volumes)).Exited.WaitAsync(ContainerStage.Patience, Cancelled));
        var readOnly = writable with
        {
            HasReadOnlyRoot = true,
            Command = ["-c", "for place in / /tmp /run /app /usr; do touch $place/x 2>/dev/null && echo writable: $place; done; touch /data/again"],
        };
        Assert.Equal(0, await (await _stage.StartAsync(network, readOnly, volumes: volumes)).Exited.WaitAsync(ContainerStage.Patience, Cancelled));

        Assert.Contains("settings: of the image of the image", _stage.Lines);
        Assert.Contains("changed: changed", _stage.Lines);
        Assert.Contains("fixed is read-only", _stage.Lines);
        Assert.DoesNotContain(_stage.Lines, l => l.StartsWith("writable", StringComparison.Ordinal));
        Assert.Equal("of the image", await File.ReadAllTextAsync(Path.Combine(image, "settings"), Cancelled));
        Assert.Equal(["settings"], Directory.GetFiles(image).Select(Path.GetFileName));
        Assert.Equal(["again", "kept"], Directory.GetFiles(volume).Select(Path.GetFileName).Order());
        Assert.False(File.Exists("/usr/new"));
    }
}
