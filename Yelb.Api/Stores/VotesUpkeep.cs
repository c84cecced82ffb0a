using System.Diagnostics;
using Npgsql;
using OpenTelemetry;

namespace Yelb.Api.Stores;

/// <summary>
/// Looks at the database once a second: makes the schema when the database first answers or has been replaced,
/// drops pooled connections that died with a stopped server (else the next votes would each be lost on one),
/// says once when it goes and when it is back, and deletes old idempotency keys.
/// </summary>
internal sealed partial class VotesUpkeep(NpgsqlDataSource database, VotesSchema schema, ILogger<VotesUpkeep> logger)
    : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _purgeInterval = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Small bites, so that no replica holds locks for long; several may purge at once without waiting for each other.
    /// </summary>
    private const string Purge =
        """
        DELETE FROM idempotency_keys WHERE key IN (
            SELECT key FROM idempotency_keys WHERE created < now() - interval '24 hours'
            ORDER BY created LIMIT 10000 FOR UPDATE SKIP LOCKED)
        """;

    private bool? _reached;
    private long _purged;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A look a second is no news: kept out of the traces.
        using var untraced = SuppressInstrumentationScope.Begin();
        using var timer = new PeriodicTimer(_interval);
        try
        {
            do
            {
                await LookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            if (!await schema.ExistsAsync(stopping))
            {
                await schema.CreateAsync(stopping);
                LogSchemaMade();
            }

            if (_purged == 0 || Stopwatch.GetElapsedTime(_purged) > _purgeInterval)
            {
                await using var purge = database.CreateCommand(Purge);
                await purge.ExecuteNonQueryAsync(stopping);
                _purged = Stopwatch.GetTimestamp();
            }

            if (_reached is not true)
            {
                LogReached();
                _reached = true;
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            database.Clear();
            if (_reached is not false)
            {
                LogLost((e.InnerException ?? e).Message);
                _reached = false;
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "yelb-db answers")]
    private partial void LogReached();

    [LoggerMessage(LogLevel.Warning, "yelb-db is out of reach, tried again every second: {Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(LogLevel.Information, "yelb-db had no or not all tables and rows for votes; they were made")]
    private partial void LogSchemaMade();
}
