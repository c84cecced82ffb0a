using Aspire.Hosting;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// Makes a PostgreSQL container's databases. The official image makes the one that POSTGRES_DB names, when its volume
/// is new. Further ones are made at each start, before the server, by PostgreSQL's single-user mode
/// (PostgreSQL, "postgres: options for single-user mode"): so one added later is made on a volume that is not new.
/// </summary>
internal static class PostgresDatabases
{
    private const string FirstDatabase = "POSTGRES_DB";
    private const string ImagesEntryPoint = "docker-entrypoint.sh";

    internal static void AddTo(EcsService service, Dictionary<string, string> variables)
    {
        if (service.Runtime is EcsRuntime.Postgres && service.Databases is [var first, ..])
        {
            variables.TryAdd(FirstDatabase, first);
        }
    }

    /// <summary>The entry point and the command, changed where there are databases to make.</summary>
    internal static (string[] EntryPoint, string[] Command) Wrap(EcsService service, string[] command)
    {
        if (service.Runtime is not EcsRuntime.Postgres || service.Databases.Count < 2)
        {
            return ([.. service.EntryPoint], command);
        }

        string[] server = command is [] ? ["postgres"] : command;
        string[] entryPoint = service.EntryPoint is [] ? [ImagesEntryPoint] : [.. service.EntryPoint];
        var further = string.Join(' ', service.Databases.Skip(1).Select(name => Quote($"CREATE DATABASE {Identifier(service, name)}")));

        // That one is there already is an error that single-user mode logs and passes over.
        var script = $"docker-ensure-initdb.sh && printf '%s\\n' {further} | postgres --single -D \"$PGDATA\" postgres; exec \"$0\" \"$@\"";
        return (["bash", "-c", script, .. entryPoint], server);
    }

    private static string Identifier(EcsService service, string name) => name.Any(char.IsControl)
        ? throw new DistributedApplicationException($"Resource '{service.Name}' has a database whose name has a control character in it: give it another.")
        : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
