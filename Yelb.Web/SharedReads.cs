using System.Collections.Frozen;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http.Features;
using Yelb.ServiceDefaults;

namespace Yelb.Web;

/// <summary>
/// Reads that yelb-appserver answers alike for everybody and that count nothing: those that wait at the same moment
/// share one request, which began after they came, and its answer.
/// </summary>
internal sealed partial class SharedReads(ApiTransport transport, ApiForwarder forwarder, ILogger<SharedReads> logger)
{
    public static readonly IReadOnlyList<string> Paths = ["/api/getvotes", "/api/votes", "/api/stats"];

    /// <summary>How long an application server that hangs may keep those from asking that came later, who may reach another one.</summary>
    private static readonly TimeSpan _holdUp = TimeSpan.FromSeconds(0.25);

    /// <summary>With one of these, an answer may be for one client alone.</summary>
    private static readonly string[] _personal =
        ["Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "Authorization"];

    private readonly FrozenDictionary<string, Batcher<string, SharedAnswer>> _reads = Paths.ToFrozenDictionary(
        path => path,
        path => new Batcher<string, SharedAnswer>(ApiOutage.Limit, _holdUp, encodings => ReadAsync(transport, path, encodings)));

    public async Task AnswerAsync(HttpContext context)
    {
        // Routing ignores case and a slash at the end, yelb-appserver does not.
        if (!_reads.TryGetValue(context.Request.Path.Value!, out var read) || !MayShare(context))
        {
            await forwarder.ForwardAsync(context, CancellationToken.None);
            return;
        }

        SharedAnswer answer;
        try
        {
            answer = await read.AskAsync(context.Request.Headers.AcceptEncoding.ToString());
        }
        // The exception of sockets: a connection that was reset as soon as it was made.
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or TimeoutException or IOException or SocketException)
        {
            LogNotRead(context.Request.Path, e.Message);
            await (e is OperationCanceledException or TimeoutException ? ApiOutage.NotInTimeAsync(context) : ApiOutage.UnreachableAsync(context));
            return;
        }

        await answer.WriteAsync(context.Response);
    }

    private static bool MayShare(HttpContext context) =>
        !context.Request.QueryString.HasValue
        && context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true }
        && !_personal.Any(context.Request.Headers.ContainsKey);

    /// <summary>One request for each Accept-Encoding among those that wait.</summary>
    private static async Task<SharedAnswer[]> ReadAsync(ApiTransport transport, string path, string[] encodings)
    {
        using var limit = new CancellationTokenSource(ApiOutage.Limit);
        var answers = encodings.Distinct().ToDictionary(encoding => encoding, encoding => ReadAsync(transport, path, encoding, limit.Token));
        await Task.WhenAll(answers.Values);
        return Array.ConvertAll(encodings, encoding => answers[encoding].Result);
    }

    private static async Task<SharedAnswer> ReadAsync(ApiTransport transport, string path, string encoding, CancellationToken limit)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, AppServer.Address + path);
        if (encoding.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
        }

        using var response = await transport.SendAsync(request, limit);
        return await SharedAnswer.ReadAsync(response, limit);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "GET {Path} was not answered by yelb-appserver: {Reason}")]
    private partial void LogNotRead(PathString path, string reason);
}
