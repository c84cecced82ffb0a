using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.Rules;

namespace TestSupport.Stacks;

/// <summary>References that nobody serves, in the ways in which people write references.</summary>
internal static class ReferenceMutants
{
    public static IReadOnlyList<Mutant> All { get; } =
    [
        new("a server variable with another port beside it", ReferenceRules.Unserved, Variables(("DB_SERVER", "yelb-db"), ("DB_SERVER_PORT", "5433"))),
        new("a server variable names nobody", ReferenceRules.Unserved, Variables(("REDIS_SERVER", "redis-server"), ("REDIS_SERVER_PORT", "6379"))),
        new("a host variable with the port of its stem", ReferenceRules.Unserved, Variables(("DB_HOST", "yelb-db"), ("DB_PORT", "3306"))),
        new("a host name's variable with another port", ReferenceRules.Unserved, Variables(("CACHE_HOSTNAME", "yelb-redis"), ("CACHE_PORT", "6380"))),
        new("libpq's variables with another port", ReferenceRules.Unserved, Variables(("PGHOST", "yelb-db"), ("PGPORT", "5433"))),
        new("configuration keys name nobody", ReferenceRules.Unserved, Variables(("Cache__Host", "cache"), ("Cache__Port", "6379"))),
        new("words of a connection string with another port", ReferenceRules.Unserved, Variables(("DATABASE_DSN", "host=yelb-db port=5433 user=votes dbname=votes"))),
        new("a list of brokers with one that is not there", ReferenceRules.Unserved, Variables(("CACHE_NODES", "yelb-redis:6379,yelb-redis-2:6379"))),
        new("JSON with another port", ReferenceRules.Unserved, Variables(("SETTINGS", """{"db": {"host": "yelb-db", "port": 5433}}"""))),
        new("JSON with a URL of nobody", ReferenceRules.Unserved, Variables(("SETTINGS", """{"votes": {"url": "http://votes:4567"}}"""))),
        new("an address in the command with another port", ReferenceRules.Unserved, Command("--upstream", "http://yelb-appserver:4568")),
        new("an address in the command that nobody serves", ReferenceRules.Unserved, Command("--upstream=http://appserver:4567")),
        new("an option of the command with another port", ReferenceRules.Unserved, Command("sh", "-c", "psql -h yelb-db -p 5433 -c 'select 1'")),
        new("a script that waits for another port", ReferenceRules.Unserved, Command("sh", "-c", "wait-for-it yelb-db:5433 -- /app/yelb-ui")),
        new("a client of a host without a port before its server", DeploymentOrderRules.ClientFirst, t =>
        {
            t.Ui.SetVariable("DATABASE_HOST", "yelb-db");
            t.Ui.Resource.Remove("DependsOn");
        }),
        new("a command's server that no security group opens", ReachabilityRules.Closed, t => t.Ui.Container["Command"] = new JsonArray("--cache", "redis://yelb-redis:6379")),
    ];

    private static Action<YelbTemplate> Variables(params (string Name, string Value)[] variables) => t =>
    {
        foreach (var (name, value) in variables)
        {
            t.AppServer.SetVariable(name, value);
        }
    };

    private static Action<YelbTemplate> Command(params string[] words) => t => t.Ui.Container["Command"] = new JsonArray([.. words.Select(w => (JsonNode)w)]);
}
