using System.Globalization;
using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Images;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>The ports that a container's server listens on, where its image or its variables say it.</summary>
/// <remarks>
/// ASP.NET Core, "Configure endpoints for the ASP.NET Core Kestrel web server"; PostgreSQL, "Environment Variables" and
/// "Connections and Authentication"; Redis, "Configuration".
/// </remarks>
/// <param name="Ports">The ports.</param>
/// <param name="Source">Who says so, as `variable HTTP_PORTS`.</param>
/// <param name="AreAll">Whether it can listen on no other.</param>
internal sealed partial record ListenPorts(IReadOnlyList<int> Ports, string Source, bool AreAll)
{
    private static readonly string[] _urls = ["ASPNETCORE_URLS", "DOTNET_URLS", "URLS"];
    private static readonly string[] _ownHosts = ["+", "*", "0.0.0.0", "[::]", "localhost", "127.0.0.1", "[::1]"];
    private static readonly string[] _ports = ["ASPNETCORE_HTTP_PORTS", "DOTNET_HTTP_PORTS", "HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_HTTPS_PORTS", "HTTPS_PORTS"];

    /// <summary>Whether it takes connections of its own task only.</summary>
    public bool IsLoopback { get; private init; }

    /// <summary>Null where nothing says it.</summary>
    public static ListenPorts? Of(Container container)
    {
        var command = ContainerCommand.Of(container);
        if (command is null && (container.Definition["Command"].IsPresent || container.Definition["EntryPoint"].IsPresent))
        {
            return null;
        }

        return container.KnownImage switch
        {
            { IsNamesake: false, Family: ImageFamily.PostgreSql, Port: { } port } => OfStore(container, command, port, "PGPORT", "-p", "--port", "port"),
            { IsNamesake: false, Family: ImageFamily.Redis or ImageFamily.Valkey, Port: { } port } => command?.Text.Contains(".conf", StringComparison.Ordinal) == true ? null : OfStore(container, command, port, null, "--port"),
            { IsNamesake: false, Family: ImageFamily.MySql or ImageFamily.MariaDb, Port: { } port } => OfStore(container, command, port, null, "--port", "-P"),
            { IsNamesake: false, Family: ImageFamily.MongoDb, Port: { } port } => command is null ? OfStore(container, command, port, null) : null,
            // Their settings are in files, which a volume or a command brings; as a parameter's default they are there for the first try.
            { IsNamesake: false, Family: ImageFamily.Nginx or ImageFamily.Httpd, Port: { } port } when command is null && container.Mounts.Count == 0 && container.Definition["Image"].Node is System.Text.Json.Nodes.JsonValue => OfStore(container, command, port, null),
            { Family: not (ImageFamily.DotNet or ImageFamily.Other) } => null,
            var image => OfDotNet(container, image),
        };
    }

    private static ListenPorts? OfStore(Container container, ContainerCommand? command, int usual, string? variable, params string[] options)
    {
        var (given, source) = command?.Option(options) is { } option ? (option, "its command")
            : Variable(container, variable) is { } value ? (value, $"variable {variable}")
            : (null, $"its image {container.Definition["Image"].Text}");
        return given is null ? new([usual], source, AreAll: true)
            : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? new([port], source, AreAll: true)
            : null;
    }

    // Endpoints of Kestrel's own are before addresses, and these before ports.
    private static ListenPorts? OfDotNet(Container container, KnownImage? image)
    {
        if (container.VariableNames.Any(n => n.StartsWith("Kestrel__", StringComparison.OrdinalIgnoreCase)) || container.Secrets.Any(s => _urls.Contains(s.Name) || _ports.Contains(s.Name)))
        {
            return null;
        }

        if (_urls.Select(u => (Name: u, Value: Variable(container, u))).FirstOrDefault(u => u.Value is { Length: > 0 }) is { Value: { } urls } given)
        {
            var found = Url().Matches(urls);
            return urls.Contains(Placeholder.Open) || found.Count == 0 || !found.All(u => _ownHosts.Contains(u.Groups["host"].Value)) ? null : new([.. found.Select(PortOf)], $"variable {given.Name}", AreAll: true)
            {
                IsLoopback = found.All(u => u.Groups["host"].Value is "localhost" or "127.0.0.1" or "[::1]"),
            };
        }

        var ports = _ports.Select(p => (Name: p, Value: Variable(container, p))).Where(p => p.Value is { Length: > 0 }).ToList();
        return ports.Count == 0 ? image?.Port is { } usual ? new([usual], $"its image {container.Definition["Image"].Text}", AreAll: false) : null
            : ports.SelectMany(p => p.Value!.Split([';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : (int?)null).ToList() is var numbers && numbers.Contains(null) ? null
            : new([.. numbers.OfType<int>()], string.Join(", ", ports.Select(p => $"variable {p.Name}")), AreAll: true);
    }

    private static int PortOf(Match url) =>
        url.Groups["port"] is { Success: true } port ? int.Parse(port.ValueSpan, CultureInfo.InvariantCulture) : url.Groups["scheme"].Value == "https" ? 443 : 80;

    private static string? Variable(Container container, string? name) => container.Environment.FirstOrDefault(v => v.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;

    [GeneratedRegex(@"(?<scheme>https?)://(?<host>\[[^\]]*\]|[^:/;\s]+)(:(?<port>\d{1,5}))?", RegexOptions.IgnoreCase)]
    private static partial Regex Url();
}
