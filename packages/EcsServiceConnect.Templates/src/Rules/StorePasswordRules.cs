using EcsServiceConnect.Templates.Images;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A store has a password, and its health check knows it.</summary>
/// <remarks>docker-library/docs, postgres ("POSTGRES_PASSWORD", "POSTGRES_HOST_AUTH_METHOD"), mysql, mariadb; Redis, "Security" and "redis-cli".</remarks>
internal static class StorePasswordRules
{
    [TemplateRule("a store that starts without a password, or does not start for want of one", "Documentation of the image: postgres \"POSTGRES_PASSWORD\" and \"POSTGRES_HOST_AUTH_METHOD\", mysql \"MYSQL_ROOT_PASSWORD\"; Redis, \"Security\"")]
    public const string None = "store-without-password";

    [TemplateRule("a health check of Redis without the password that the server asks for", "Redis, \"Redis CLI\", Host, port, password, and database")]
    public const string Check = "health-check-without-password";

    private static readonly string[] _postgres = ["POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE"];

    private static readonly string[] _mySql =
        [.. new[] { "ROOT_PASSWORD", "ROOT_PASSWORD_FILE", "ROOT_PASSWORD_HASH", "ALLOW_EMPTY_PASSWORD", "ALLOW_EMPTY_ROOT_PASSWORD", "RANDOM_ROOT_PASSWORD" }.SelectMany(n => new[] { $"MYSQL_{n}", $"MARIADB_{n}" })];

    private static readonly string[] _redisClients = ["redis-cli", "valkey-cli"];

    /// <summary>PostgreSQL and MySQL do not make a new server without one.</summary>
    public static IEnumerable<TemplateViolation> ServersAreGivenOne(EcsTopology topology)
    {
        foreach (var task in topology.TaskDefinitions)
        {
            foreach (var container in task.Containers.Where(c => c.KnownImage is { IsNamesake: false } && c.AreVariablesKnown))
            {
                var family = container.KnownImage!.Family;
                var names = family switch { ImageFamily.PostgreSql => _postgres, ImageFamily.MySql or ImageFamily.MariaDb => _mySql, _ => [] };
                if (family == ImageFamily.PostgreSql && container.Environment.Any(v => v is { Name: "POSTGRES_HOST_AUTH_METHOD", Value: "trust" }))
                {
                    yield return topology.Violation(None, task, $"container {container.Name} lets everybody in without a password (POSTGRES_HOST_AUTH_METHOD is trust); use scram-sha-256.");
                }
                else if (names.Length > 0 && MakesServer(task, container) && !container.Secrets.Concat(container.Environment.Where(v => v.Value.Length > 0)).Any(v => names.Contains(v.Name)))
                {
                    yield return topology.Violation(None, task, $"container {container.Name} has no {names[0]}, without which its image {container.Definition["Image"].Text} makes no server, so it ends at once; give it that as a secret.");
                }
            }
        }
    }

    /// <summary>Redis, which starts without one as well.</summary>
    public static IEnumerable<TemplateViolation> CachesAskForOne(EcsTopology topology)
    {
        var given = CredentialRules.Connections(topology).Where(c => c.Account.Password is not null).ToLookup(c => c.Server, c => (c.Client, c.Account));
        foreach (var (service, container) in topology.Services.SelectMany(s => s.Endpoints.Select(e => (s, e.Container)).Where(e => e.Container is not null).Distinct()))
        {
            if (StoreAccounts.Of(container!, topology) is { IsOpen: true })
            {
                yield return given[service].FirstOrDefault() is { Client: { } client, Account: { } account }
                    ? topology.Violation(None, service, $"container {container!.Name} asks for no password, and {topology.NameOf(client)} gives it one (variable {account.Variable}), so whoever reaches it is let in; start it with --requirepass.")
                    : topology.Violation(None, service, $"container {container!.Name} asks for no password, so whoever reaches it is let in; start it with --requirepass and give its clients the same secret.") with { IsAdvice = true };
            }
        }
    }

    /// <summary>A check that reads the answer gives it.</summary>
    public static IEnumerable<TemplateViolation> ChecksGiveIt(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        where StoreAccounts.Of(container, topology) is { HasUsers: false, Accounts: [{ Password: not null }] }
        let check = ContainerCommand.OfHealthCheck(container)
        where check is not null && check.Programs.Any(_redisClients.Contains) && check.Programs.Contains("grep")
            && !check.Text.Contains("AUTH", StringComparison.OrdinalIgnoreCase) && check.Option("-a", "--pass", "-u") is null
            && !container.VariableNames.Any(n => n is "REDISCLI_AUTH" or "VALKEYCLI_AUTH")
        select topology.Violation(Check, task, $"the health check of container {container.Name} gives no password, and the server asks for one, so the answer is NOAUTH and it is never healthy; set REDISCLI_AUTH in it.");

    /// <summary>Whether its first task makes a new server by the image's entry point: one that finds its data needs nothing for that, and an entry point of one's own may do anything.</summary>
    public static bool MakesServer(TaskDefinition task, Container container) =>
        task.Volumes.All(v => v.FileSystem is { } id && task.Resource.Properties.Template.Find(id) is not null)
        && (!container.Definition["EntryPoint"].IsPresent || ContainerCommand.Of(container)?.Text.Contains("docker-entrypoint", StringComparison.Ordinal) == true);
}
