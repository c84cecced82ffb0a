using System.Globalization;
using Aspire.Hosting;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Stores;

/// <summary>
/// PostgreSQL in its official image, with databases. The image makes the one that POSTGRES_DB names, when its volume is
/// new. Further ones are made at each start, before the server, by PostgreSQL's single-user mode (PostgreSQL,
/// "postgres: options for single-user mode"): so one added later is made on a volume that is not new.
/// </summary>
/// <param name="databases">The databases to make.</param>
internal sealed class PostgresRuntime(IReadOnlyList<string> databases) : EcsRuntime
{
    private const int DefaultPort = 5432;
    private const string FirstDatabase = "POSTGRES_DB";
    private const string ImagesEntryPoint = "docker-entrypoint.sh";

    /// <summary>The user 'postgres' of the official image on Debian.</summary>
    public override int FileOwner => 999;

    public override bool RunsAsFileOwner => true;

    // Over TCP: while it makes its databases, the image's server answers on a socket only.
    public override IReadOnlyList<string> HealthCheck(EcsService service) =>
        ["CMD-SHELL", string.Create(CultureInfo.InvariantCulture, $"pg_isready -q -h 127.0.0.1 -p {Port(service, DefaultPort)} -U \"${{POSTGRES_USER:-postgres}}\"")];

    public override void AddVariables(IDictionary<string, string> variables)
    {
        if (databases is [var first, ..])
        {
            variables.TryAdd(FirstDatabase, first);
        }
    }

    /// <exception cref="DistributedApplicationException">A database has a name that can't be written.</exception>
    public override (string[] EntryPoint, string[] Command) Start(EcsService service, string[] command)
    {
        if (databases.Count < 2)
        {
            return base.Start(service, command);
        }

        string[] server = command is [] ? ["postgres"] : command;
        string[] entryPoint = service.EntryPoint is [] ? [ImagesEntryPoint] : [.. service.EntryPoint];
        var further = string.Join(' ', databases.Skip(1).Select(name => Quote($"CREATE DATABASE {Identifier(service, name)}")));

        // Single-user mode logs an error for a database that exists, and goes on.
        var script = $"docker-ensure-initdb.sh && printf '%s\\n' {further} | postgres --single -D \"$PGDATA\" postgres; exec \"$0\" \"$@\"";
        return (["bash", "-c", script, .. entryPoint], server);
    }

    private static string Identifier(EcsService service, string name) => name.Any(char.IsControl)
        ? throw new DistributedApplicationException($"Resource '{service.Name}' has a database whose name has a control character in it: give it another.")
        : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
