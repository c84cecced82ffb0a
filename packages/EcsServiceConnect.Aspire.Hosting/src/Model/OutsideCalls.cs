using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>
/// What a resource calls outside the stack. Its security group lets it out on 443, on the ports of addresses that the
/// AppHost knows, and on those of <see cref="EcsServiceOptions.OutboundPorts"/>.
/// </summary>
internal static partial class OutsideCalls
{
    private const int HttpPort = 80;

    /// <summary>The ports beside 443; a warning where an address is known only when the stack is deployed.</summary>
    public static IReadOnlySet<int> Ports(EcsService service, RawValues values, DistributedApplicationModel model, EcsFindings findings)
    {
        var ports = new SortedSet<int>(service.Options.OutboundPorts);
        foreach (var text in service.Values.SelectMany(v => v.Parts).OfType<EcsText>())
        {
            ports.UnionWith(Url().Matches(text.Text).Where(IsOutside).Select(Port).OfType<int>());
        }

        if (ports.Count == 0)
        {
            var urls = model.Resources.OfType<ExternalServiceResource>().Select(s => s.UrlParameter).OfType<ParameterResource>().ToHashSet();
            foreach (var parameter in values.Parameters().Where(p => p.IsConnectionString || urls.Contains(p)).Distinct())
            {
                findings.Warnings.Add($"'{service.Name}' calls what '{parameter.Name}' names, which is known only when the stack is deployed, and it is let out on port 443 only: where it is another one, say .PublishAsEcsService(service => service.OutboundPorts.Add(5432)).");
            }
        }

        return ports;
    }

    // A name of one label is a service's, and what listens on loopback is its own.
    private static bool IsOutside(Match url)
    {
        var host = url.Groups["host"].Value.Trim('[', ']');
        return IPAddress.TryParse(host, out var address)
            ? !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            : host.Contains('.', StringComparison.Ordinal) && !host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }

    private static int? Port(Match url) =>
        url.Groups["port"] is { Success: true } port && int.TryParse(port.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= ushort.MaxValue ? number
        : url.Groups["scheme"].Value.Equals("http", StringComparison.OrdinalIgnoreCase) ? HttpPort
        : null;

    [GeneratedRegex(@"(?<![\w+])(?<scheme>[a-z][a-z0-9+.-]*)://([^\s/@]*@)?(?<host>\[[^\]]+\]|[^\s/:,;@?#'""{}*+]+)(:(?<port>\d+))?", RegexOptions.IgnoreCase)]
    private static partial Regex Url();
}
