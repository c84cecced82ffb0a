using Npgsql;

namespace Yelb.Tests.Stores;

/// <summary>Connections of others to a PostgreSQL.</summary>
internal sealed class Connections(PostgresServer server) : IAsyncDisposable
{
    private readonly List<NpgsqlConnection> _connections = [];

    /// <summary>Takes as many as the server has.</summary>
    public async Task TakeAllAsync()
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

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }

        _connections.Clear();
    }
}
