using System.Text.RegularExpressions;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>A variable that holds a host alone, with its port in another: `DB_HOST` and `DB_PORT`, `DB_SERVER` and `DB_SERVER_PORT`, `PGHOST` and `PGPORT`.</summary>
internal static partial class HostVariable
{
    /// <summary>The address that a host alone in a variable is, if its name says so.</summary>
    public static IEnumerable<NetworkAddress> Address(string name, string host, IReadOnlyList<Variable> others)
    {
        if (HostName().Match(name) is { Success: true } match)
        {
            var port = PortBeside(name, name[..match.Index], others);
            // What a program calls itself, or a kind of server, has the same endings.
            var isCertain = !OwnName().IsMatch(name) && !NoHost().IsMatch(host) && (port is not null || HostWord().IsMatch(name));
            return [new(null, host, port) { Evidence = isCertain ? AddressEvidence.Certain : AddressEvidence.IfHostIsServed }];
        }

        return AddressName().IsMatch(name) ? [new(null, host, null) { Evidence = AddressEvidence.IfServed }] : [];
    }

    private static int? PortBeside(string name, string stem, IReadOnlyList<Variable> others)
    {
        var ports = others.Where(o => o.Name.EndsWith("PORT", StringComparison.OrdinalIgnoreCase)).ToList();
        return ports.Count == 0 ? null
            : new[] { $"{name}PORT", $"{stem}PORT" }.Concat(_words.Select(word => $"{stem}{word}PORT"))
                .Select(candidate => ports.Find(p => Same(p.Name, candidate)))
                .FirstOrDefault(p => p is not null) is { } beside ? NetworkAddress.Number(beside.Value) : null;
    }

    private static readonly string[] _words = ["HOST", "SERVER", "SERVICE", "ADDRESS", "ENDPOINT"];

    private static bool Same(string name, string candidate) => Separator().Replace(name, "").Equals(Separator().Replace(candidate, ""), StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("[^A-Za-z0-9]")]
    private static partial Regex Separator();

    [GeneratedRegex(@"(HOST_?NAME|HOST|SERVER|ADDRESS|ADDR|ENDPOINT)$", RegexOptions.IgnoreCase)]
    private static partial Regex HostName();

    [GeneratedRegex(@"((?<=^|_|-|:|[a-z])(HOST|Host)|(?<=^|_|-|:)host)$")]
    private static partial Regex HostWord();

    [GeneratedRegex(@"^((.*(^|[_.:-]))?(VIRTUAL|SERVER|APP|APPLICATION|PUBLIC|EXTERNAL|INTERNAL|LISTEN|BIND|ALLOWED|TRUSTED|FORWARDED|PRESERVE|CANONICAL|ADVERTISED|SITE|DOMAIN|OWN|MY|THIS)[_.:-]*)?(HOST|HOSTNAME|ADDRESS|ADDR|SERVER)$|^(KC|KEYCLOAK)_", RegexOptions.IgnoreCase)]
    private static partial Regex OwnName();

    [GeneratedRegex("^(all|any|none|auto|default|host|origin|same-?origin|self|internal|external|kestrel|nginx|apache|gunicorn|uvicorn|puma|tomcat|jetty|undertow|netty)$", RegexOptions.IgnoreCase)]
    private static partial Regex NoHost();

    [GeneratedRegex(@"(SERVICE|BROKER|NODE|PEER|URL|URI|UPSTREAM|BACKEND|PROXY|TARGET|SEED)S?$", RegexOptions.IgnoreCase)]
    private static partial Regex AddressName();
}
