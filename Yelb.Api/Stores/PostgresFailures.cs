using Npgsql;

namespace Yelb.Api.Stores;

/// <summary>What PostgreSQL's errors say of the connections to it ("PostgreSQL Error Codes").</summary>
internal static class PostgresFailures
{
    /// <summary>
    /// Whether a server that is read-only refused it (25006), such as a primary of before to which a connection is still open:
    /// the transaction was rolled back, so that even a vote without a key may be cast again.
    /// </summary>
    public static bool DidNothing(this NpgsqlException e) => e.SqlState is PostgresErrorCodes.ReadOnlySqlTransaction;

    /// <summary>
    /// Whether it takes no new connection of this service, be it for the password (class 28), which may have been changed, or
    /// for their number (53300): nothing was done, and those that are open go on.
    /// </summary>
    public static bool RefusedConnection(this NpgsqlException e) => e.SqlState is ['2', '8', ..] or PostgresErrorCodes.TooManyConnections;

    /// <summary>Whether the server lacks disk (53100), memory (53200) or connections (53300): its session goes on.</summary>
    public static bool IsForWant(Exception? e) => e is PostgresException { SqlState: ['5', '3', ..] };

    /// <summary>
    /// Gives up the open connections where the error is the server's own: it has ended (57P01), starts (57P03), is read-only or
    /// does not answer. The name may lead to another by now, and the connections that died with it would each fail once.
    /// </summary>
    /// <remarks>Not where it is for want, which a new connection would not end, and where it might not even be made.</remarks>
    public static void ClearAfter(this NpgsqlDataSource database, Exception e)
    {
        if (e is not PostgresException { SqlState: not (PostgresErrorCodes.ReadOnlySqlTransaction or ['0', '8', ..] or ['5', '7', ..]) })
        {
            database.Clear();
        }
    }
}
