using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Images;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A client signs in to a store as that lets it in.</summary>
/// <remarks>The images' documentation, "Environment Variables": docker-library/docs, postgres, mysql, mariadb, mongo, rabbitmq, redis.</remarks>
internal static partial class CredentialRules
{
    [TemplateRule("a client that gives a store the password of another one, or none", "Documentation of the image, \"Environment Variables\"; Redis, \"Authentication\"")]
    public const string Password = "wrong-password";

    [TemplateRule("a client that signs in to a store as a user which nobody makes", "Documentation of the image, \"Environment Variables\"")]
    public const string User = "unknown-user";

    [TemplateRule("a client that names a database which nobody makes", "Documentation of the image, \"Environment Variables\"")]
    public const string Database = "unknown-database";

    [TemplateRule("a client that speaks to a store as to one of another kind, or by TLS, which the image does not", "Documentation of the image; PostgreSQL, \"Connection URIs\"; Redis, \"TLS support\"")]
    public const string Protocol = "wrong-store-protocol";

    /// <summary>A client speaks the store's protocol, and no TLS to an image as it is.</summary>
    public static IEnumerable<TemplateViolation> ClientsSpeakItsProtocol(EcsTopology topology) =>
        from reference in topology.References
        let container = reference.Endpoint?.Container
        let image = container?.KnownImage
        where IsUnmistakable(topology, reference) && image is { IsNamesake: false } && _schemes.ContainsKey(image.Family)
        let scheme = reference.Address.Scheme
        let isOther = scheme is not null && _schemes.Any(s => s.Value.Contains(scheme, StringComparer.OrdinalIgnoreCase)) && !_schemes[image.Family].Contains(scheme, StringComparer.OrdinalIgnoreCase)
        let text = isOther ? "" : reference.Client.TaskDefinition!.Containers.SelectMany(c => new ContainerValues(topology).Of(c)).FirstOrDefault(reference.IsIn)?.Value ?? ""
        where isOther || (WantsTls().IsMatch(text) && !ServesTls().IsMatch(ContainerCommand.Of(container!)?.Text ?? ""))
        select topology.Violation(Protocol, reference.Client, isOther
            ? $"{reference.Variable} names {topology.NameOf(reference.Endpoint!.Service)} by {scheme}://, and its image is {container!.Definition["Image"].Text}; use {_schemes[image.Family][0]}:// or name the other store."
            : $"{reference.Variable} has its client speak TLS to {topology.NameOf(reference.Endpoint!.Service)}, whose image {container!.Definition["Image"].Text} is started without; leave TLS out, or have Service Connect encrypt (Tls).");

    /// <summary>User, password and database of each connection to a store of the template.</summary>
    public static IEnumerable<TemplateViolation> ClientsFitStores(EcsTopology topology)
    {
        var values = new ContainerValues(topology);
        foreach (var (client, store, server, account, variables) in Connections(topology))
        {
            var name = topology.NameOf(server);
            var expected = account.User is null ? store.Accounts[0] : store.Accounts.FirstOrDefault(a => a.User == account.User || !store.HasUsers);
            if (expected is null && IsKnown(account.User) && store.Accounts.All(a => IsKnown(a.User)) && !IsMadeByScript(topology, account.User!, "CREATE USER", "CREATE ROLE", "createuser"))
            {
                yield return topology.Violation(User, client, $"variable {account.Variable} signs in to {name} as '{account.User}', and its users are {List(store.Accounts.Select(a => a.User))}; use one of them.");
            }

            if (expected?.Password is { } own && values.IsKnown(own))
            {
                if (account.Password is { } given && values.IsKnown(given) && given != own)
                {
                    yield return topology.Violation(Password, client, $"variable {account.Variable} signs in to {name} with {Readable(given)}, and its password is {Readable(own)}; give both the same secret.");
                }
                else if (account is { Password: null, IsWhole: true } && !variables.Any(v => v.Value.Contains(own, StringComparison.Ordinal)))
                {
                    yield return topology.Violation(Password, client, $"variable {account.Variable} signs in to {name} without a password, which is {Readable(own)}; give it that.");
                }
            }

            if (account.Database is { } database && IsKnown(database) && store.Databases is { } databases && databases.All(IsKnown) && !databases.Contains(database)
                && !IsMadeByScript(topology, database, "CREATE DATABASE", "createdb"))
            {
                yield return topology.Violation(Database, client, $"variable {account.Variable} names database '{database}' of {name}, which nobody makes: it has {List(databases)}; name one of them, or have it made (POSTGRES_DB, MYSQL_DATABASE).");
            }
        }

        bool IsKnown(string? text) => text is not null && values.IsKnown(text) && !text.Contains(Placeholder.Open);
    }

    private static readonly Dictionary<ImageFamily, string[]> _schemes = new()
    {
        [ImageFamily.PostgreSql] = ["postgresql", "postgres"],
        [ImageFamily.Redis] = ["redis", "rediss"],
        [ImageFamily.Valkey] = ["redis", "rediss"],
        [ImageFamily.MySql] = ["mysql"],
        [ImageFamily.MariaDb] = ["mysql"],
        [ImageFamily.MongoDb] = ["mongodb"],
        [ImageFamily.RabbitMq] = ["amqp", "amqps"],
    };

    /// <summary>The connections of clients to stores that run as containers of the template.</summary>
    public static IEnumerable<(ServiceDefinition Client, StoreAccounts Store, ServiceDefinition Server, ClientAccount Account, IReadOnlyList<Variable> Variables)> Connections(EcsTopology topology)
    {
        var values = new ContainerValues(topology);
        return from reference in topology.References
               let server = reference.Endpoint
               where server?.Container is not null && server.Service != reference.Client && IsUnmistakable(topology, reference)
               let store = StoreAccounts.Of(server!.Container!, topology)
               where store is not null
               from container in reference.Client.TaskDefinition!.Containers
               let variables = values.Of(container)
               let variable = variables.FirstOrDefault(reference.IsIn)
               where variable is not null
               select (reference.Client, store, server!.Service, ClientAccount.Of(variable, variables), variables);
    }

    // Of two services with one alias it may be either.
    private static bool IsUnmistakable(EcsTopology topology, ServiceReference reference) =>
        topology.Endpoints.Where(e => e.Service.Namespace == reference.Client.Namespace && e.Aliases.Any(a => References.Names(a, reference.Address))).Select(e => e.Service).Distinct().Count() < 2;

    // By any command or variable of the template that makes something of that kind, and has the name as a word.
    private static bool IsMadeByScript(EcsTopology topology, string name, params string[] kinds) =>
        topology.TaskDefinitions.SelectMany(t => t.Containers)
            .Select(c => Unquoted(string.Join('\n', [ContainerCommand.Of(c)?.Text ?? "", .. c.Environment.Select(v => v.Value)])))
            .Any(text => kinds.Any(k => text.Contains(k, StringComparison.OrdinalIgnoreCase)) && Regex.IsMatch(text, $@"(?<![\w-]){Regex.Escape(name)}(?![\w-])", RegexOptions.CultureInvariant));

    // As a shell and SQL write a quote inside of quotes.
    private static string Unquoted(string script) => script.Replace("'\\''", "'", StringComparison.Ordinal).Replace("\"\"", "\"", StringComparison.Ordinal);

    private static string Readable(string password) =>
        Mark().Match(password) is { Success: true } match ? $"{(match.Groups["key"].Value is { Length: > 0 } key ? $"key {key} of " : "")}secret {match.Groups["id"].Value}" : "another text";

    private static string List(IEnumerable<string?> names) => string.Join(", ", names.Select(n => n ?? "(unnamed)").Distinct());

    [GeneratedRegex(@"\b(rediss|amqps)://|\bssl\s*=\s*true\b|\bssl\s*mode\s*=\s*(require|verify)", RegexOptions.IgnoreCase)]
    private static partial Regex WantsTls();

    [GeneratedRegex("tls|ssl", RegexOptions.IgnoreCase)]
    private static partial Regex ServesTls();

    [GeneratedRegex(@"⟦secret\|(?<id>[^|⟧]+)\|(?<key>[^⟧]*)⟧")]
    private static partial Regex Mark();
}
