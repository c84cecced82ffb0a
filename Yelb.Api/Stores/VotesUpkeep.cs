using Npgsql;
using OpenTelemetry;

namespace Yelb.Api.Stores;

/// <summary>
/// Looks at the database once a second: makes the schema when the database first answers or has been replaced,
/// drops pooled connections that died with a stopped server (else the next votes would each be lost on one), and
/// says once when it goes and when it is back.
/// </summary>
internal sealed partial class VotesUpkeep(NpgsqlDataSource database, VotesSchema schema, ILogger<VotesUpkeep> logger)
    : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private bool? _reached;

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

    [LoggerMessage(LogLevel.Information, "yelb-db had not all that votes need (tables, settings of them, rows); what was missing was made")]
    private partial void LogSchemaMade();
}
