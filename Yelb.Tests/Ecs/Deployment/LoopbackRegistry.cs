using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Yelb.Tests.Stores;

namespace Yelb.Tests.Ecs.Deployment;

/// <summary>A real OCI registry on loopback: Debian's docker-registry, fetched with apt-get where it is not there and this is root.</summary>
internal sealed partial class LoopbackRegistry : IDisposable
{
    public const string User = "AWS";
    public const string Password = "loopback-only-password";

    // Of the password above; the registry takes bcrypt only.
    private const string PasswordFile = "AWS:$2y$04$9evev2iCZMV.IzHt8ah60evPUmY.wL9guAqGUn0BUvQE.kXwvODJ.";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http;
    private readonly Process _process;

    private LoopbackRegistry(bool withLogin)
    {
        Directory.CreateDirectory(_folder.Path);
        var login = "";
        if (withLogin)
        {
            var passwords = Path.Combine(_folder.Path, "passwords");
            File.WriteAllText(passwords, PasswordFile);
            login = $", auth: {{htpasswd: {{realm: loopback, path: {passwords}}}}}";
        }

        var settings = Path.Combine(_folder.Path, "registry.yml");
        File.WriteAllText(settings, $"{{version: 0.1, storage: {{filesystem: {{rootdirectory: {_folder.Path}/data}}}}, http: {{addr: '127.0.0.1:0'}}{login}}}");
        _process = Process.Start(new ProcessStartInfo("docker-registry", ["serve", settings]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var lines = new List<string>();
        while (_process.StandardError.ReadLine() is { } line)
        {
            lines.Add(line);
            if (Listening().Match(line) is { Success: true } match)
            {
                Host = $"localhost:{match.Groups[1].Value}";
                break;
            }
        }

        Assert.True(Host.Length > 0, string.Join('\n', lines));
        // Read on, so that the registry never waits for somebody to take its log.
        _ = _process.StandardError.ReadToEndAsync();
        _ = _process.StandardOutput.ReadToEndAsync();
        _http = new HttpClient { BaseAddress = new Uri($"http://{Host}") };
        if (withLogin)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")));
        }

        foreach (var type in new[] { "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json" })
        {
            _http.DefaultRequestHeaders.Accept.ParseAdd(type);
        }
    }

    public string Host { get; } = "";

    public HttpClient Http => _http;

    public static LoopbackRegistry Start(bool withLogin = false)
    {
        if (!File.Exists("/usr/bin/docker-registry"))
        {
            using var apt = Process.Start("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "docker-registry"]);
            apt.WaitForExit();
            Assert.True(apt.ExitCode == 0, "This test needs Debian's docker-registry: 'apt-get install docker-registry'.");
        }

        return new(withLogin);
    }

    /// <summary>An image as it lies in the registry.</summary>
    public async Task<PushedImage> ReadAsync(string address)
    {
        var (repository, tag) = Split(address);
        using var response = await _http.GetAsync($"/v2/{repository}/manifests/{tag}");
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

        Task<byte[]> BlobAsync(JsonNode descriptor) => _http.GetByteArrayAsync($"/v2/{repository}/blobs/{descriptor["digest"]}");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _http.Dispose();
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
