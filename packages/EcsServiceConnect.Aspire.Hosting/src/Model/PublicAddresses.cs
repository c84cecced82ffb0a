using System.Text.RegularExpressions;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>
/// Gives each external endpoint its place at a load balancer: the port, and the host and path that it shares the port by.
/// </summary>
internal static partial class PublicAddresses
{
    // The ports that endpoints get which have no other.
    private const int FirstOther = 8080;
    private const int Http = 80;

    public static void Assign(IEnumerable<EcsService> services, EcsEnvironmentResource environment, EcsFindings findings)
    {
        var external = services.Where(s => s.PublicPorts.Any()).ToList();
        findings.Errors.AddRange(external.SelectMany(s => Errors(s, environment)));
        foreach (var service in external.Where(s => s.Options.OwnLoadBalancer))
        {
            Assign([service], environment, findings);
        }

        Assign([.. external.Where(s => !s.Options.OwnLoadBalancer)], environment, findings);
        if (environment.Domain is { } domain && external.Where(s => s.Options.OwnLoadBalancer).Select(s => (s.Name, Host: s.Options.PublicRoute?.Host ?? domain.Name))
            .Concat(external.Where(s => !s.Options.OwnLoadBalancer).SelectMany(s => new[] { s.Options.PublicRoute?.Host ?? domain.Name, domain.Name }).Distinct().Select(host => (Name: environment.Name, Host: host)))
            .GroupBy(b => b.Host, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } shared)
        {
            findings.Errors.Add($"'{shared.Key}' would lead to the load balancers of {string.Join(" and ", shared.Select(b => $"'{b.Name}'"))}: give the resource with OwnLoadBalancer a name of its own by PublicRoute = new() {{ Host = \"other.{domain.HostedZoneName}\" }}.");
        }
    }

    /// <summary>Of one load balancer: what is asked for comes first, then the standard port, then others.</summary>
    private static void Assign(IReadOnlyList<EcsService> services, EcsEnvironmentResource environment, EcsFindings findings)
    {
        var taken = new Dictionary<EcsPublicAddress, string>();

        // With a domain, what comes by http is led to https.
        var ports = environment.Domain is null ? new HashSet<int>() : [Http];
        foreach (var service in services.Where(s => s.Options.PublicRoute is not null))
        {
            var route = service.Options.PublicRoute!;
            if (route.Host is not null || route.Path is not null || route.Port is not null)
            {
                Take(service, service.PublicPorts.First(), new(route.Port ?? environment.PublicPort, route.Host?.ToLowerInvariant(), route.Path));
            }
        }

        foreach (var service in services)
        {
            foreach (var port in service.PublicPorts.Where(p => p.Public is null))
            {
                var free = new[] { environment.PublicPort, port.AliasPort }.Concat(Enumerable.Range(FirstOther, services.Sum(s => s.PublicPorts.Count()) + 1)).First(p => !ports.Contains(p));
                if (free != environment.PublicPort)
                {
                    findings.Warnings.Add($"'{service.Name}' is reached on port {free} of the load balancer{(port == service.PublicPorts.First() ? "" : $" for its endpoint '{port.Endpoint.Name}'")}, as another has port {environment.PublicPort}: a host, a path or a port of its own is set by .PublishAsEcsService(service => service.PublicRoute = new() {{ Path = \"/{service.Alias}\" }}).");
                }

                Take(service, port, new(free, null, null));
            }
        }

        void Take(EcsService service, EcsPort port, EcsPublicAddress address)
        {
            port.Public = address;
            if (address is { Host: null, Path: null })
            {
                ports.Add(address.Port);
            }

            if (!taken.TryAdd(address, service.Name))
            {
                findings.Errors.Add($"'{service.Name}' and '{taken[address]}' have the same PublicRoute, so that only one of them would be reached: give each another host, path or port.");
            }
        }
    }

    // Elastic Load Balancing User Guide, "Condition types for listener rules": up to 128 characters; a host has letters,
    // digits, '-', '.', and wild cards, a path what a URL takes.
    private static IEnumerable<string> Errors(EcsService service, EcsEnvironmentResource environment)
    {
        var route = service.Options.PublicRoute;
        if (route?.Host is { } host && !Host().IsMatch(host))
        {
            yield return $"'{service.Name}' has the host '{host}' in its PublicRoute, and a load balancer takes names such as admin.example.com or *.example.com, up to 128 characters: say another.";
        }

        if (route?.Path is { } path && !Path().IsMatch(path))
        {
            yield return $"'{service.Name}' has the path '{path}' in its PublicRoute, and a load balancer takes one that begins with a slash, of up to 126 letters, digits and any of _-.$/~\"'@:+&*?: say another.";
        }

        if (route?.Port is { } port && (port is < 1 or > ushort.MaxValue || (port == Http && environment.Domain is not null)))
        {
            yield return $"'{service.Name}' has the port {port} in its PublicRoute{(port == Http ? ", where the load balancer leads to https" : ", which is no port")}: say another, or none.";
        }

        // Amazon ECS Developer Guide, "Registering multiple target groups with a service".
        if (service.PublicPorts.Count() > 5)
        {
            yield return $"'{service.Name}' has {service.PublicPorts.Count()} external endpoints, and load balancers send to five of a service at most: make fewer external.";
        }

        if (environment.Domain is { CertificateArn: null } domain && route?.Host is { } outside && Host().IsMatch(outside)
            && !outside.Equals(domain.HostedZoneName, StringComparison.OrdinalIgnoreCase) && !outside.EndsWith($".{domain.HostedZoneName}", StringComparison.OrdinalIgnoreCase))
        {
            yield return $"'{service.Name}' has the host '{outside}' in its PublicRoute, which is outside of the hosted zone '{domain.HostedZoneName}' that proves the certificate: give a certificate for both by the domain's CertificateArn, or take a name in the zone.";
        }
    }

    [GeneratedRegex(@"^(?=.{1,128}$)[A-Za-z0-9*?]([A-Za-z0-9*?-]*[A-Za-z0-9*?])?(\.[A-Za-z0-9*?-]+)+$")]
    private static partial Regex Host();

    [GeneratedRegex(@"^/[A-Za-z0-9_\-.$/~""'@:+&*?]{0,125}$")]
    private static partial Regex Path();
}
