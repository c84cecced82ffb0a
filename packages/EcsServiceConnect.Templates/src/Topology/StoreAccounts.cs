using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Images;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>A user of a store; null for what is not known of it.</summary>
internal sealed record StoreAccount(string? User, string? Password);

/// <summary>Who may sign in to a store that runs as a container of a known image, and which databases it has.</summary>
/// <remarks>The images' documentation, "Environment Variables": docker-library/docs, postgres, mysql, mariadb, mongo, rabbitmq, redis.</remarks>
internal sealed partial class StoreAccounts
{
    private static readonly string[] _closing = ["requirepass", "aclfile", "--user", ".conf"];
    private static readonly string[] _postgresDatabases = ["postgres", "template1"];
    private static readonly string[] _mySqlDatabases = ["mysql", "information_schema", "performance_schema", "sys"];

    private StoreAccounts(IReadOnlyList<StoreAccount> accounts) => Accounts = accounts;

    /// <summary>The one that is made first is first.</summary>
    public IReadOnlyList<StoreAccount> Accounts { get; }

    /// <summary>The databases that it makes itself; null where that is not known, or it has none.</summary>
    public IReadOnlyCollection<string>? Databases { get; private init; }

    /// <summary>Whether it takes users by their names.</summary>
    public bool HasUsers { get; private init; } = true;

    /// <summary>Whether it certainly lets in everybody, with no password or with any.</summary>
    public bool IsOpen { get; private init; }

    /// <summary>Null where it is no such store, or its variables come from elsewhere.</summary>
    public static StoreAccounts? Of(Container container, EcsTopology topology)
    {
        if (container.KnownImage is not { } image || !container.AreVariablesKnown)
        {
            return null;
        }

        var values = new ContainerValues(topology);
        var variables = values.Of(container);
        var makesAnything = image.IsNamesake || container.Mounts.Any(m => m.Path?.Contains("initdb.d", StringComparison.Ordinal) != false);
        return image.Family switch
        {
            ImageFamily.PostgreSql => new([new(Value("POSTGRES_USER") ?? "postgres", Value("POSTGRES_PASSWORD"))])
            {
                Databases = makesAnything ? null : [.. _postgresDatabases, Value("POSTGRES_DB") ?? Value("POSTGRES_USER") ?? "postgres", Value("POSTGRES_USER") ?? "postgres"],
            },
            ImageFamily.MySql or ImageFamily.MariaDb => new([new("root", Value("MYSQL_ROOT_PASSWORD") ?? Value("MARIADB_ROOT_PASSWORD")), .. OfMySql()])
            {
                Databases = makesAnything ? null : [.. _mySqlDatabases, .. new[] { Value("MYSQL_DATABASE"), Value("MARIADB_DATABASE") }.OfType<string>()],
            },
            ImageFamily.MongoDb when Value("MONGO_INITDB_ROOT_USERNAME") is { } user => new([new(user, Value("MONGO_INITDB_ROOT_PASSWORD"))]),
            ImageFamily.RabbitMq => new([new(Value("RABBITMQ_DEFAULT_USER") ?? "guest", Value("RABBITMQ_DEFAULT_PASS") ?? "guest")]),
            ImageFamily.Redis or ImageFamily.Valkey => OfRedis(),
            _ => null,
        };

        string? Value(string name) => variables.FirstOrDefault(v => v.Name == name)?.Value;

        IEnumerable<StoreAccount> OfMySql() =>
            (Value("MYSQL_USER") ?? Value("MARIADB_USER")) is { } user ? [new(user, Value("MYSQL_PASSWORD") ?? Value("MARIADB_PASSWORD"))] : [];

        StoreAccounts? OfRedis()
        {
            var command = ContainerCommand.Of(container);
            if (command is null && (container.Definition["Command"].IsPresent || container.Definition["EntryPoint"].IsPresent))
            {
                return null;
            }

            var text = $"{command?.Text} {Value("REDIS_ARGS")} {Value("VALKEY_EXTRA_FLAGS")}";
            var given = RequirePass().Match(text) is { Success: true } match ? match.Groups["value"].Value : null;
            var variable = VariableName().Match(given ?? "") is { Success: true } name ? name.Groups["name"].Value : null;
            return new([new(null, variable is not null ? Value(variable) : given is not null ? values.Marked(given) : null)])
            {
                HasUsers = false,
                IsOpen = !image.IsNamesake && !text.Contains(Placeholder.Open)
                    && (variable is not null ? Value(variable) is null or "" && command?.Script?.Contains($"{variable}=", StringComparison.Ordinal) != true : !_closing.Any(o => text.Contains(o, StringComparison.Ordinal))),
            };
        }
    }

    [GeneratedRegex(@"--requirepass[\s=]+[""']?(?<value>[^\s""']+)")]
    private static partial Regex RequirePass();

    [GeneratedRegex(@"^\$\{?(?<name>\w+)\}?$")]
    private static partial Regex VariableName();
}
