namespace EcsServiceConnect.Rehearsal.Forwarding;

/// <summary>Keeps SocketsHttpHandler from sending a request a second time.</summary>
/// <remarks>
/// It repeats a request without content where the connection ends before an answer, and a GET may be a vote: the load
/// balancer answers 502 then, and Envoy repeats only what it was told to. Content, be it empty, is never repeated.
/// </remarks>
internal sealed class SingleSendHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Content ??= new ByteArrayContent([]);
        return base.SendAsync(request, cancellationToken);
    }
}
