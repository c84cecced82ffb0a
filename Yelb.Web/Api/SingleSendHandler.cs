namespace Yelb.Web.Api;

/// <summary>Keeps SocketsHttpHandler from sending a request a second time.</summary>
/// <remarks>
/// SocketsHttpHandler repeats a request that has no content, whatever its method, when the server closes the connection
/// before the first byte of an answer. A server killed right after it committed a vote does just that, and the vote would
/// count twice. A request with content, be it empty, is never repeated.
/// </remarks>
internal sealed class SingleSendHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Content ??= new ByteArrayContent([]);
        return base.SendAsync(request, cancellationToken);
    }
}
