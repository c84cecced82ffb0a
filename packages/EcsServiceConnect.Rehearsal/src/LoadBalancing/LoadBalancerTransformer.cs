using System.Globalization;
using System.Net;
using EcsServiceConnect.Rehearsal.Forwarding;
using EcsServiceConnect.Rehearsal.Plan;
using Microsoft.AspNetCore.Http;

namespace EcsServiceConnect.Rehearsal.LoadBalancing;

/// <summary>Passes a request on to a target, with what the load balancer says of the client.</summary>
/// <remarks>
/// Elastic Load Balancing User Guide, "HTTP headers and Application Load Balancers": X-Forwarded-For is added to,
/// X-Forwarded-Proto and -Port are set; and "Load balancer attributes": header names with other characters than letters,
/// digits and hyphens are invalid.
/// </remarks>
internal sealed class LoadBalancerTransformer(ListenerPlan listener, bool dropsInvalidHeaders, TargetGroupMetrics metrics) : ForwardedRequestTransformer
{
    private const string Proto = "X-Forwarded-Proto";
    private const string Port = "X-Forwarded-Port";

    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        if (dropsInvalidHeaders)
        {
            foreach (var name in httpContext.Request.Headers.Keys.Where(IsInvalid).ToList())
            {
                httpContext.Request.Headers.Remove(name);
            }
        }

        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken).ConfigureAwait(false);
        // HTTP/2 has no Host header for YARP to copy, but HTTP/1.1 to the target has.
        proxyRequest.Headers.Remove("Host");
        proxyRequest.Headers.TryAddWithoutValidation("Host", httpContext.Request.Host.Value);
        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-For", ClientOf(httpContext));
        proxyRequest.Headers.Remove(Proto);
        proxyRequest.Headers.TryAddWithoutValidation(Proto, listener.Protocol.ToLowerInvariant());
        proxyRequest.Headers.Remove(Port);
        proxyRequest.Headers.TryAddWithoutValidation(Port, listener.Port.ToString(CultureInfo.InvariantCulture));
    }

    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is not null)
        {
            metrics.Answered((int)proxyResponse.StatusCode);
        }

        return base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }

    private static string ClientOf(HttpContext context) => (context.Connection.RemoteIpAddress ?? IPAddress.Loopback).ToString();

    private static bool IsInvalid(string name) => !name.StartsWith(':') && name.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-');
}
