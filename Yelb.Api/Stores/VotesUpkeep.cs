using Npgsql;
using OpenTelemetry;

namespace Yelb.Api.Stores;

/// <summary>
/// Looks at the database once a second: makes the schema when the database first answers or has been replaced,
/// drops pooled connections that died with a stopped server (else the next votes would each be lost on one) or lead to one
/// that takes no votes any more, and says once when it goes and when it is back.
/// </summary>
internal sealed partial class VotesUpkeep(NpgsqlDataSource database, VotesSchema schema, Votes votes, ILogger<VotesUpkeep> logger)
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

            await votes.CheckAsync();
            if (_reached is not true)
            {
                LogReached();
                _reached = true;
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            var cause = e is StoreUnavailableException { InnerException: { } inner } ? inner : e;
            database.ClearAfter(cause);
            if (_reached is not false)
            {
                LogLost((cause.InnerException ?? cause).Message);
                _reached = false;
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "yelb-db takes votes")]
    private partial void LogReached();

    [LoggerMessage(LogLevel.Warning, "yelb-db takes no votes, tried again every second: {Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(LogLevel.Information, "yelb-db had not all that votes need (tables, settings of them, rows); what was missing was made")]
    private partial void LogSchemaMade();
}
