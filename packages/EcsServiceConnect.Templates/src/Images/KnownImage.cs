using System.Globalization;
using System.Text.RegularExpressions;

namespace EcsServiceConnect.Templates.Images;

/// <summary>What is known of a published image without pulling it: its user, where its data is, its port, and the programs that it lacks.</summary>
/// <remarks>
/// The sources are the Dockerfiles of the images: docker-library/postgres, redis, mongo, mysql, mariadb and rabbitmq,
/// dotnet/dotnet-docker, nodejs/docker-node, and those of the others' own repositories.
/// </remarks>
internal sealed partial record KnownImage
{
    private static readonly ImageUser _debian = new(999, 999);

    private static readonly string[] _postgresFolders = ["/var/lib/postgresql", "/var/lib/pgsql", "/bitnami/postgresql", "/home/postgres/pgdata"];

    // What says to Elasticsearch that it is alone, or who the others are; it does not start without (its bootstrap checks).
    private static readonly string[] _discovery = ["discovery.type", "discovery.seed_hosts", "cluster.initial_master_nodes"];

    // Names without the registry; Docker's official images are in "library".
    private static readonly Dictionary<string, Func<string, KnownImage>> _images = new()
    {
        ["library/postgres"] = tag => Postgres(tag, TagMajor()),
        ["postgis/postgis"] = tag => Postgres(tag, TagMajor()),
        ["pgvector/pgvector"] = tag => Postgres(tag, PgMajor()),
        // Upon the official image's Alpine variant.
        ["timescale/timescaledb"] = tag => Postgres(tag, PgMajor()) with { User = new(70, 70), Lacks = ImagePrograms.MissingIn(ImageFamily.PostgreSql, ImageBase.Alpine) },
        ["timescale/timescaledb-ha"] = _ => new() { Family = ImageFamily.PostgreSql, User = new(1000, 1000), DataFolder = "/home/postgres/pgdata/data", FolderVariable = "PGDATA", MistakenFolders = _postgresFolders, Port = 5432 },
        ["library/redis"] = tag => Redis(tag, ImageFamily.Redis),
        ["valkey/valkey"] = tag => Redis(tag, ImageFamily.Valkey),
        ["library/mongo"] = tag => Of(ImageFamily.MongoDb, tag) with { User = _debian, Port = 27017, DataFolder = "/data/db", ImageVolume = "/data/db", MovedBy = ["--dbpath", "--config", "-f"], FolderOptions = ["--dbpath"], MistakenFolders = ["/var/lib/mongo", "/var/lib/mongodb"], WritesBeside = "/tmp" },
        ["library/mysql"] = _ => MySql(ImageFamily.MySql, ImageBase.Other),
        ["library/mariadb"] = _ => MySql(ImageFamily.MariaDb, ImageBase.Debian),
        ["library/rabbitmq"] = tag => Of(ImageFamily.RabbitMq, tag) with { User = IsAlpine(tag) ? new(100, 101) : _debian, DataFolder = "/var/lib/rabbitmq/mnesia", ImageVolume = "/var/lib/rabbitmq", FolderVariable = "RABBITMQ_MNESIA_BASE", Lasting = ("RABBITMQ_NODENAME", "rabbit@localhost") },

        // These run as a user of their own from the start. Where that is of root's group, the user's number does for the
        // group, for a volume of root's group takes root's rights.
        ["keycloak/keycloak"] = _ => OwnedBy(1000),
        ["grafana/grafana"] = _ => OwnedBy(472),
        ["prom/prometheus"] = _ => OwnedBy(65534),
        ["mssql/server"] = _ => OwnedBy(10001) with { Architecture = "X86_64", LeastMemory = 2000, Wants = [["ACCEPT_EULA"], ["MSSQL_SA_PASSWORD", "SA_PASSWORD"]] },
        ["confluentinc/confluent-local"] = _ => OwnedBy(1000),
        ["library/elasticsearch"] = _ => OwnedBy(1000) with { Wants = [_discovery] },
        ["elasticsearch/elasticsearch"] = _ => OwnedBy(1000) with { Wants = [_discovery] },
        ["dpage/pgadmin4"] = _ => OwnedBy(5050),
        ["database/free"] = _ => OwnedBy(54321),

        // Those that applications are made of.
        ["dotnet/aspnet"] = tag => DotNet(tag) with { Port = TagMajor().Match(tag) is { Success: true } match && int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture) >= 8 ? 8080 : null },
        ["dotnet/nightly/aspnet"] = tag => DotNet(tag) with { Port = 8080 },
        ["dotnet/runtime"] = DotNet,
        ["dotnet/runtime-deps"] = tag => DotNet(tag) with { Lacks = ImagePrograms.MissingIn(ImageFamily.Other, DotNetBase(tag)) },
        ["library/node"] = tag => new() { Family = ImageFamily.Node, Lacks = ImagePrograms.MissingIn(ImageFamily.Node, IsAlpine(tag) ? ImageBase.Alpine : IsSlim(tag) ? ImageBase.Debian : ImageBase.Other) },
        ["library/python"] = tag => new() { Family = ImageFamily.Python, Lacks = ImagePrograms.MissingIn(ImageFamily.Python, IsAlpine(tag) ? ImageBase.Alpine : IsSlim(tag) ? ImageBase.Debian : ImageBase.Other) },
        // Both variants have curl.
        ["library/nginx"] = _ => new() { Family = ImageFamily.Nginx, Port = 80, WritesBeside = "/var/cache/nginx", Lacks = ImagePrograms.MissingIn(ImageFamily.Nginx, ImageBase.Other) },
        ["library/httpd"] = tag => Of(ImageFamily.Httpd, tag) with { Port = 80 },
        ["library/memcached"] = tag => Of(ImageFamily.Other, tag),
        ["library/haproxy"] = tag => Of(ImageFamily.Other, tag),
        ["library/debian"] = tag => Of(ImageFamily.Other, tag),
        ["library/ubuntu"] = tag => Of(ImageFamily.Other, tag),
        // The program alone, but for the Alpine variant.
        ["library/nats"] = tag => new() { Lacks = ImagePrograms.MissingIn(ImageFamily.Other, IsAlpine(tag) ? ImageBase.Alpine : ImageBase.None) },
        ["library/alpine"] = _ => new() { Family = ImageFamily.Other, Lacks = ImagePrograms.MissingIn(ImageFamily.Other, ImageBase.Alpine) },
        ["library/busybox"] = _ => new() { Family = ImageFamily.Other, Lacks = ImagePrograms.MissingIn(ImageFamily.Other, ImageBase.Alpine) },
    };

    /// <summary>What kind of server it is.</summary>
    public ImageFamily Family { get; init; } = ImageFamily.Other;

    /// <summary>The user and the group of its program; null where that is not known.</summary>
    public ImageUser? User { get; init; }

    /// <summary>What its server listens on unless it is told another port; null where that is not known.</summary>
    public int? Port { get; init; }

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

    /// <summary>The options with which its server is told another folder, as the word behind them.</summary>
    public IReadOnlyList<string> FolderOptions { get; init; } = [];

    /// <summary>Where other versions or builds of it have their data: a volume there is meant for the data.</summary>
    public IReadOnlyList<string> MistakenFolders { get; init; } = [];

    /// <summary>A folder beside its data that it has to write, and for which it declares no volume; null where there is none.</summary>
    public string? WritesBeside { get; init; }

    /// <summary>Programs that people call and it does not have. What is not here may be there.</summary>
    public IReadOnlySet<string> Lacks { get; init; } = new HashSet<string>();

    /// <summary>The processor that it is for, as `CpuArchitecture` has it; null where it is for several, or that is not known.</summary>
    public string? Architecture { get; init; }

    /// <summary>The MiB with less of which it does not start; null where that is not known.</summary>
    public int? LeastMemory { get; init; }

    /// <summary>The variables without which it does not start: of each list, one.</summary>
    public IReadOnlyList<string[]> Wants { get; init; } = [];

    /// <summary>Whether it only has the name of one that is known, as a mirror or a build upon it has.</summary>
    public bool IsNamesake { get; init; }

    /// <summary>Null for an image that nothing is known of.</summary>
    public static KnownImage? Of(string name)
    {
        var reference = ImageReference.Parse(name);
        if (_images.FirstOrDefault(i => $"/{reference.Repository}".EndsWith($"/{i.Key}", StringComparison.Ordinal)).Value is { } known)
        {
            return known(reference.Tag);
        }

        // A mirror of an official image under its last name: as likely of that user, but its tags may count otherwise.
        var last = reference.Repository[(reference.Repository.LastIndexOf('/') + 1)..];
        return _images.TryGetValue($"library/{last}", out var mirrored)
            ? mirrored(reference.Tag) with { DataFolder = null, Port = null, WritesBeside = null, Architecture = null, Lacks = new HashSet<string>(), IsNamesake = true }
            : null;
    }

    /// <summary>Whether a volume, by its normal path, has what is written to a folder.</summary>
    public bool Holds(string volume, string folder) =>
        ContainerPath.Contains(volume, folder)
        && !(ImageVolume is { } own && own != volume && ContainerPath.Contains(volume, own) && ContainerPath.Contains(own, folder));

    /// <summary>Whether a volume, by its normal path, can only be there for what is written to a folder.</summary>
    public bool IsMeantForData(string volume, string folder) =>
        ContainerPath.Contains(volume, folder) || MistakenFolders.Any(f => ContainerPath.Contains(f, volume));

    /// <summary>Where a volume for a folder has to be mounted.</summary>
    public string VolumeFor(string folder) => ImageVolume is { } own && ContainerPath.Contains(own, folder) ? own : folder;

    private static KnownImage Postgres(string tag, Regex version)
    {
        var known = Of(ImageFamily.PostgreSql, tag) with { User = IsAlpine(tag) ? new(70, 70) : _debian, Port = 5432, FolderVariable = "PGDATA", MovedBy = ["data_directory", "config_file", "-D"], MistakenFolders = _postgresFolders, WritesBeside = "/var/run/postgresql" };
        return version.Match(tag) is { Success: true } match && int.TryParse(match.Groups["major"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            // Image postgres, "PGDATA": from 18 on the volume is the parent folder, and the data in one of the version.
            ? major >= 18
                ? known with { DataFolder = string.Create(CultureInfo.InvariantCulture, $"/var/lib/postgresql/{major}/docker"), ImageVolume = "/var/lib/postgresql" }
                : known with { DataFolder = "/var/lib/postgresql/data", ImageVolume = "/var/lib/postgresql/data" }
            : known;
    }

    // Alpine has a group 999 of its own.
    private static KnownImage Redis(string tag, ImageFamily family) => Of(family, tag) with
    {
        User = IsAlpine(tag) ? new(999, 1000) : _debian,
        Port = 6379,
        DataFolder = "/data",
        ImageVolume = "/data",
        MovedBy = ["--dir", ".conf"],
        FolderOptions = ["--dir"],
        MistakenFolders = ["/var/lib/redis", "/var/lib/valkey", "/bitnami/redis", "/bitnami/valkey"],
    };

    private static KnownImage MySql(ImageFamily family, ImageBase system) => new()
    {
        Family = family,
        User = _debian,
        Port = 3306,
        DataFolder = "/var/lib/mysql",
        ImageVolume = "/var/lib/mysql",
        MovedBy = ["--datadir", "--defaults"],
        FolderOptions = ["--datadir"],
        MistakenFolders = ["/bitnami/mysql", "/bitnami/mariadb"],
        WritesBeside = "/var/run/mysqld",
        Lacks = ImagePrograms.MissingIn(family, system),
    };

    private static KnownImage DotNet(string tag) => new() { Family = ImageFamily.DotNet, Lacks = ImagePrograms.MissingIn(ImageFamily.DotNet, DotNetBase(tag)) };

    private static ImageBase DotNetBase(string tag) =>
        tag.Contains("chiseled", StringComparison.Ordinal) || tag.Contains("distroless", StringComparison.Ordinal) ? ImageBase.None
        : IsAlpine(tag) ? ImageBase.Alpine
        : tag.Contains("azurelinux", StringComparison.Ordinal) || tag.Contains("mariner", StringComparison.Ordinal) || tag.Contains("nanoserver", StringComparison.Ordinal) ? ImageBase.Other
        : ImageBase.Debian;

    private static KnownImage Of(ImageFamily family, string tag) => new() { Family = family, Lacks = ImagePrograms.MissingIn(family, IsAlpine(tag) ? ImageBase.Alpine : ImageBase.Debian) };

    private static KnownImage OwnedBy(int user) => new() { User = new(user, user) };

    private static bool IsAlpine(string tag) => tag.Contains("alpine", StringComparison.Ordinal);

    private static bool IsSlim(string tag) => tag.Contains("slim", StringComparison.Ordinal);

    // 17, 17.6, 17-alpine, 18beta1, 17-3.5 of PostGIS. Not a date such as 20250101.
    [GeneratedRegex(@"^(?<major>\d{1,2})(?!\d)")]
    private static partial Regex TagMajor();

    // pg17, 0.8.0-pg17, 2.17.2-pg17-oss.
    [GeneratedRegex(@"(?<![a-z0-9])pg(?<major>\d{1,2})(?!\d)")]
    private static partial Regex PgMajor();
}

/// <summary>A user and a group of Linux, by their numbers.</summary>
internal sealed record ImageUser(int UserId, int GroupId)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{UserId}:{GroupId}");
}
