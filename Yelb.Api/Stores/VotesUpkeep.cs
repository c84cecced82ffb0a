using Npgsql;

namespace Yelb.Api.Stores;

/// <summary>
/// Makes the schema when the database first answers or has been replaced, and drops pooled connections that died with a
/// stopped server (else the next votes would each be lost on one) or lead to one that takes no votes any more.
/// </summary>
internal sealed partial class VotesUpkeep(NpgsqlDataSource database, VotesSchema schema, Votes votes, ILogger<VotesUpkeep> logger) : StoreUpkeep
{
    protected override async Task CheckAsync(CancellationToken stopping)
    {
        if (!await schema.ExistsAsync(stopping))
        {
            await schema.CreateAsync(stopping);
            LogSchemaMade();
        }

        await votes.CheckAsync();
    }

    protected override Task GiveUpAsync(Exception cause)
    {
        database.ClearAfter(cause);
        return Task.CompletedTask;
    }

    protected override void LogLost(Exception cause) => LogLost((cause.InnerException ?? cause).Message);

    [LoggerMessage(LogLevel.Information, "yelb-db takes votes")]
    protected override partial void LogReached();

    [LoggerMessage(LogLevel.Warning, "yelb-db takes no votes, tried again every second: {Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(LogLevel.Information, "yelb-db had not all that votes need (tables, settings of them, rows); what was missing was made")]
    private partial void LogSchemaMade();
}
