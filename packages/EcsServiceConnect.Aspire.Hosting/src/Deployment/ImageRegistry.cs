using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Aspire.Hosting;
using EcsServiceConnect.Templates.Images;

namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>A container registry, asked for the manifests that it has (OCI distribution specification 1.1, "Pulling manifests").</summary>
/// <param name="Host">Its host, with its port where it has one.</param>
/// <param name="Login">The user and password for it; null to ask without.</param>
internal sealed record ImageRegistry(string Host, NetworkCredential? Login = null)
{
    private static readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private static readonly string[] _manifestTypes =
    [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ];

    /// <summary>An image's name with its digest, so that it stays the same however its tag moves.</summary>
    /// <exception cref="DistributedApplicationException">The registry does not tell, or has no such image.</exception>
    public static async Task<string> PinAsync(string image, CancellationToken cancellationToken)
    {
        var reference = ImageReference.Parse(image);
        if (reference.Digest is not null)
        {
            return image;
        }

        var digest = await new ImageRegistry(reference.Registry).FindDigestAsync(reference.Repository, reference.Tag, cancellationToken).ConfigureAwait(false)
            ?? throw new DistributedApplicationException($"{reference.Registry} has no image {reference.Repository}:{reference.Tag} to build upon: correct ContainerBaseImage in the project.");
        return $"{image}@{digest}";
    }

    /// <summary>The digest of a tag's manifest, or null where there is no such tag.</summary>
    /// <exception cref="DistributedApplicationException">The registry can't be reached, or refuses.</exception>
    public async Task<string?> FindDigestAsync(string repository, string tag, CancellationToken cancellationToken)
    {
        // Plain HTTP for the same hosts as the .NET SDK.
        var scheme = Host.Split(':')[0] == "localhost" ? "http" : "https";
        using var request = new HttpRequestMessage(HttpMethod.Head, $"{scheme}://{Host}/v2/{repository}/manifests/{tag}");
        foreach (var type in _manifestTypes)
        {
            request.Headers.Accept.ParseAdd(type);
        }

        if (Login is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Login.UserName}:{Login.Password}")));
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return response.StatusCode switch
            {
                HttpStatusCode.OK when response.Headers.TryGetValues("Docker-Content-Digest", out var digest) => digest.First(),
                HttpStatusCode.NotFound => null,
                HttpStatusCode.Unauthorized when Login is null => throw new DistributedApplicationException(
                    $"{Host} tells the digest of {repository}:{tag} to nobody without a login: name the image with its digest, as in {repository}:{tag}@sha256:…"),
                var status => throw new DistributedApplicationException($"{Host} answers {(int)status} when asked for {repository}:{tag}."),
            };
        }
        // The exception of sockets: a connection that was reset as soon as it was made.
        catch (Exception e) when (e is HttpRequestException or SocketException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new DistributedApplicationException($"The registry {Host} can't be asked for {repository}:{tag}: {e.Message}", e);
        }
    }
}
