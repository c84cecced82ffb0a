using System.Net;
using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>Serves <see cref="DashboardService"/> on a free loopback port, to whoever knows the key.</summary>
internal sealed class ResourceServiceHost(
    DashboardOptions options,
    IHostEnvironment environment,
    ILoggerFactory loggers,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    ResourceCommandService commands)
{
    private const string KeyHeader = "x-resource-service-api-key";

    private readonly byte[] _key = Encoding.UTF8.GetBytes(options.ResourceServiceApiKey);

    /// <summary>The started server; its address is the first of its <see cref="WebApplication.Urls"/>.</summary>
    public async Task<WebApplication> StartAsync(CancellationToken cancellationToken)
    {
        // Empty, so that neither the environment nor a settings file has a say in where it listens.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = environment.ApplicationName });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(notifications);
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton(commands);

        var server = builder.Build();
        server.Use(RequireKeyAsync);
        server.MapGrpcService<DashboardService>();
        await server.StartAsync(cancellationToken).ConfigureAwait(false);
        return server;
    }

    private Task RequireKeyAsync(HttpContext context, RequestDelegate next)
    {
        var key = Encoding.UTF8.GetBytes(context.Request.Headers[KeyHeader].ToString());
        if (CryptographicOperations.FixedTimeEquals(key, _key))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}
