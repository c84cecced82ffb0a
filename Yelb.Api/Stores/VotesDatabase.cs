using Npgsql;
using Yelb.ServiceDefaults;

namespace Yelb.Api.Stores;

/// <summary>The connection to PostgreSQL, resource <c>yelb-db</c>, database <c>yelbdatabase</c>.</summary>
internal static class VotesDatabase
{
    public const string Name = "yelb-db";
    private const string ConnectionName = "yelbdatabase";

    public static void AddTo(IHostApplicationBuilder builder)
    {
        var connectionString = Settings(builder.Configuration.Require(
            ConnectionName, "'Host=localhost;Port=5432;Database=yelbdatabase;Username=…;Password=…'"));
        builder.AddNpgsqlDataSource(
            ConnectionName,
            settings =>
            {
                settings.ConnectionString = connectionString;
                // VotesHealth asks what the routes ask, and as long as they wait.
                settings.DisableHealthChecks = true;
                settings.DisableTracing = settings.DisableMetrics = !builder.HasTelemetry();
            },
            // In traces, instead of the whole connection string.
            dataSource => dataSource.Name = ConnectionName);
        builder.Services.AddSingleton<VotesSchema>();
        builder.Services.AddSingleton<Votes>();
        builder.Services.AddHostedService<VotesUpkeep>();
        builder.Services.AddHostedService<KeyPurge>();
        builder.Services.AddHealthChecks().AddCheck<VotesHealth>(ConnectionName);
    }

    /// <summary>
    /// Keys are looked up by their index, also while they are few. PostgreSQL keeps a prepared statement's plan until it
    /// analyzes the table, a minute later or more, and one made for an empty table reads all of it at each vote, with
    /// thousands of keys by then (PostgreSQL's "PREPARE" and "Query Planning").
    /// </summary>
    private const string ByIndex = "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";

    private static string Settings(string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString)
            {
                // One for each kind of batch, for the upkeep and for the purge; the others for when some of these hang.
                MaxPoolSize = 10,
                // Seconds. A request gives up after StoreUnavailableException.Limit in any case; these free its
                // connection soon after. A first connection can take more than 1 s on a machine busy with starting.
                Timeout = 2,
                CommandTimeout = 1,
                // Do not ask a silent server to cancel: drop the connection at once.
                CancellationTimeout = -1,
                MaxAutoPrepare = 10,
                AutoPrepareMinUsages = 2,
                // No statement changes the session, so there is nothing to reset between two uses.
                NoResetOnClose = true,
                // What passwords and values an error might quote stays out of logs.
                IncludeErrorDetail = false,
                PersistSecurityInfo = false,
            };
            settings.Options = $"{settings.Options} {ByIndex}".TrimStart();
            return settings.ConnectionString;
        }
        catch (ArgumentException)
        {
            // Npgsql's message can quote a part of the password.
            throw new InvalidConfigurationException(
                $"connection string '{ConnectionName}' is not one for Npgsql: check ConnectionStrings__{ConnectionName}");
        }
    }
}
