using System.Globalization;
using System.Text.RegularExpressions;
using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>What images say of their files only in their Dockerfiles: who owns them, and where the data is.</summary>
/// <remarks>
/// The sources are the Dockerfiles of the images: docker-library/postgres, redis, mongo, mysql, mariadb and rabbitmq,
/// and those of the others' own repositories.
/// </remarks>
internal sealed partial record KnownImage
{
    private static readonly EcsFileOwner _debian = new(999, 999);

    private static readonly string[] _postgresFolders = ["/var/lib/postgresql", "/var/lib/pgsql", "/bitnami/postgresql", "/home/postgres/pgdata"];

    // Names without the registry; Docker's official images are in "library".
    private static readonly Dictionary<string, Func<string, KnownImage>> _images = new()
    {
        ["library/postgres"] = tag => Postgres(tag, TagMajor()),
        ["postgis/postgis"] = tag => Postgres(tag, TagMajor()),
        ["pgvector/pgvector"] = tag => Postgres(tag, PgMajor()),
        // Upon the official image's Alpine variant.
        ["timescale/timescaledb"] = tag => Postgres(tag, PgMajor()) with { FileOwner = new(70, 70) },
        ["timescale/timescaledb-ha"] = _ => new() { FileOwner = new(1000, 1000), DataFolder = "/home/postgres/pgdata/data", FolderVariable = "PGDATA", MistakenFolders = _postgresFolders },
        ["library/redis"] = Redis,
        ["valkey/valkey"] = Redis,
        ["library/mongo"] = _ => new() { FileOwner = _debian, DataFolder = "/data/db", ImageVolume = "/data/db", MovedBy = ["--dbpath", "--config", "-f"], MistakenFolders = ["/var/lib/mongo", "/var/lib/mongodb"] },
        ["library/mysql"] = _ => MySql(),
        ["library/mariadb"] = _ => MySql(),
        ["library/rabbitmq"] = tag => new() { FileOwner = IsAlpine(tag) ? new(100, 101) : _debian, DataFolder = "/var/lib/rabbitmq/mnesia", ImageVolume = "/var/lib/rabbitmq", FolderVariable = "RABBITMQ_MNESIA_BASE", Lasting = ("RABBITMQ_NODENAME", "rabbit@localhost") },

        // These run as a user of their own from the start. Where that is of root's group, the user's number does for the
        // group, for a volume of root's group takes root's rights.
        ["keycloak/keycloak"] = _ => OwnedBy(1000),
        ["grafana/grafana"] = _ => OwnedBy(472),
        ["prom/prometheus"] = _ => OwnedBy(65534),
        ["mssql/server"] = _ => OwnedBy(10001),
        ["confluentinc/confluent-local"] = _ => OwnedBy(1000),
        ["library/elasticsearch"] = _ => OwnedBy(1000),
        ["elasticsearch/elasticsearch"] = _ => OwnedBy(1000),
        ["dpage/pgadmin4"] = _ => OwnedBy(5050),
        ["database/free"] = _ => OwnedBy(54321),
    };

    /// <summary>The user and the group of its program.</summary>
    public required EcsFileOwner FileOwner { get; init; }

    /// <summary>Where its data is; null where that is not known, as for a tag that does not tell the version.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The folder of its <c>VOLUME</c> at or above the data: the container has a volume of its own there, gone with it, unless one is mounted just there or below.</summary>
    public string? ImageVolume { get; init; }

    /// <summary>The variable that says another folder.</summary>
    public string? FolderVariable { get; init; }

    /// <summary>
    /// The variable without which another task does not find the data: RabbitMQ keeps it under its node's name, which is
    /// the host's by default (RabbitMQ, "Clustering: node names"). Null where it is found.
    /// </summary>
    public (string Name, string Value)? Lasting { get; init; }

    /// <summary>Parts of arguments that may say another folder.</summary>
    public IReadOnlyList<string> MovedBy { get; init; } = [];

    /// <summary>Where other versions or builds of it have their data: a volume there is meant for the data.</summary>
    public IReadOnlyList<string> MistakenFolders { get; init; } = [];

    /// <summary>Null for an image that nothing is known of.</summary>
    public static KnownImage? Of(EcsImage image)
    {
        if (image is not EcsRegistryImage { Reference: var name })
        {
            return null;
        }

        var reference = ImageReference.Parse(name);
        if (_images.FirstOrDefault(i => $"/{reference.Repository}".EndsWith($"/{i.Key}", StringComparison.Ordinal)).Value is { } known)
        {
            return known(reference.Tag);
        }

        // A mirror of an official image under its last name: as likely of that user, but its tags may count otherwise.
        var last = reference.Repository[(reference.Repository.LastIndexOf('/') + 1)..];
        return _images.TryGetValue($"library/{last}", out var mirrored) ? mirrored(reference.Tag) with { DataFolder = null } : null;
    }

    private static KnownImage Postgres(string tag, Regex version)
    {
        var known = new KnownImage { FileOwner = IsAlpine(tag) ? new(70, 70) : _debian, FolderVariable = "PGDATA", MovedBy = ["data_directory", "config_file", "-D"], MistakenFolders = _postgresFolders };
        return version.Match(tag) is { Success: true } match && int.TryParse(match.Groups["major"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            // Image postgres, "PGDATA": from 18 on the volume is the parent folder, and the data in one of the version.
            ? major >= 18
                ? known with { DataFolder = string.Create(CultureInfo.InvariantCulture, $"/var/lib/postgresql/{major}/docker"), ImageVolume = "/var/lib/postgresql" }
                : known with { DataFolder = "/var/lib/postgresql/data", ImageVolume = "/var/lib/postgresql/data" }
            : known;
    }

    // Alpine has a group 999 of its own.
    private static KnownImage Redis(string tag) => new()
    {
        FileOwner = IsAlpine(tag) ? new(999, 1000) : _debian,
        DataFolder = "/data",
        ImageVolume = "/data",
        MovedBy = ["--dir", ".conf"],
        MistakenFolders = ["/var/lib/redis", "/var/lib/valkey", "/bitnami/redis", "/bitnami/valkey"],
    };

    private static KnownImage MySql() => new()
    {
        FileOwner = _debian,
        DataFolder = "/var/lib/mysql",
        ImageVolume = "/var/lib/mysql",
        MovedBy = ["--datadir", "--defaults"],
        MistakenFolders = ["/bitnami/mysql", "/bitnami/mariadb"],
    };

    private static KnownImage OwnedBy(int user) => new() { FileOwner = new(user, user) };

    private static bool IsAlpine(string tag) => tag.Contains("alpine", StringComparison.Ordinal);

    // 17, 17.6, 17-alpine, 18beta1, 17-3.5 of PostGIS. Not a date such as 20250101.
    [GeneratedRegex(@"^(?<major>\d{1,2})(?!\d)")]
    private static partial Regex TagMajor();

    // pg17, 0.8.0-pg17, 2.17.2-pg17-oss.
    [GeneratedRegex(@"(?<![a-z0-9])pg(?<major>\d{1,2})(?!\d)")]
    private static partial Regex PgMajor();
}
