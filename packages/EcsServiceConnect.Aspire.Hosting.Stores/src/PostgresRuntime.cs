using System.Globalization;
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
        var statements = string.Join(' ', databases.Select(d => Quote(d.Statement)));

        // Without a volume the container is root's, whom PostgreSQL refuses; the images have gosu or, in old ones on
        // Alpine, su-exec for that. With -j a command ends at a semicolon and an empty line. Single-user mode logs an
        // error for a database that exists, and goes on; its prompts are of no use.
        var script = $"""
            user=
            if [ "$(id -u)" = 0 ]; then user="$(command -v gosu || command -v su-exec) postgres"; fi
            docker-ensure-initdb.sh && printf '%s\n;\n\n' {statements} | $user postgres --single -j -D "$PGDATA" postgres >/dev/null
            exec "$0" "$@"
            """.ReplaceLineEndings("\n");
        return (["bash", "-c", script, .. entryPoint], server);
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
