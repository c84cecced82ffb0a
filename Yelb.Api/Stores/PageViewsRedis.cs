using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Yelb.ServiceDefaults;

namespace Yelb.Api.Stores;

/// <summary>The connection to Redis, resource <c>yelb-redis</c>.</summary>
internal sealed partial class PageViewsRedis(IServiceProvider services, IOptions<ConfigurationOptions> options, ILogger<PageViewsRedis> logger)
    : IHostedService
{
    public const string Name = "yelb-redis";

    public static void AddTo(IHostApplicationBuilder builder)
    {
        Check(builder.Configuration.Require(Name, "'localhost:6379,password=…'"));
        builder.AddRedisClient(
            Name,
            settings =>
            {
                // It connects before the service starts, which would wait for a Redis that is not there.
                settings.DisableAutoActivation = true;
                // PageViewsHealth asks what the routes ask, and as long as they wait.
                settings.DisableHealthChecks = true;
                // Its spans come 10 s late, do not say what failed, and show each look of the live streams.
                settings.DisableTracing = true;
            },
            Configure);
        builder.Services.AddSingleton<PageViewsRedis>();
        builder.Services.AddHostedService(services => services.GetRequiredService<PageViewsRedis>());
        builder.Services.AddSingleton<PageViews>();
        builder.Services.AddHealthChecks().AddCheck<PageViewsHealth>(Name);
    }

    private readonly Lazy<Task<IConnectionMultiplexer>> _connection = new(() => ConnectAsync(services, logger));

    /// <summary>Ends, within the connect time-out, with a connection or with one that keeps trying to be.</summary>
    public Task<IConnectionMultiplexer> Connection => _connection.Value;

    /// <summary>Begins to connect and does not wait: the service starts whether or not Redis is there.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Connection;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Starts a span by OpenTelemetry's conventions for database clients; StackExchange.Redis makes none.
    /// </summary>
    public Activity? StartSpan(string command)
    {
        var (address, port) = options.Value.EndPoints[0] switch
        {
            DnsEndPoint dns => (dns.Host, dns.Port),
            IPEndPoint ip => (ip.Address.ToString(), ip.Port),
            var other => (other.ToString(), 0),
        };
        return Telemetry.Spans.StartActivity(command, ActivityKind.Client)?
            .SetTag("db.system.name", "redis")
            .SetTag("db.operation.name", command)
            .SetTag("server.address", address)
            .SetTag("server.port", port);
    }

    private static void Check(string connectionString)
    {
        try
        {
            ConfigurationOptions.Parse(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // The library's message can quote a part of the password.
            throw new InvalidConfigurationException(
                $"connection string '{Name}' is not one for StackExchange.Redis: check ConnectionStrings__{Name}");
        }
    }

    private static void Configure(ConfigurationOptions options)
    {
        options.AbortOnConnectFail = false;
        // A request that comes while the connection is down is told so at once instead of waiting for it.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        // Milliseconds; see StoreUnavailableException.Limit.
        options.ConnectTimeout = 1000;
        options.AsyncTimeout = 1000;
        options.ReconnectRetryPolicy = new LinearRetry(500);
        options.HeartbeatInterval = TimeSpan.FromSeconds(0.5);
        // Some seventy lines for a Redis that is not there. What is to be known of it is logged below.
        options.LoggerFactory = NullLoggerFactory.Instance;
    }

    /// <remarks>On a thread of its own, as the registered connection is made while its thread waits.</remarks>
    private static Task<IConnectionMultiplexer> ConnectAsync(IServiceProvider services, ILogger logger) => Task.Factory.StartNew(
        () =>
        {
            var connection = services.GetRequiredService<IConnectionMultiplexer>();
            if (connection.IsConnected)
            {
                LogReached(logger);
            }
            else
            {
                LogLost(logger);
            }

            connection.ConnectionFailed += (_, _) => LogLost(logger);
            connection.ConnectionRestored += (_, _) => LogReached(logger);
            return connection;
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    [LoggerMessage(LogLevel.Information, "yelb-redis answers")]
    private static partial void LogReached(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "yelb-redis is out of reach, tried again twice a second")]
    private static partial void LogLost(ILogger logger);
}
