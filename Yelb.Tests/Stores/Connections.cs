using Npgsql;

namespace Yelb.Tests.Stores;

/// <summary>Connections of others to a PostgreSQL.</summary>
internal sealed class Connections(PostgresServer server) : IAsyncDisposable
{
    private readonly List<NpgsqlConnection> _connections = [];

    /// <summary>Takes all that the server has, those of yelb-appserver too.</summary>
    public async Task TakeAllAsync()
    {
        do
        {
            await TakeFreeAsync();
            // It may make another before that is taken.
            await using var end = new NpgsqlCommand($"SELECT pg_terminate_backend(pid, 1000) FROM {PostgresServer.Clients}", _connections[0]);
            await end.ExecuteNonQueryAsync(Patience.Token);
            await TakeFreeAsync();
        }
        while (await OthersAsync() > 0);
    }

    private async Task TakeFreeAsync()
    {
        while (_connections.Count <= PostgresServer.MaxConnections)
        {
            try
            {
                _connections.Add(await server.ConnectAsync());
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                return;
            }
        }
    }

    private async Task<long> OthersAsync()
    {
        await using var count = new NpgsqlCommand($"SELECT count(*) FROM {PostgresServer.Clients}", _connections[0]);
        return (long)(await count.ExecuteScalarAsync(Patience.Token))!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }

        _connections.Clear();
    }
}
