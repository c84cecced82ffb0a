using Aspire.Hosting;
using EcsServiceConnect.Hosting.Deployment;
using EcsServiceConnect.Templates.Images;

namespace EcsServiceConnect.Hosting.Tests.Deployment;

/// <summary>Images that the .NET SDK makes and pushes to a real registry, with no container engine.</summary>
public sealed class ImageTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lines _log = new();
    private readonly ImagePublisher _publisher;
    private LoopbackRegistry _registry = null!;

    public ImageTests() => _publisher = new ImagePublisher(_folder.Path, _log);

    private static CancellationToken Cancelled => Patience.Token;

    public async ValueTask InitializeAsync() => _registry = await LoopbackRegistry.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Starter.ApiService", "apiservice")]
    [InlineData("Starter.Web", "webfrontend")]
    public async Task An_image_holds_the_application_for_a_user_who_is_not_root(string project, string resource)
    {
        var published = await _publisher.PublishAsync(
            new(resource, Path.Combine(Repository.Root, "samples", "Starter", project, $"{project}.csproj"), "Image") { BaseImage = await BaseImage.PushAsync(_registry) }, Cancelled);
        var address = await PushAsync(published);

        var image = await _registry.ReadAsync(address);
        TestContext.Current.TestOutputHelper?.WriteLine($"{address}: {image.Size} bytes compressed in layers\n{_log}");
        Assert.Equal(["dotnet", $"/app/{project}.dll"], image.Config["config"]!["Entrypoint"]!.AsArray().Select(part => (string)part!));
        Assert.Equal("1654", (string?)image.Config["config"]!["User"]);
        Assert.Equal("amd64", (string?)image.Config["architecture"]);
        Assert.Contains("usr/share/patch-0/", image.Files.Keys);
        foreach (var file in new[] { $"app/{project}.dll", $"app/{project}.deps.json", "app/Starter.ServiceDefaults.dll", "app/health-probe.dll" })
        {
            Assert.True(image.Files[file].HasFlag(UnixFileMode.OtherRead), $"{file} can't be read by all.");
        }
    }

    [Fact(Explicit = true), Trait("Run", "by hand")]
    public async Task The_tag_changes_only_when_the_content_does()
    {
        var baseImage = await BaseImage.PushAsync(_registry);
        using var project = new DemoProject();
        var first = await _publisher.PublishAsync(project.Image(baseImage), Cancelled);
        var image = await _registry.ReadAsync(await PushAsync(first));

        using var elsewhere = new DemoProject();
        var again = await _publisher.PublishAsync(elsewhere.Image(baseImage), Cancelled);
        Assert.Equal(first.Tag, again.Tag);
        // A second push would have made another digest: an image says when it was made.
        Assert.Equal(image.Digest, (await _registry.ReadAsync(await PushAsync(again))).Digest);
        Assert.Contains("is there already; nothing is pushed", _log.ToString());

        elsewhere.Write("wwwroot/demo.css", "body { color: brown }");
        var changed = await _publisher.PublishAsync(elsewhere.Image(baseImage), Cancelled);
        Assert.NotEqual(first.Tag, changed.Tag);
    }

    [Fact]
    public async Task A_base_image_that_was_patched_under_its_tag_is_another_one()
    {
        var before = await ImageRegistry.PinAsync(await BaseImage.PushAsync(_registry), Cancelled);
        var after = await ImageRegistry.PinAsync(await BaseImage.PushAsync(_registry, patch: 1), Cancelled);

        Assert.Matches("^localhost:[0-9]+/dotnet/aspnet:10.0@sha256:[0-9a-f]{64}$", before);
        Assert.NotEqual(before, after);
        Assert.Equal(before, await ImageRegistry.PinAsync(before, Cancelled));
    }

    [Fact]
    public async Task A_registry_whose_connections_are_reset_as_soon_as_they_are_made_cannot_be_asked()
    {
        using var server = ResettingServer.OnLoopback();
        var registry = new ImageRegistry($"localhost:{server.Address.Port}");

        for (var i = 0; i < ResettingServer.Attempts; i++)
        {
            await Assert.ThrowsAsync<DistributedApplicationException>(() => registry.FindDigestAsync("demo", "latest", Cancelled));
        }
    }

    [Fact]
    public async Task A_project_that_does_not_build_is_named_with_its_first_error()
    {
        using var project = new DemoProject();
        project.Write("Program.cs", "nonsense");

        var fault = await Assert.ThrowsAsync<DistributedApplicationException>(() => _publisher.PublishAsync(project.Image("localhost:1/none"), Cancelled));

        Assert.StartsWith("The image of 'demo' can't be made of ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("error CS", fault.Message);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void A_tag_depends_on_each_file_and_setting_and_not_on_times()
    {
        Directory.CreateDirectory(_folder.Path);
        Write("a.dll", "1");
        Write("demo.staticwebassets.endpoints.json", Endpoints("Mon, 23 Nov 2026 05:57:58 GMT", "x"));
        var tags = new List<string> { Tag("base", "linux-x64"), Tag("base", "linux-arm64"), Tag("other", "linux-x64"), Tag("baselinux-x64", "") };
        Write("a.dll", "2");
        tags.Add(Tag("base", "linux-x64"));
        Write("b", "");
        tags.Add(Tag("base", "linux-x64"));
        Write("demo.staticwebassets.endpoints.json", Endpoints("Mon, 23 Nov 2026 05:57:58 GMT", "y"));
        tags.Add(Tag("base", "linux-x64"));
        Write("demo.staticwebassets.endpoints.json", Endpoints("Tue, 24 Nov 2026 00:00:00 GMT", "y"));

        Assert.Distinct(tags);
        Assert.Equal(tags[^1], Tag("base", "linux-x64"));
        Assert.Matches("^[0-9a-f]{32}$", tags[0]);

        string Tag(params string[] settings) => PublishedFiles.Tag(_folder.Path, settings);
        void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder.Path, name), content);
        static string Endpoints(string time, string etag) => $$"""[{"Name":"Last-Modified","Value":"{{time}}"},{"Name":"ETag","Value":"{{etag}}"}]""";
    }

    [Theory]
    [InlineData("mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled", "mcr.microsoft.com", "dotnet/aspnet", "10.0-noble-chiseled", null)]
    [InlineData("localhost:5000/a/b@sha256:0", "localhost:5000", "a/b", "latest", "sha256:0")]
    [InlineData("redis:8", "registry-1.docker.io", "library/redis", "8", null)]
    [InlineData("docker.io/redis", "registry-1.docker.io", "library/redis", "latest", null)]
    [InlineData("docker.io/library/redis:8", "registry-1.docker.io", "library/redis", "8", null)]
    [InlineData("me/redis:8@sha256:0", "registry-1.docker.io", "me/redis", "8", "sha256:0")]
    public void An_image_name_has_a_registry_repository_tag_and_digest(string name, string registry, string repository, string tag, string? digest) =>
        Assert.Equal(new ImageReference(registry, repository, tag, digest), ImageReference.Parse(name));

    private Task<string> PushAsync(PublishedImage published) =>
        _publisher.PushAsync(published, new ImageRegistry(_registry.Host), $"test/{published.Image.ResourceName}", Cancelled);
}
