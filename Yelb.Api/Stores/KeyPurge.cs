using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using OpenTelemetry;

namespace Yelb.Api.Stores;

/// <summary>
/// Deletes idempotency keys that are older than 24 hours, on a connection of its own: every 10 s it takes bites until
/// nothing old is left, and rests after each as long as it took, so that votes have the database to themselves half of the
/// time. Several replicas share the work and do not wait for each other.
/// </summary>
internal sealed partial class KeyPurge(NpgsqlDataSource database, ILogger<KeyPurge> logger) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(10);

    /// <summary>Some 20 ms of work. With fewer the commits would count, with more a vote would wait for the disk behind one.</summary>
    private const int BiteSize = 5000;

    /// <summary>
    /// By place in the table, where keys of the same time lie together, rather than by key, which leads all over a large
    /// index. It begins where the last bite ended: what that deleted stays at the start of the index until the next vacuum,
    /// and each bite would pass over all of it.
    /// </summary>
    private static readonly string _bite =
        $"""
        WITH old AS (
            SELECT ctid AS place, created FROM idempotency_keys
            WHERE created >= $1 AND created < now() - interval '24 hours'
            ORDER BY created LIMIT {BiteSize} FOR UPDATE SKIP LOCKED),
        gone AS (
            DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(SELECT place FROM old)))
        SELECT max(created) FROM old HAVING count(*) = {BiteSize}
        """;

    private bool _failed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // No news: kept out of the traces.
        using var untraced = SuppressInstrumentationScope.Begin();
        using var timer = new PeriodicTimer(_interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await PurgeAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task PurgeAsync(CancellationToken stopping)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(stopping);
            // Seconds: a bite on a slow disk is no outage.
            await using var bite = new NpgsqlCommand(_bite, connection) { CommandTimeout = 10 };
            var from = new NpgsqlParameter<DateTime> { NpgsqlDbType = NpgsqlDbType.TimestampTz, TypedValue = DateTime.MinValue };
            bite.Parameters.Add(from);
            for (var began = Stopwatch.GetTimestamp(); await bite.ExecuteScalarAsync(stopping) is DateTime last; began = Stopwatch.GetTimestamp())
            {
                from.TypedValue = last;
                await Task.Delay(Stopwatch.GetElapsedTime(began), stopping);
            }

            _failed = false;
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            if (!_failed)
            {
                LogFailed(_interval.TotalSeconds, (e.InnerException ?? e).Message);
                _failed = true;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "old idempotency keys could not be deleted, tried again every {Seconds} s: {Reason}")]
    private partial void LogFailed(double seconds, string reason);
}
