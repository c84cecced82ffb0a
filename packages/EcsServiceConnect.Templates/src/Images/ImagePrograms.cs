using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Images;

/// <summary>What an image is for.</summary>
internal enum ImageFamily
{
    Other,
    PostgreSql,
    Redis,
    Valkey,
    MySql,
    MariaDb,
    MongoDb,
    RabbitMq,
    DotNet,
    Node,
    Python,
    Nginx,
    Httpd,
}

/// <summary>The system that an image is built upon, for what it brings.</summary>
internal enum ImageBase
{
    /// <summary>One whose tools are not known.</summary>
    Other,

    /// <summary>Debian or Ubuntu as the images have them: bash, and no tool that speaks to the network.</summary>
    Debian,

    /// <summary>BusyBox's tools, wget and nc among them, and no bash.</summary>
    Alpine,

    /// <summary>No system at all: no shell.</summary>
    None,
}

/// <summary>Which programs images do not have, of those that people call in health checks and commands.</summary>
internal static class ImagePrograms
{
    // What comes with a server or a runtime only. Valkey's image has links by Redis's names, and MariaDB's old ones had MySQL's.
    private static readonly Dictionary<string, ImageFamily[]> _owners = new(
        Owned([ImageFamily.PostgreSql], "postgres", "psql", "pg_isready", "pg_ctl", "initdb", "createdb", "pg_dump")
            .Concat(Owned([ImageFamily.Redis, ImageFamily.Valkey], "redis-server", "redis-cli", "redis-sentinel"))
            .Concat(Owned([ImageFamily.Valkey], "valkey-server", "valkey-cli", "valkey-sentinel"))
            .Concat(Owned([ImageFamily.MySql, ImageFamily.MariaDb], "mysqld", "mysql", "mysqladmin"))
            .Concat(Owned([ImageFamily.MariaDb], "mariadbd", "mariadb", "mariadb-admin"))
            .Concat(Owned([ImageFamily.MongoDb], "mongod", "mongosh", "mongo", "mongos"))
            .Concat(Owned([ImageFamily.RabbitMq], "rabbitmq-server", "rabbitmqctl", "rabbitmq-diagnostics"))
            .Concat(Owned([ImageFamily.DotNet], "dotnet"))
            .Concat(Owned([ImageFamily.Node], "node", "npm", "npx"))
            .Concat(Owned([ImageFamily.Nginx], "nginx"))
            .Concat(Owned([ImageFamily.Httpd], "httpd", "apachectl")));

    // The official Alpine images of these install bash.
    private static readonly ImageFamily[] _withBash = [ImageFamily.PostgreSql, ImageFamily.RabbitMq, ImageFamily.MongoDb];

    public static IReadOnlySet<string> MissingIn(ImageFamily family, ImageBase system) =>
        _owners.Where(o => !o.Value.Contains(family)).Select(o => o.Key)
            .Concat(system switch
            {
                ImageBase.Debian => ["curl", "wget", "nc", "netcat"],
                ImageBase.Alpine => _withBash.Contains(family) ? ["curl"] : ["curl", "bash"],
                ImageBase.None => ["sh", "bash", "curl", "wget", "nc", "netcat", "grep", "cat", "echo", "test"],
                _ => Enumerable.Empty<string>(),
            })
            .ToHashSet();

    /// <summary>Whether it is the name of a program that comes with a server or a runtime.</summary>
    public static bool IsOfServer(string program) => _owners.ContainsKey(program);

    /// <summary>Whether it is such a name, mistyped.</summary>
    public static bool IsSlip(string program) => !_owners.ContainsKey(program) && _owners.Keys.Any(known => Spelling.IsSlip(program, known));

    private static IEnumerable<KeyValuePair<string, ImageFamily[]>> Owned(ImageFamily[] families, params string[] programs) =>
        programs.Select(p => KeyValuePair.Create(p, families));
}
