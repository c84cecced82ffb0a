using System.Globalization;
using EcsServiceConnect.Rehearsal.Plan;
using Microsoft.AspNetCore.Http;

namespace EcsServiceConnect.Rehearsal.LoadBalancing;

/// <summary>Where a redirect action sends a client.</summary>
/// <remarks>
/// Elastic Load Balancing User Guide, "Redirect actions": `#{protocol}`, `#{host}`, `#{port}`, `#{path}` (without the slash
/// before it) and `#{query}` (without the question mark) stand for the request's own.
/// </remarks>
internal static class RedirectLocation
{
    /// <param name="redirect">The action.</param>
    /// <param name="listener">The listener that has it.</param>
    /// <param name="request">What came.</param>
    /// <param name="addresses">Where the load balancer's listeners are on this machine, by the ports that they have in AWS.</param>
    public static string Of(ListenerActionPlan.Redirect redirect, ListenerPlan listener, HttpRequest request, IReadOnlyDictionary<int, Uri> addresses)
    {
        string Fill(string part) => part
            .Replace("#{protocol}", listener.Protocol, StringComparison.Ordinal)
            .Replace("#{host}", request.Host.Host, StringComparison.Ordinal)
            .Replace("#{port}", listener.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("#{path}", request.Path.ToUriComponent().TrimStart('/'), StringComparison.Ordinal)
            .Replace("#{query}", request.QueryString.Value?.TrimStart('?'), StringComparison.Ordinal);

        var host = Fill(redirect.Host);
        var port = Fill(redirect.Port);
        // A redirect to the load balancer itself is one to where its other listener is on this machine.
        if (host == request.Host.Host && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var own) && addresses.TryGetValue(own, out var here))
        {
            port = here.Port.ToString(CultureInfo.InvariantCulture);
        }

        var query = Fill(redirect.Query);
        return $"{Fill(redirect.Protocol).ToLowerInvariant()}://{host}:{port}{Fill(redirect.Path)}{(query.Length > 0 ? $"?{query}" : "")}";
    }
}
