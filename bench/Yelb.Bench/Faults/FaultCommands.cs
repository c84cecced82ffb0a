using EcsServiceConnect.Rehearsal;
using EcsServiceConnect.Rehearsal.CommandLine;
using EcsServiceConnect.Rehearsal.Contract;

namespace Yelb.Bench.Faults;

/// <summary>
/// The rehearsal's commands, and <c>demote SERVICE [hangup]</c>, which is what clients see of a store's fail-over: it takes no
/// writes any more and goes on to answer, as a primary of before does, after it has hung up on everybody or without that;
/// <c>heal</c> promotes it.
/// </summary>
/// <remarks>
/// One server plays the primary of before and the next one: published stores are containers with one task each. So nothing is
/// lost that the next one would not have had yet.
/// </remarks>
internal sealed class FaultCommands(RehearsedStack stack) : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(20);

    // Lines of the container's shell, which has the password in a variable.
    private static readonly Dictionary<string, Store> _stores = new()
    {
        // Transactions of all who are connected are refused with 25006 as well, as on a standby.
        ["yelb-db"] = new(
            """export PGHOST=127.0.0.1 PGUSER="$POSTGRES_USER" PGPASSWORD="$POSTGRES_PASSWORD" PGDATABASE=postgres""",
            Postgres("SET default_transaction_read_only = on", shows: "on"),
            """psql -qAtc "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE client_port IS NOT NULL AND pid <> pg_backend_pid()" """,
            Postgres("RESET default_transaction_read_only", shows: "off")),
        // Nobody listens at the primary that it is given.
        ["yelb-redis"] = new(
            """export REDISCLI_AUTH="$REDIS_PASSWORD" """,
            Redis("127.0.0.1 1", role: "slave"),
            "redis-cli client kill type normal; redis-cli client kill type pubsub",
            Redis("no one", role: "master")),
    };

    private readonly RehearsalCommands _commands = new(stack);
    private readonly HashSet<string> _demoted = [];

    /// <summary>Those that can be demoted.</summary>
    public static IReadOnlyCollection<string> Stores => _stores.Keys;

    /// <summary>Returns when it is done.</summary>
    /// <exception cref="RehearsalException">It could not be: why.</exception>
    public async Task RunAsync(string line)
    {
        switch (line.Split(' '))
        {
            case ["demote", var service, .. var how]:
                _demoted.Add(service);
                var store = _stores[service];
                await ExecuteAsync(service, store.Demote);
                if (how is ["hangup"])
                {
                    await ExecuteAsync(service, store.HangUp);
                }

                break;
            case ["heal"]:
                await _commands.RunAsync(line);
                foreach (var service in _demoted)
                {
                    await PromoteAsync(service);
                }

                _demoted.Clear();
                break;
            default:
                await _commands.RunAsync(line);
                break;
        }
    }

    public ValueTask DisposeAsync() => _commands.DisposeAsync();

    /// <summary>A store that was replaced meanwhile has the data of the one before, and with it PostgreSQL's setting.</summary>
    private async Task PromoteAsync(string service)
    {
        for (var tries = 1; ; tries++)
        {
            await stack.Find(service).WaitUntilAsync(s => s.IsSteady, _patience, CancellationToken.None);
            try
            {
                await ExecuteAsync(service, _stores[service].Promote);
                return;
            }
            catch (RehearsalException) when (tries < 3)
            {
                // It may just be going.
            }
        }
    }

    private async Task ExecuteAsync(string service, string line)
    {
        var container = stack.Find(service).RunningTask.MainContainer;
        var result = await container.Process!.ExecuteAsync($"set -e\n{_stores[service].LogIn}\n{line}", _longest, CancellationToken.None);
        if (result.ExitCode != 0)
        {
            throw new RehearsalException($"{service} did not do '{line}': {result.Failure("ERR")}");
        }
    }

    /// <summary>Returns when those who connect from now on have the setting.</summary>
    private static string Postgres(string setting, string shows) => $"""
        psql -qAtc "ALTER SYSTEM {setting}" -c "SELECT pg_reload_conf()"
        until [ "$(psql -qAtc 'SHOW default_transaction_read_only')" = {shows} ]; do :; done
        """;

    private static string Redis(string primary, string role) => $"""
        redis-cli replicaof {primary}
        redis-cli role | grep -qx {role}
        """;

    private sealed record Store(string LogIn, string Demote, string HangUp, string Promote);
}
