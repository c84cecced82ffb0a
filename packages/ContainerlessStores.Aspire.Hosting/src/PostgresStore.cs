using System.Globalization;
using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace ContainerlessStores;

/// <summary>PostgreSQL, on 127.0.0.1 only, with scram-sha-256 passwords.</summary>
/// <param name="userName">The superuser's name.</param>
/// <param name="password">The superuser's password.</param>
/// <param name="installations">Finds the server.</param>
internal sealed partial class PostgresStore(
    Func<CancellationToken, ValueTask<string>> userName,
    Func<CancellationToken, ValueTask<string>> password,
    PostgresInstallations installations) : IStore
{
    /// <inheritdoc/>
    public async Task<ChildProcessSpec> PrepareAsync(StorePlace place, ILogger logger, CancellationToken cancellationToken)
    {
        var login = new PostgresLogin(
            await userName(cancellationToken).ConfigureAwait(false),
            await password(cancellationToken).ConfigureAwait(false));
        var data = Path.Combine(place.Folder.Path, "data");
        var installation = await installations.GetAsync(DataMajor(data), data, logger, cancellationToken).ConfigureAwait(false);
        if (!Directory.Exists(data))
        {
            LogCreating(logger, installation.Major, place.Resource, data);
            await CreateAsync(place, installation, login, data, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            DeleteLockOfGoneServer(data);
        }

        if (!login.Matches(place.Folder))
        {
            await SetPasswordAsync(place, installation, login, data, cancellationToken).ConfigureAwait(false);
        }

        return Program(place, installation.Postgres,
        [
            "-D", data,
            "-p", place.Port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=",
        ]);
    }

    private static int? DataMajor(string data)
    {
        var file = Path.Combine(data, "PG_VERSION");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : null;
    }

    private static void DeleteLockOfGoneServer(string data)
    {
        // Where StoreFolder has seen that no process is left in the folder, the id in the lock can only be that of a
        // server that was killed, or by now of some other process, for which PostgreSQL would refuse to start.
        if (OperatingSystem.IsLinux())
        {
            File.Delete(Path.Combine(data, "postmaster.pid"));
        }
    }

    private static async Task CreateAsync(StorePlace place, PostgresInstallation installation, PostgresLogin login, string data, CancellationToken cancellationToken)
    {
        // All of it or nothing: whoever is killed half-way leaves only what the next one deletes.
        var partial = data + ".partial";
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        var passwordFile = place.Folder.WriteSecret("initdb.password", login.Password);
        try
        {
            var initDb = Program(place, installation.InitDb,
            [
                "-D", partial,
                $"--username={login.UserName}",
                $"--pwfile={passwordFile}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                OperatingSystem.IsMacOS() ? "--locale=C" : "--locale=C.UTF-8",
            ]);
            await RunAsync(place, initDb, "initdb could not make the data folder", cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(passwordFile);
        }

        login.Remember(place.Folder);
        Directory.Move(partial, data);
    }

    /// <summary>Sets the password in single-user mode, which asks for none.</summary>
    private static async Task SetPasswordAsync(StorePlace place, PostgresInstallation installation, PostgresLogin login, string data, CancellationToken cancellationToken)
    {
        var single = Program(place, installation.Postgres,
        [
            "--single",
            "-D", data,
            "-c", "exit_on_error=on",
            "-c", "password_encryption=scram-sha-256",
            "-c", "log_statement=none",
            "-c", "log_min_error_statement=panic",
            "postgres",
        ]) with
        {
            StandardInput = login.AlterRole() + "\n",
        };
        await RunAsync(place, single, $"The password of {login.UserName} could not be set", cancellationToken).ConfigureAwait(false);
        login.Remember(place.Folder);
    }

    private static async Task RunAsync(StorePlace place, ChildProcessSpec program, string failure, CancellationToken cancellationToken)
    {
        var (code, lines) = await ChildProcess.RunAsync(program, cancellationToken).ConfigureAwait(false);
        if (code != 0)
        {
            var reason = lines.FirstOrDefault(l => l.Contains("error:", StringComparison.OrdinalIgnoreCase) || l.Contains("FATAL:", StringComparison.Ordinal))
                ?? lines.LastOrDefault(l => l.Length > 0)
                ?? string.Create(CultureInfo.InvariantCulture, $"exit code {code}");
            throw new MachineException($"{failure} of {place.Resource} in {place.Folder.Path}: {reason}");
        }
    }

    private static ChildProcessSpec Program(StorePlace place, string program, IReadOnlyList<string> arguments) => new()
    {
        FileName = program,
        Arguments = arguments,
        WorkingDirectory = place.Folder.Path,
        Unprivileged = true,

        // Its fast shutdown; SIGTERM would wait until the last client has gone
        // (https://www.postgresql.org/docs/18/server-shutdown.html).
        StopSignal = ProcessSignal.Interrupt,
    };

    [LoggerMessage(LogLevel.Information, "Creating the data folder of {Resource} for PostgreSQL {Major}: {Folder}")]
    private static partial void LogCreating(ILogger logger, int major, string resource, string folder);
}
