using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>A host that a variable names, with its port.</summary>
/// <param name="Scheme">The URL's scheme; null where it is in no URL.</param>
/// <param name="Host">The host.</param>
/// <param name="Port">The port; null where it is left to the client, or known only to AWS.</param>
internal sealed partial record NetworkAddress(string? Scheme, string Host, int? Port)
{
    // With the port where a URL has none; null where each client has its own.
    private static readonly Dictionary<string, int?> _schemes = new (string Scheme, int? Port)[]
    {
        ("http", 80), ("https", 443), ("ws", 80), ("wss", 443), ("grpc", null), ("grpcs", null), ("tcp", null), ("tls", null),
        ("postgres", 5432), ("postgresql", 5432), ("mysql", 3306), ("sqlserver", 1433), ("mongodb", 27017),
        ("redis", 6379), ("rediss", 6379), ("amqp", 5672), ("amqps", 5671), ("nats", 4222), ("kafka", 9092),
    }.ToDictionary(s => s.Scheme, s => s.Port, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the port stands in the variable, rather than being the scheme's.</summary>
    public bool HasPort { get; init; }

    /// <summary>The addresses in a variable's value: in URLs, `Host=…;Port=…`, `host:port,…`, or a host alone in a variable that ends in HOST or the like.</summary>
    public static IEnumerable<NetworkAddress> In(Variable variable, IReadOnlyList<Variable> others)
    {
        // What a dynamic reference stands for is never a host, but the text of one holds colons and names.
        var value = DynamicReference().Replace(variable.Value, Placeholder.For("resolve")).Trim();
        var urls = Url().Matches(value);
        return urls.Count > 0 ? urls.Where(u => u.Groups["port"].Success || _schemes.ContainsKey(u.Groups["scheme"].Value)).Select(OfUrl)
            : Assignments(value) is { Count: > 0 } assignments ? OfAssignments(assignments)
            : HostAndPort().Matches(value) is { Count: > 0 } pairs && (value.Contains('=', StringComparison.Ordinal) || AddressVariable().IsMatch(variable.Name)) ? pairs.Select(p => new NetworkAddress(null, p.Groups["host"].Value, Number(p.Groups["port"].Value)))
            : HostVariable().Match(variable.Name) is { Success: true } name && HostAlone().IsMatch(value) && !bool.TryParse(value, out _) ? [new(null, value, PortBeside(variable.Name, name, others))]
            : [];
    }

    /// <summary>Whether only Service Connect can know it: one label, or a name in one of its namespaces.</summary>
    public bool IsAliasLike(IEnumerable<string> namespaces) =>
        OneLabel().IsMatch(Host)
            ? !Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            : !IPAddress.TryParse(Host.Trim('[', ']'), out _) && namespaces.Any(n => Host.EndsWith($".{n}", StringComparison.OrdinalIgnoreCase));

    public override string ToString() => Port is null ? Host : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    private static NetworkAddress OfUrl(Match url)
    {
        var scheme = url.Groups["scheme"].Value;
        var port = url.Groups["port"];
        return new(scheme, url.Groups["host"].Value, port.Success ? Number(port.Value) : _schemes.GetValueOrDefault(scheme)) { HasPort = port.Success };
    }

    private static Dictionary<string, string> Assignments(string value) =>
        Assignment().Matches(value).GroupBy(m => m.Groups["key"].Value, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => g.First().Groups["value"].Value, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<NetworkAddress> OfAssignments(Dictionary<string, string> assignments)
    {
        var port = Number(assignments.GetValueOrDefault("Port", ""));
        foreach (var (_, hosts) in assignments.Where(a => !a.Key.Equals("Port", StringComparison.OrdinalIgnoreCase)))
        {
            // Npgsql: `Host=a,b:5433`; SQL Server: `Server=tcp:a,1433`.
            var items = hosts.Split(',', StringSplitOptions.TrimEntries);
            foreach (var item in items.Where(i => Number(i) is null))
            {
                var text = item.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase) ? item[4..] : item;
                var pair = HostAndPort().Match(text);
                yield return pair.Success
                    ? new(null, pair.Groups["host"].Value, Number(pair.Groups["port"].Value))
                    : new(null, text, port ?? items.Select(Number).FirstOrDefault(n => n is not null));
            }
        }
    }

    private static int? PortBeside(string name, Match host, IReadOnlyList<Variable> others)
    {
        var port = $"{name[..host.Index]}PORT";
        return others.FirstOrDefault(o => o.Name.Equals(port, StringComparison.OrdinalIgnoreCase)) is { } beside ? Number(beside.Value) : null;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"\{\{resolve:[^}]*\}\}")]
    private static partial Regex DynamicReference();

    [GeneratedRegex(@"(?<![\w+])(?<scheme>[a-z][a-z0-9+.-]*)://([^\s/@]*@)?(?<host>⟦[^⟧]+⟧|\[[^\]]+\]|[^\s/:,;@?#'""]+)(:(?<port>\d+|⟦[^⟧]+⟧))?", RegexOptions.IgnoreCase)]
    private static partial Regex Url();

    [GeneratedRegex(@"(?<=^|;)\s*(?<key>host|server|data source|address|addr|network address|port)\s*=\s*(?<value>[^;]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"(?<=^|,)\s*(?<host>[a-z][a-z0-9._-]*|⟦[^⟧]+⟧):(?<port>\d{2,5}|⟦[^⟧]+⟧)(?=,|$)", RegexOptions.IgnoreCase)]
    private static partial Regex HostAndPort();

    // A word and a number with a colon between them may be much else: an image and its tag, a day and an hour.
    [GeneratedRegex(@"HOST|SERVER|ADDR|ENDPOINT|BROKER|NODE|PEER|URL|URI|CONNECTION|UPSTREAM|BACKEND|PROXY|TARGET|SEEDS?$", RegexOptions.IgnoreCase)]
    private static partial Regex AddressVariable();

    [GeneratedRegex(@"(?<=^|_|-|:|[a-z])(HOST|HOSTNAME|SERVER|ADDR|ADDRESS|ENDPOINT|Host|Hostname|HostName|Server|Address|Endpoint|host|hostname)$")]
    private static partial Regex HostVariable();

    [GeneratedRegex(@"^([a-z0-9]([a-z0-9._-]*[a-z0-9])?|⟦[^⟧]+⟧)$", RegexOptions.IgnoreCase)]
    private static partial Regex HostAlone();

    [GeneratedRegex(@"^[a-z0-9_-]*[a-z_-][a-z0-9_-]*$", RegexOptions.IgnoreCase)]
    private static partial Regex OneLabel();
}
