using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.Rules;

namespace TestSupport.Stacks;

/// <summary>Single faults with which tasks start and the application can't work: images, commands, ports and credentials that do not fit.</summary>
internal static class ApplicationMutants
{
    public static IReadOnlyList<Mutant> All { get; } =
    [
        // Programs.
        new("curl in the health check of PostgreSQL", ImageProgramRules.NoProgram, t => Check(t.Database, "CMD-SHELL", "curl -f http://localhost:5432/ || exit 1")),
        new("redis-cli in the health check of PostgreSQL", ImageProgramRules.NoProgram, t => Check(t.Database, "CMD", "redis-cli", "ping")),
        new("pg_isready in the health check of Redis", ImageProgramRules.NoProgram, t => Check(t.Cache, "CMD-SHELL", "pg_isready -q")),
        new("nc in the health check of Redis on Debian", ImageProgramRules.NoProgram, t => Check(t.Cache, "CMD-SHELL", "nc -z localhost 6379")),
        new("curl by its path, behind a pipe", ImageProgramRules.NoProgram, t => Check(t.Cache, "CMD-SHELL", "echo x && /usr/bin/curl -s telnet://localhost:6379")),
        new("curl in the health check of ASP.NET Core's image", ImageProgramRules.NoProgram, t => { t.AppServer.Container["Image"] = "mcr.microsoft.com/dotnet/aspnet:10.0"; Check(t.AppServer, "CMD-SHELL", "curl -f http://localhost:4567/health || exit 1"); }),
        new("a shell in a chiselled image", ImageProgramRules.NoProgram, t => { t.Ui.Container["Image"] = "mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled"; Check(t.Ui, "CMD-SHELL", "dotnet /app/probe.dll"); }),
        new("bash in Redis on Alpine", ImageProgramRules.NoProgram, t => { t.Cache.Container["Image"] = "redis:8.6-alpine"; t.Cache.Container["EntryPoint"] = Words("bash"); }),
        new("a Redis server on the image of PostgreSQL", ImageProgramRules.NoProgram, t => t.Cache.Container["Image"] = "postgres:18.4"),
        new("PostgreSQL's command on the image of Redis", ImageProgramRules.NoProgram, t => { t.Cache.Container.Remove("EntryPoint"); t.Cache.Container["Command"] = Words("postgres", "-c", "log_statement=all"); }),
        new("a Redis server on the image of memcached", ImageProgramRules.NoProgram, t => t.Cache.Container["Image"] = "memcached:1.6"),
        new("a Valkey server on the image of Redis", ImageProgramRules.NoProgram, t => t.Replace(t.Cache.TaskId, "redis-server", "valkey-server")),
        new("a command in one word", ImageProgramRules.OneWord, t => { t.Cache.Container.Remove("EntryPoint"); t.Cache.Container["Command"] = Words("redis-server --save 60 1"); }),
        new("a shell without -c", ImageProgramRules.OneWord, t => t.Cache.Container["Command"]!.AsArray().RemoveAt(0)),
        new("a shell with a server as its script", ImageProgramRules.OneWord, t => t.Cache.Container["Command"] = Words("redis-server")),
        new("a shell's option without the shell", ImageProgramRules.OneWord, t => t.Cache.Container.Remove("EntryPoint")),
        new("an empty command", ImageProgramRules.OneWord, t => { t.Cache.Container.Remove("EntryPoint"); t.Cache.Container["Command"] = Words(""); }),

        // Passwords.
        new("PostgreSQL without a password", StorePasswordRules.None, t => t.Database.Container.Remove("Secrets")),
        new("PostgreSQL with the password under another name", StorePasswordRules.None, t => t.Database.Container["Secrets"]![0]!["Name"] = "PGPASSWORD"),
        new("PostgreSQL that trusts everybody", StorePasswordRules.None, t => t.Database.SetVariable("POSTGRES_HOST_AUTH_METHOD", "trust")),
        new("Redis without the password that its client gives", StorePasswordRules.None, t => t.Replace(t.Cache.TaskId, " --requirepass $REDIS_PASSWORD", "")),
        new("Redis with a password in a variable that it does not read", StorePasswordRules.None, t => { t.Cache.Container.Remove("EntryPoint"); t.Cache.Container.Remove("Command"); }),
        new("a health check of Redis without its password", StorePasswordRules.Check, t => Check(t.Cache, "CMD-SHELL", "redis-cli ping | grep -q PONG")),

        // What clients give.
        new("the cache's password for the database", CredentialRules.Password, t => t.Replace(Composed(t), $"Password={{{{resolve:secretsmanager:\",{{\"Ref\":\"{PasswordOf(t.Database)}\"", $"Password={{{{resolve:secretsmanager:\",{{\"Ref\":\"{PasswordOf(t.Cache)}\"")),
        new("the database's password for the cache", CredentialRules.Password, t => t.Replace(Composed(t), $"password={{{{resolve:secretsmanager:\",{{\"Ref\":\"{PasswordOf(t.Cache)}\"", $"password={{{{resolve:secretsmanager:\",{{\"Ref\":\"{PasswordOf(t.Database)}\"")),
        new("a database that was given another secret than its client", CredentialRules.Password, t => { t.Add("Other", "AWS::SecretsManager::Secret", new() { ["GenerateSecretString"] = new JsonObject() }); t.Database.Container["Secrets"]![0]!["ValueFrom"] = new JsonObject { ["Ref"] = "Other" }; }),
        new("a host, and beside it the password of another store", CredentialRules.Password, t => { t.AppServer.SetVariable("DB_HOST", "yelb-db"); t.AppServer.Container["Secrets"]!.AsArray().Add(new JsonObject { ["Name"] = "DB_PASSWORD", ["ValueFrom"] = new JsonObject { ["Ref"] = PasswordOf(t.Cache) } }); }),
        new("a user that nobody makes", CredentialRules.User, t => t.Replace(Composed(t), "Username=postgres", "Username=yelb")),
        new("a database with another user than its client's", CredentialRules.User, t => t.Database.SetVariable("POSTGRES_USER", "yelb")),
        new("a database that nobody makes", CredentialRules.Database, t => t.Replace(Composed(t), "Database=yelbdatabase", "Database=yelb")),
        new("a URL with a database that nobody makes", CredentialRules.Database, t => t.AppServer.SetVariable("YELBDATABASE_JDBCCONNECTIONSTRING", "jdbc:postgresql://yelb-db:5432/votes")),
        new("a database of other case", CredentialRules.Database, t => t.Replace(Composed(t), "Database=yelbdatabase", "Database=YelbDatabase")),

        new("a user of the URL that nobody makes", CredentialRules.User, t => t.AppServer.SetVariable("REPORTS_URI", "jdbc:postgresql://yelb-db:5432/yelbdatabase?user=reports")),
        new("a URL of Redis to the database", CredentialRules.Protocol, t => t.AppServer.SetVariable("CACHE_URL", "redis://yelb-db:5432")),
        new("TLS to Redis, which speaks none", CredentialRules.Protocol, t => t.Replace(Composed(t), "yelb-redis:6379,", "yelb-redis:6379,ssl=true,")),
        new("TLS to PostgreSQL, which speaks none", CredentialRules.Protocol, t => t.Replace(Composed(t), "Host=yelb-db;", "Host=yelb-db;SSL Mode=Require;")),
        new("Redis's password from a variable that it does not have", StorePasswordRules.None, t => t.Cache.Container["Secrets"]![0]!["Name"] = "PASSWORD"),
        new("the image of another database", ListenPortRules.Elsewhere, t => { t.Database.Container["Image"] = "mysql:9.4"; t.Database.Container.Remove("EntryPoint"); t.Database.Container.Remove("Command"); }),
        new("a database that was made by a command which is gone", CredentialRules.Database, t => t.Database.Container.Remove("EntryPoint")),

        // Ports.
        new("nginx as it is, mapped to another port", ListenPortRules.Elsewhere, t => t.Ui.Container["Image"] = "nginx:1.29"),
        new("ASP.NET Core on another port than its mapping", ListenPortRules.Elsewhere, t => t.AppServer.SetVariable("HTTP_PORTS", "8081")),
        new("ASP.NET Core with a URL of another port", ListenPortRules.Elsewhere, t => t.Ui.SetVariable("ASPNETCORE_URLS", "http://+:5000")),
        new("ASP.NET Core on the task's loopback only", ListenPortRules.Elsewhere, t => t.Ui.SetVariable("ASPNETCORE_URLS", "http://localhost:8080")),
        new("a port mapping that its server does not listen on", ListenPortRules.Elsewhere, t => { t.AppServer.Port["ContainerPort"] = 4568; }),
        new("Redis on another port", ListenPortRules.Elsewhere, t => t.Replace(t.Cache.TaskId, "redis-server", "redis-server --port 6380")),
        new("Redis mapped to a port of which it knows nothing", ListenPortRules.Elsewhere, t => t.Cache.Port["ContainerPort"] = 6380),
        new("PostgreSQL on another port", ListenPortRules.Elsewhere, t => t.Database.SetVariable("PGPORT", "5433")),
        new("PostgreSQL with a port of the command", ListenPortRules.Elsewhere, t => t.Database.Container["Command"] = Words("postgres", "-p", "5433")),
        new("a health check on another port than Redis has", ListenPortRules.Check, t => Check(t.Cache, "CMD", "redis-cli", "-p", "6380", "ping")),
        new("a health check on another port than PostgreSQL has", ListenPortRules.Check, t => Check(t.Database, "CMD-SHELL", "pg_isready -q -h 127.0.0.1 -p 5433")),
        new("a health check on another port than ASP.NET Core has", ListenPortRules.Check, t => Check(t.AppServer, "CMD", "dotnet", "/app/health-probe.dll", "http://127.0.0.1:8081/alive", "1")),
    ];

    private static JsonArray Words(params string[] words) => [.. words.Select(w => JsonValue.Create(w))];

    private static void Check(TemplateService service, params string[] command) => service.Container["HealthCheck"]!["Command"] = Words(command);

    private static string Composed(YelbTemplate template) =>
        template.OfType("AWS::SecretsManager::Secret").Single(s => s.Resource.ToJsonString().Contains("Host=yelb-db", StringComparison.Ordinal)).Id;

    private static string PasswordOf(TemplateService store) => YelbTemplate.TargetId(store.Container["Secrets"]![0]!["ValueFrom"]!);
}
