using System.Collections.Concurrent;
using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Tests.Deployment;

/// <summary>A real OCI registry on loopback: Debian's docker-registry.</summary>
internal sealed partial class LoopbackRegistry : IAsyncDisposable
{
    public const string User = "AWS";
    public const string Password = "loopback-only-password";

    private const string Tool = "docker-registry";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    // Of the password above; the registry takes bcrypt only.
    private const string PasswordFile = "AWS:$2y$04$9evev2iCZMV.IzHt8ah60evPUmY.wL9guAqGUn0BUvQE.kXwvODJ.";

    private readonly TemporaryFolder _folder = new();
    private readonly TaskCompletionSource<string> _host = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ChildProcess _process;

    private LoopbackRegistry(bool withLogin)
    {
        Directory.CreateDirectory(_folder.Path);
        var login = "";
        if (withLogin)
        {
            var passwords = Path.Combine(_folder.Path, "passwords");
            File.WriteAllText(passwords, PasswordFile);
            login = $", auth: {{htpasswd: {{realm: loopback, path: {passwords}}}}}";
            Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")));
        }

        foreach (var type in new[] { "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json" })
        {
            Http.DefaultRequestHeaders.Accept.ParseAdd(type);
        }

        var settings = Path.Combine(_folder.Path, "registry.yml");
        File.WriteAllText(settings, $"{{version: 0.1, storage: {{filesystem: {{rootdirectory: {_folder.Path}/data}}}}, http: {{addr: '127.0.0.1:0'}}{login}}}");
        _process = ChildProcess.Start(new() { FileName = Tool, Arguments = ["serve", settings] }, (line, _) =>
        {
            _lines.Enqueue(line);
            if (Listening().Match(line) is { Success: true } match)
            {
                _host.TrySetResult($"localhost:{match.Groups[1].Value}");
            }
        });
    }

    public string Host { get; private set; } = "";

    public HttpClient Http { get; } = new();

    public static async Task<LoopbackRegistry> StartAsync(bool withLogin = false)
    {
        await TestTools.EnsureAsync(Tool);
        var registry = new LoopbackRegistry(withLogin);
        try
        {
            await Task.WhenAny(registry._host.Task, registry._process.Exited).WaitAsync(_patience, Patience.Token);
            Assert.True(registry._host.Task.IsCompleted, string.Join('\n', registry._lines));
            registry.Host = await registry._host.Task;
            registry.Http.BaseAddress = new Uri($"http://{registry.Host}");
            return registry;
        }
        catch
        {
            await registry.DisposeAsync();
            throw;
        }
    }

    /// <summary>An image as it lies in the registry.</summary>
    public async Task<PushedImage> ReadAsync(string address)
    {
        var (repository, tag) = Split(address);
        using var response = await Http.GetAsync($"/v2/{repository}/manifests/{tag}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var manifest = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        var config = JsonNode.Parse(await BlobAsync(manifest["config"]!))!;
        var files = new Dictionary<string, UnixFileMode>();
        foreach (var layer in manifest["layers"]!.AsArray())
        {
            using var tar = new TarReader(new GZipStream(new MemoryStream(await BlobAsync(layer!)), CompressionMode.Decompress));
            while (await tar.GetNextEntryAsync() is { } entry)
            {
                files[entry.Name] = entry.Mode;
            }
        }

        return new(response.Headers.GetValues("Docker-Content-Digest").Single(), config, files, manifest["layers"]!.AsArray().Sum(layer => (long)layer!["size"]!));

        Task<byte[]> BlobAsync(JsonNode descriptor) => Http.GetByteArrayAsync($"/v2/{repository}/blobs/{descriptor["digest"]}");
    }

    public async ValueTask DisposeAsync()
    {
        await _process.StopAsync();
        Http.Dispose();
        _folder.Dispose();
    }

    private static (string Repository, string Tag) Split(string address)
    {
        var path = address[(address.IndexOf('/', StringComparison.Ordinal) + 1)..].Split(':');
        return (path[0], path[1]);
    }

    [GeneratedRegex(@"listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}

/// <summary>An image that somebody pushed.</summary>
internal sealed record PushedImage(string Digest, JsonNode Config, IReadOnlyDictionary<string, UnixFileMode> Files, long Size);
