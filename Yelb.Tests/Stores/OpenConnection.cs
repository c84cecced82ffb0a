using Npgsql;

namespace Yelb.Tests.Stores;

/// <summary>A connection to PostgreSQL that is open, or nothing that would have to be disposed.</summary>
internal static class OpenConnection
{
    public static async Task<NpgsqlConnection> ToAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(Patience.Token);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
