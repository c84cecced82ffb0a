using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Yelb.ServiceDefaults;

namespace Yelb.Api.Stores;

/// <summary>The connection to Redis, resource <c>yelb-redis</c>.</summary>
internal sealed class PageViewsRedis(IOptions<ConfigurationOptions> options) : IHostedService
{
    public const string Name = "yelb-redis";

    public static void AddTo(IHostApplicationBuilder builder)
    {
        Check(builder.Configuration.Require(Name, "'localhost:6379,password=…'"));
        builder.AddRedisClient(
            Name,
            settings =>
            {
                // Of what it registers the options are used: the connection is made, and made anew, below.
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
        builder.Services.AddHostedService<PageViewsUpkeep>();
        builder.Services.AddHealthChecks().AddCheck<PageViewsHealth>(Name);
    }

    private Task<ConnectionMultiplexer> _connection = new TaskCompletionSource<ConnectionMultiplexer>().Task;

    /// <summary>Ends, within the connect time-out, with a connection or with one that keeps trying to be.</summary>
    public Task<ConnectionMultiplexer> Connection => Volatile.Read(ref _connection);

    /// <summary>Begins to connect and does not wait: the service starts whether or not Redis is there.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _connection, ConnectionMultiplexer.ConnectAsync(options.Value));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await (await Connection).DisposeAsync();

    /// <summary>
    /// Puts another connection in the place of one that does not serve, as soon as there is one; commands under way on the
    /// other end with an error.
    /// </summary>
    /// <remarks>
    /// The library looks up the name for each connection that it makes, and makes one when the open one breaks. But where a
    /// primary has become a replica, or its host is silent, nothing breaks, so that it would stay there
    /// (Microsoft's "Connection resilience with Azure Cache for Redis": force a reconnection).
    /// </remarks>
    public async Task ReplaceAsync()
    {
        var next = await ConnectionMultiplexer.ConnectAsync(options.Value);
        var unused = next.IsConnected ? await Interlocked.Exchange(ref _connection, Task.FromResult(next)) : next;
        await unused.CloseAsync(allowCommandsToComplete: false);
        await unused.DisposeAsync();
    }

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
        // By default it is tried three times before a connection is called made.
        options.ConnectRetry = 1;
        options.AsyncTimeout = 1000;
        options.ReconnectRetryPolicy = new LinearRetry(500);
        options.HeartbeatInterval = TimeSpan.FromSeconds(0.5);
        // Some seventy lines for a Redis that is not there. What is to be known of it is logged by PageViewsUpkeep, without
        // the state of the library's threads.
        options.LoggerFactory = NullLoggerFactory.Instance;
        options.IncludeDetailInExceptions = false;
    }
}
