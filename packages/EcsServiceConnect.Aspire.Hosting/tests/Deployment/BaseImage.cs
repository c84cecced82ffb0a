using System.Formats.Tar;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;

namespace EcsServiceConnect.Hosting.Tests.Deployment;

/// <summary>A smallest base image, for both architectures, made on the spot: the .NET images are out of reach here.</summary>
internal static class BaseImage
{
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    private const string Index = "application/vnd.oci.image.index.v1+json";
    private const string Repository = "dotnet/aspnet";

    private static readonly string[] _environment = ["PATH=/usr/bin"];

    /// <summary>Pushes it; the patch makes it another image under the same tag.</summary>
    public static async Task<string> PushAsync(LoopbackRegistry registry, int patch = 0)
    {
        var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, $"usr/share/patch-{patch}/") { ModificationTime = DateTimeOffset.UnixEpoch });
        }

        var zipped = new MemoryStream();
        await using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal, leaveOpen: true))
        {
            await gzip.WriteAsync(tar.ToArray());
        }

        var layer = await PushBlobAsync(zipped.ToArray(), "application/vnd.oci.image.layer.v1.tar+gzip");
        var manifests = new List<object>();
        foreach (var architecture in new[] { "amd64", "arm64" })
        {
            var config = await PushBlobAsync(
                new
                {
                    architecture,
                    os = "linux",
                    config = new { Env = _environment },
                    rootfs = new { type = "layers", diff_ids = new[] { Digest(tar.ToArray()) } },
                    history = Array.Empty<object>(),
                },
                "application/vnd.oci.image.config.v1+json");
            var manifest = JsonSerializer.SerializeToUtf8Bytes(new { schemaVersion = 2, mediaType = Manifest, config, layers = new[] { layer } });
            await PutManifestAsync(Digest(manifest), manifest, Manifest);
            manifests.Add(new { mediaType = Manifest, digest = Digest(manifest), size = manifest.Length, platform = new { architecture, os = "linux" } });
        }

        await PutManifestAsync("10.0", JsonSerializer.SerializeToUtf8Bytes(new { schemaVersion = 2, mediaType = Index, manifests }), Index);
        return $"{registry.Host}/{Repository}:10.0";

        async Task<object> PushBlobAsync(object content, string mediaType)
        {
            var bytes = content as byte[] ?? JsonSerializer.SerializeToUtf8Bytes(content);
            using var start = await registry.Http.PostAsync($"/v2/{Repository}/blobs/uploads/", null);
            var upload = start.EnsureSuccessStatusCode().Headers.Location!.ToString();
            using var end = await registry.Http.PutAsync($"{upload}&digest={Digest(bytes)}", new ByteArrayContent(bytes));
            end.EnsureSuccessStatusCode();
            return new { mediaType, digest = Digest(bytes), size = bytes.Length };
        }

        async Task PutManifestAsync(string reference, byte[] manifest, string mediaType)
        {
            using var content = new ByteArrayContent(manifest) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
            using var response = await registry.Http.PutAsync($"/v2/{Repository}/manifests/{reference}", content);
            response.EnsureSuccessStatusCode();
        }
    }

    private static string Digest(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";
}
