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

    /// <summary>How sure it is that the text is an address; certain by default.</summary>
    public AddressEvidence Evidence { get; init; }

    /// <summary>
    /// The addresses that a variable's value certainly is or holds: in URLs, `Host=…;Port=…`, `host=… port=…`,
    /// `host:port,…`, in the members of JSON, or a host alone in a variable that ends in HOST or the like.
    /// </summary>
    public static IEnumerable<NetworkAddress> In(Variable variable, IReadOnlyList<Variable> others) =>
        Possible(variable, others).Where(a => a.Evidence == AddressEvidence.Certain);

    /// <summary>The same, and what is one if somebody serves it.</summary>
    public static IEnumerable<NetworkAddress> Possible(Variable variable, IReadOnlyList<Variable> others)
    {
        if (JsonVariables.Members(variable.Value) is { } objects)
        {
            return objects.SelectMany(members => members.SelectMany(m => Possible(m, members)));
        }

        // What a dynamic reference stands for is never a host, but the text of one holds colons and names.
        var value = DynamicReference().Replace(variable.Value, Placeholder.For("resolve")).Trim();
        var urls = Url().Matches(value);
        return urls.Count > 0 ? urls.Where(u => u.Groups["port"].Success || _schemes.ContainsKey(u.Groups["scheme"].Value)).Select(OfUrl)
            : Words(value) is { } words ? [words]
            : Assignments(value) is { Count: > 0 } assignments ? OfAssignments(assignments)
            : HostAndPort().Matches(value) is { Count: > 0 } pairs ? pairs.Select(p => OfPair(p) with { Evidence = value.Contains('=', StringComparison.Ordinal) || AddressVariable().IsMatch(variable.Name) ? AddressEvidence.Certain : AddressEvidence.IfServed })
            : HostAlone().IsMatch(value) && !bool.TryParse(value, out _) ? HostVariable.Address(variable.Name, value, others)
            : [];
    }

    /// <summary>The addresses in a command: URLs, `host:port`, and what follows options such as `--host` and `--port`.</summary>
    public static IEnumerable<NetworkAddress> InCommand(IReadOnlyList<string> command)
    {
        var text = string.Join(' ', command);
        var option = HostOption().Match(text);
        return command.SelectMany(word => Url().Matches(word).Where(u => _schemes.ContainsKey(u.Groups["scheme"].Value))
                // In a script, or the text of a configuration, a name may be one of that text.
                .Select(u => OfUrl(u) with { Evidence = UrlAlone().IsMatch(word) ? AddressEvidence.Certain : AddressEvidence.IfHostIsServed }))
            .Concat(text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(word => HostAndPort().Matches(word)).Select(p => OfPair(p) with { Evidence = AddressEvidence.IfHostIsServed }))
            .Concat(option.Success ? [new(null, option.Groups["host"].Value, PortOption().Match(text) is { Success: true } port ? Number(port.Groups["port"].Value) : null) { Evidence = AddressEvidence.IfHostIsServed }] : []);
    }

    /// <summary>Whether it certainly is an address that only Service Connect can know: one label, or a name in one of its namespaces.</summary>
    public bool IsAliasLike(IEnumerable<string> namespaces) =>
        Evidence == AddressEvidence.Certain && (OneLabel().IsMatch(Host)
            ? !Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            : !IPAddress.TryParse(Host.Trim('[', ']'), out _) && namespaces.Any(n => Host.EndsWith($".{n}", StringComparison.OrdinalIgnoreCase)));

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

    private static NetworkAddress OfPair(Match pair) => new(null, pair.Groups["host"].Value, Number(pair.Groups["port"].Value));

    // libpq: `host=a port=5432`; Go's driver of MySQL: `user@tcp(a:3306)/name`.
    private static NetworkAddress? Words(string value) =>
        HostWord().Match(value) is { Success: true } host ? new(null, host.Groups["host"].Value, PortWord().Match(value) is { Success: true } port ? Number(port.Groups["port"].Value) : null)
        : HostInBrackets().Match(value) is { Success: true } pair ? OfPair(pair)
        : null;

    public static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"\{\{resolve:[^}]*\}\}")]
    private static partial Regex DynamicReference();

    [GeneratedRegex(@"(?<![\w+])(?<scheme>[a-z][a-z0-9+.-]*)://([^\s/@]*@)?(?<host>⟦[^⟧]+⟧|\[[^\]]+\]|[^\s/:,;@?#'""]+)(:(?<port>\d+|⟦[^⟧]+⟧))?", RegexOptions.IgnoreCase)]
    private static partial Regex Url();

    [GeneratedRegex(@"(?<=^|;)\s*(?<key>host|server|data source|address|addr|network address|port)\s*=\s*(?<value>[^;]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"(?<=^|\s)host=(?<host>[^\s;,='""]+)(?=\s+[a-z_]+=)", RegexOptions.IgnoreCase)]
    private static partial Regex HostWord();

    [GeneratedRegex(@"(?<=^|\s)port=(?<port>\d{2,5})(?=$|\s)", RegexOptions.IgnoreCase)]
    private static partial Regex PortWord();

    [GeneratedRegex(@"@tcp\((?<host>[^\s:()]+):(?<port>\d{2,5})\)", RegexOptions.IgnoreCase)]
    private static partial Regex HostInBrackets();

    [GeneratedRegex(@"^(--?[a-z][\w-]*[= ])?[a-z][a-z0-9+.-]*://\S+$", RegexOptions.IgnoreCase)]
    private static partial Regex UrlAlone();

    [GeneratedRegex(@"(?<=^|\s)(--?([a-z-]+-)?(host|hostname|server)|-h)(\s+|=)(?<host>[a-z][a-z0-9._-]*)(?=$|\s)", RegexOptions.IgnoreCase)]
    private static partial Regex HostOption();

    [GeneratedRegex(@"(?<=^|\s)(--?([a-z-]+-)?port|-p)(\s+|=)(?<port>\d{2,5})(?=$|\s)", RegexOptions.IgnoreCase)]
    private static partial Regex PortOption();

    [GeneratedRegex(@"(?<=^|,)\s*(?<host>[a-z][a-z0-9._-]*|⟦[^⟧]+⟧):(?<port>\d{2,5}|⟦[^⟧]+⟧)(?=,|$)", RegexOptions.IgnoreCase)]
    private static partial Regex HostAndPort();

    // A word and a number with a colon between them may be much else: an image and its tag, a day and an hour.
    [GeneratedRegex(@"HOST|SERVER|ADDR|ENDPOINT|BROKER|NODE|PEER|URL|URI|CONNECTION|UPSTREAM|BACKEND|PROXY|TARGET|SEEDS?$", RegexOptions.IgnoreCase)]
    private static partial Regex AddressVariable();

    [GeneratedRegex(@"^([a-z0-9]([a-z0-9._-]*[a-z0-9])?|⟦[^⟧]+⟧)$", RegexOptions.IgnoreCase)]
    private static partial Regex HostAlone();

    [GeneratedRegex(@"^[a-z0-9_-]*[a-z_-][a-z0-9_-]*$", RegexOptions.IgnoreCase)]
    private static partial Regex OneLabel();
}
