using System.Collections.Frozen;
using Microsoft.AspNetCore.Http.Features;
using Yelb.Voting;

namespace Yelb.Web.Api;

/// <summary>
/// Reads that yelb-appserver answers alike for everybody and that count nothing: those that wait at the same moment
/// share one request, which began after they came, and its answer.
/// </summary>
internal sealed partial class SharedReads(ApiTransport transport, ApiForwarder forwarder, ILogger<SharedReads> logger)
{
    public static readonly IReadOnlyList<string> Paths = ["/api/getvotes", "/api/votes", "/api/stats"];

    /// <summary>
    /// What browsers and the usual clients accept. Nothing else that a client writes is part of a request that others share:
    /// whoever sends something of his own has a request of his own.
    /// </summary>
    private static readonly string[] _encodings =
        ["", "identity", "gzip", "gzip, deflate", "gzip, deflate, br", "gzip, deflate, br, zstd", "br"];

    /// <summary>With one of these, an answer may be for one client alone.</summary>
    private static readonly string[] _personal =
        ["Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "Authorization"];

    // One for each, so that a failure of one is none of the others.
    private readonly FrozenDictionary<(string Path, string Encoding), Batcher<ValueTuple, SharedAnswer>> _reads =
        (from path in Paths from encoding in _encodings select (path, encoding)).ToFrozenDictionary(
            read => read,
            read => new Batcher<ValueTuple, SharedAnswer>(ApiOutage.Limit, ApiOutage.HoldUp, readers => ReadAsync(transport, read.path, read.encoding, readers.Length)));

    public async Task AnswerAsync(HttpContext context)
    {
        // Routing ignores case and a slash at the end, yelb-appserver does not.
        if (!MayShare(context) || !_reads.TryGetValue((context.Request.Path.Value!, context.Request.Headers.AcceptEncoding.ToString()), out var read))
        {
            await forwarder.ForwardAsync(context);
            return;
        }

        SharedAnswer answer;
        try
        {
            answer = await read.AskAsync(default);
        }
        catch (Exception e) when (ApiOutage.IsNoAnswer(e))
        {
            LogNotRead(context.Request.Path, e.Message);
            await ApiOutage.ExplainAsync(context, e);
            return;
        }

        await answer.WriteAsync(context.Response);
    }

    private static bool MayShare(HttpContext context) =>
        !context.Request.QueryString.HasValue
        && context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true }
        && !_personal.Any(context.Request.Headers.ContainsKey);

    private static async Task<SharedAnswer[]> ReadAsync(ApiTransport transport, string path, string encoding, int readers)
    {
        using var limit = new CancellationTokenSource(ApiOutage.Limit);
        using var request = new HttpRequestMessage(HttpMethod.Get, ApiTransport.Address + path);
        if (encoding.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
        }

        using var response = await transport.SendAsync(request, limit.Token);
        return [.. Enumerable.Repeat(await SharedAnswer.ReadAsync(response, limit.Token), readers)];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "GET {Path} was not answered by yelb-appserver: {Reason}")]
    private partial void LogNotRead(PathString path, string reason);
}
