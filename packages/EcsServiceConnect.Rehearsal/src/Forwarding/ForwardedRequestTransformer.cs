using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace EcsServiceConnect.Rehearsal.Forwarding;

/// <summary>Passes a request and its answer on as they are: the path as it was written, the host that was asked for.</summary>
/// <remarks>What the client says is of its connection alone ends here (RFC 9110, section 7.6.1).</remarks>
internal class ForwardedRequestTransformer : HttpTransformer
{
    /// <summary>Whether the answer's headers are the client's already.</summary>
    public bool HasAnswered { get; private set; }

    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        foreach (var name in httpContext.Request.Headers.GetCommaSeparatedValues("Connection"))
        {
            httpContext.Request.Headers.Remove(name);
        }

        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken).ConfigureAwait(false);
        // YARP would send the path anew from what Kestrel has decoded of it.
        if (httpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget is ['/', ..] target)
        {
            proxyRequest.RequestUri = new(destinationPrefix + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        }
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
        {
            return false;
        }

        HasAnswered = true;
        var hasBody = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken).ConfigureAwait(false);
        if (proxyResponse.Headers.TransferEncodingChunked is true)
        {
            // The headers of a stream do not wait for its first event.
            await httpContext.Response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        return hasBody;
    }
}
