using System.Globalization;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Templates.Images;
using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.Images;

/// <summary>The official image postgres, by a PostgreSQL of this machine or from npm.</summary>
/// <remarks>Its variables, folders and entry point are those that https://hub.docker.com/_/postgres documents.</remarks>
/// <param name="installations">Finds PostgreSQL.</param>
/// <param name="folder">Where scripts are written to.</param>
/// <param name="logger">Logs what is fetched.</param>
internal sealed class PostgresImage(PostgresInstallations installations, string folder, ILogger logger)
{
    // From this version on the volume is the parent folder, so that pg_upgrade can link files of two versions.
    private const int FirstWithFolderOfVersion = 18;
    private const string ParentFolder = "/var/lib/postgresql";
    private const string DataFolder = $"{ParentFolder}/data";

    // What it adds, the clients by their names on the path of this machine.
    private static readonly string[] _programs =
    [
        "clusterdb", "createdb", "createuser", "dropdb", "dropuser", "ecpg", "gosu", "pg_amcheck", "pg_basebackup", "pg_combinebackup", "pg_config", "pg_dump", "pg_dumpall",
        "pg_isready", "pg_receivewal", "pg_recvlogical", "pg_restore", "pgbench", "psql", "reindexdb", "unxz", "unzstd", "vacuumdb", "xz", "xzcat", "zstd", "zstdcat",
    ];

    public async Task<LocalImage> ToLocalAsync(string image, ImageReference name, CancellationToken cancellationToken)
    {
        var installation = await FindAsync(name, cancellationToken).ConfigureAwait(false);
        var major = name.Major ?? installation.Major;
        var entryPoint = ImageScripts.Write(folder, "postgres", "docker-entrypoint.sh");
        var files = new Dictionary<string, string>
        {
            [$"{ImageScripts.Folder}/docker-entrypoint.sh"] = entryPoint,
            [$"{ImageScripts.Folder}/docker-ensure-initdb.sh"] = entryPoint,
            [$"{ImageScripts.Folder}/gosu"] = ImageScripts.Write(folder, "postgres", "gosu"),
        };
        var binaries = installation.Folder;
        if (!binaries.StartsWith("/usr/", StringComparison.Ordinal))
        {
            // Elsewhere, as below someone's home, the container's user may not reach it.
            var home = string.Create(CultureInfo.InvariantCulture, $"/usr/lib/postgresql/{installation.Major}");
            files[home] = Path.GetDirectoryName(installation.Folder)!;
            binaries = $"{home}/bin";
        }

        if (Executables.Find(Path.Combine(installation.Folder, "pg_isready")) is null && Executables.Find("pg_isready") is null)
        {
            files[$"{ImageScripts.Folder}/pg_isready"] = ImageScripts.Write(folder, "postgres", "pg_isready");
        }

        return new()
        {
            Files = files,
            EntryPoint = [$"{ImageScripts.Folder}/docker-entrypoint.sh"],
            Command = ["postgres"],
            Programs = [.. SystemPrograms.Of(name.Tag), .. _programs],
            Volumes = [major < FirstWithFolderOfVersion ? DataFolder : ParentFolder],
            // Ends without waiting for the clients (PostgreSQL, "Shutting Down the Server").
            StopSignal = StopSignal.SIGINT,
            Environment = new Dictionary<string, string>
            {
                ["PATH"] = $"{binaries}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                ["LANG"] = "C.UTF-8",
                ["PG_MAJOR"] = major.ToString(CultureInfo.InvariantCulture),
                ["PGDATA"] = major < FirstWithFolderOfVersion
                    ? DataFolder
                    : string.Create(CultureInfo.InvariantCulture, $"{ParentFolder}/{major}/docker"),
                // Where the clients look for the server's socket; the image's own folder, /var/run/postgresql, belongs
                // here to whoever this machine says.
                ["PGHOST"] = "/tmp",
            },
            NotRehearsed = installation.Major == name.Major
                ? []
                : [string.Create(CultureInfo.InvariantCulture, $"{image} runs as PostgreSQL {installation.Major}, which this machine has.")],
        };
    }

    /// <summary>The version of the tag where it can be had, else the one that this machine would run.</summary>
    private async Task<PostgresInstallation> FindAsync(ImageReference name, CancellationToken cancellationToken)
    {
        try
        {
            return await installations.GetAsync(name.Major, "", logger, cancellationToken).ConfigureAwait(false);
        }
        catch (MachineException) when (name.Major is not (null or StoreVersions.PostgresNpmPackageMajor))
        {
            return await installations.GetAsync(null, "", logger, cancellationToken).ConfigureAwait(false);
        }
    }
}
