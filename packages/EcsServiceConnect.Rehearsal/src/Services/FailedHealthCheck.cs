using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>Why a container's health check failed. ECS tells no more than that it did.</summary>
internal static partial class FailedHealthCheck
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    /// <summary>What the address in its command answers now, where there is one that fails, and what the command said.</summary>
    public static async Task<string> ExplainAsync(HealthCheckPlan check, string said, NetworkNamespace network, CancellationToken cancellationToken)
    {
        if (check.Command.Select(word => Address().Match(word)).FirstOrDefault(m => m.Success) is not { } match)
        {
            return said;
        }

        var port = match.Groups["port"] is { Success: true, Value: var text } ? int.Parse(text, CultureInfo.InvariantCulture) : 80;
        var path = match.Groups["path"] is { Success: true, Value: var given } ? given : "/";
        return await AnswerAsync(port, path, network, cancellationToken).ConfigureAwait(false) is { } answer ? $"{answer} ({said})" : said;
    }

    // Null where it answers well, so that it is the command that is wrong.
    private static async Task<string?> AnswerAsync(int port, string path, NetworkNamespace network, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_patience);
        using var client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) => new NetworkStream(await network.ConnectAsync(new(IPAddress.Loopback, port), token).ConfigureAwait(false), ownsSocket: true),
            AllowAutoRedirect = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
        });
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}{path}"));
            using var response = await client.SendAsync(request, limit.Token).ConfigureAwait(false);
            var hint = response.StatusCode is HttpStatusCode.NotFound ? "; does the project map its health endpoints?" : "";
            return response.StatusCode < HttpStatusCode.MultipleChoices ? null
                : string.Create(CultureInfo.InvariantCulture, $"GET {path} answered {(int)response.StatusCode}{hint}");
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return string.Create(CultureInfo.InvariantCulture, $"nothing listens at port {port}");
        }
        catch (Exception e) when (e is HttpRequestException or UriFormatException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return $"GET {path} got no answer";
        }
    }

    // The container's own: what is elsewhere says nothing of it.
    [GeneratedRegex("""http://(localhost|127\.0\.0\.1|0\.0\.0\.0)(:(?<port>\d{1,5}))?(?<path>/[^\s"'|;&]*)?""")]
    private static partial Regex Address();
}
