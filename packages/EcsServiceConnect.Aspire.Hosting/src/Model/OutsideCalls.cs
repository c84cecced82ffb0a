using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>
/// What a resource calls outside the stack. Its security group lets it out on 443, on the ports of addresses that the
/// AppHost knows, and on those of <see cref="EcsServiceOptions.OutboundPorts"/>.
/// </summary>
internal static class OutsideCalls
{
    private const int Https = 443;
    private const string Remedy = "it is let out on port 443 only: where it is another one, say .PublishAsEcsService(service => service.OutboundPorts.Add(5432)).";

    /// <summary>The ports beside 443; a warning where an address is known only when the stack is deployed.</summary>
    public static IReadOnlySet<int> Ports(EcsService service, RawValues values, DistributedApplicationModel model, EcsFindings findings)
    {
        var variables = service.Variables.Select(v => new Variable(v.Name, Text(v.Value)))
            .Concat(service.Command.Select(argument => new Variable("", Text(argument))))
            .ToList();
        var addresses = variables.SelectMany(v => NetworkAddress.In(v, variables).Where(IsOutside).Select(a => (a.Host, a.Port, IsDialled: v.Value.Contains('=', StringComparison.Ordinal)))).ToList();
        var ports = new SortedSet<int>(service.Options.OutboundPorts.Concat(addresses.Select(a => a.Port).OfType<int>().Where(p => p is > 0 and <= ushort.MaxValue and not Https)));
        if (ports.Count > 0)
        {
            return ports;
        }

        // A connection string is to be dialled; a host in a variable of its own may be anything, as the name that a site has.
        foreach (var host in addresses.Where(a => a is { Port: null, IsDialled: true }).Select(a => a.Host).Distinct())
        {
            findings.Warnings.Add($"'{service.Name}' calls {host} on a port that its address does not tell, and {Remedy}");
        }

        var urls = model.Resources.OfType<ExternalServiceResource>().Select(s => s.UrlParameter).OfType<ParameterResource>().ToHashSet();
        foreach (var parameter in values.Parameters().Where(p => p.IsConnectionString || urls.Contains(p)).Distinct())
        {
            findings.Warnings.Add($"'{service.Name}' calls what '{parameter.Name}' names, which is known only when the stack is deployed, and {Remedy}");
        }

        return ports;
    }

    // As it will stand in the template: what only the deployment knows is neither a host nor a port here.
    private static string Text(EcsValue value) =>
        string.Concat(value.Parts.Select(p => p is EcsText text ? text.Text : Placeholder.For("known-later")));

    // A name of one label is a service's, and what listens on loopback is its own.
    private static bool IsOutside(NetworkAddress address)
    {
        var host = address.Host.Trim('[', ']');
        return IPAddress.TryParse(host, out var ip)
            ? !IPAddress.IsLoopback(ip) && !ip.Equals(IPAddress.Any) && !ip.Equals(IPAddress.IPv6Any)
            : host.Contains('.', StringComparison.Ordinal) && !host.Contains(Placeholder.Open, StringComparison.Ordinal) && !host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }
}
