using System.Globalization;
using EcsServiceConnect.Hosting.Cdk;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Stores;

/// <summary>
/// PostgreSQL in its official image or one upon it, with databases. All of them are made at each start, before the
/// server, by PostgreSQL's single-user mode (PostgreSQL, "postgres: options for single-user mode"): whatever the volume
/// held, and whatever POSTGRES_DB says, which the image heeds only where the volume is new. Nobody can connect before
/// they are there, and no password has to fit.
/// </summary>
/// <param name="databases">The databases to make.</param>
internal sealed class PostgresRuntime(IReadOnlyList<PostgresDatabase> databases) : EcsRuntime
{
    private const int DefaultPort = 5432;
    private const string ImagesEntryPoint = "docker-entrypoint.sh";

    /// <summary>The user 'postgres' of the official image on Debian.</summary>
    public override EcsFileOwner FileOwner { get; } = new(999, 999);

    public override bool RunsAsFileOwner => true;

    // Over TCP: while it makes its databases, the image's server answers on a socket only.
    public override IReadOnlyList<string> HealthCheck(EcsService service) =>
        ["CMD-SHELL", string.Create(CultureInfo.InvariantCulture, $"pg_isready -q -h 127.0.0.1 -p {Port(service, DefaultPort)} -U \"${{POSTGRES_USER:-postgres}}\"")];

    public override (string[] EntryPoint, string[] Command) Start(EcsService service, string[] command)
    {
        if (databases.Count == 0)
        {
            return base.Start(service, command);
        }

        string[] server = command is [] ? ["postgres"] : command;
        string[] entryPoint = service.EntryPoint is [] ? [ImagesEntryPoint] : [.. service.EntryPoint];
        var statements = string.Join(' ', databases.Select(d => ShellWord.Of(d.Statement)));

        // Without a volume the container is root's, whom PostgreSQL refuses; the images have gosu or, in old ones on
        // Alpine, su-exec for that. Images that are older than docker-ensure-initdb.sh (end of 2023) make one database
        // where there is no data yet, and get the others at the next start. With -j a command ends at a semicolon and an
        // empty line. Single-user mode logs an error for a database that exists, and goes on; its prompts are of no use.
        var script = $$"""
            first={{ShellWord.Of(databases[0].Name)}}
            entry="$0"; command -v "$entry" >/dev/null || entry="/$entry"
            user=; if [ "$(id -u)" = 0 ]; then user="$(command -v gosu || command -v su-exec) postgres"; fi
            if command -v docker-ensure-initdb.sh >/dev/null; then docker-ensure-initdb.sh
            else export POSTGRES_DB="${POSTGRES_DB:-$first}"; [ -s "$PGDATA/PG_VERSION" ]; fi &&
            printf '%s\n;\n\n' {{statements}} | $user postgres --single -j -D "$PGDATA" postgres >/dev/null
            exec "$entry" "$@"
            """.ReplaceLineEndings("\n");
        return (["bash", "-c", script, .. entryPoint], server);
    }
}
