using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EcsServiceConnect.Rehearsal.Forwarding;

/// <summary>A Kestrel server with nothing around it: no configuration, no logging, no headers of its own.</summary>
internal sealed class ProxyServer
{
    private readonly WebApplication _application;
    private readonly List<ListenOptions> _listening;

    private ProxyServer(WebApplication application, List<ListenOptions> listening)
    {
        _application = application;
        _listening = listening;
    }

    /// <summary>Where each listener listens, in their order.</summary>
    public IReadOnlyList<IPEndPoint> Addresses => [.. _listening.Select(l => l.IPEndPoint!)];

    /// <param name="listeners">At least one.</param>
    /// <param name="bind">Makes a bound socket, in whatever network the server is to be reached from.</param>
    /// <param name="keepAlive">How long a connection without a request is kept.</param>
    /// <exception cref="IOException">An address is taken.</exception>
    public static async Task<ProxyServer> StartAsync(IReadOnlyList<ProxyListener> listeners, Func<IPEndPoint, Socket> bind, TimeSpan keepAlive)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, OwnersLifetime>();
        var listening = new List<ListenOptions>();
        builder.WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .UseSockets(sockets => sockets.CreateBoundListenSocket = address => bind((IPEndPoint)address))
            .ConfigureKestrel(kestrel =>
            {
                // What passes through is the application's: its sizes, its pace, its headers.
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = null;
                kestrel.Limits.MinRequestBodyDataRate = null;
                kestrel.Limits.MinResponseDataRate = null;
                kestrel.Limits.KeepAliveTimeout = keepAlive;
                // A field's value is bytes, also beyond ASCII (RFC 9110, section 5.5), and goes on as it came.
                kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
                kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
                foreach (var listener in listeners)
                {
                    kestrel.Listen(listener.Address, options =>
                    {
                        Configure(options, listener);
                        listening.Add(options);
                    });
                }
            });
        var application = builder.Build();
        application.Run(context => context.Features.GetRequiredFeature<ProxyListener.Http>().Handler(context));
        try
        {
            await application.StartAsync().ConfigureAwait(false);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return new(application, listening);
    }

    /// <summary>Stops listening, lets what is under way go on for that time, and then cuts it.</summary>
    public async Task StopAsync(TimeSpan drain)
    {
        using var end = new CancellationTokenSource(drain);
        await _application.StopAsync(end.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private static void Configure(ListenOptions options, ProxyListener listener)
    {
        if (listener.Connected is { } connected)
        {
            options.Use(next => async connection =>
            {
                using var connectionTold = connected();
                await next(connection).ConfigureAwait(false);
            });
        }

        switch (listener)
        {
            case ProxyListener.Http http:
                options.Protocols = http.Protocols;
                if (http.Certificate is { } certificate)
                {
                    options.UseHttps(certificate);
                }

                // A request finds its listener through its connection.
                options.Use(next => connection =>
                {
                    connection.Features.Set(http);
                    return next(connection);
                });
                break;
            case ProxyListener.Tcp tcp:
                options.Use(_ => tcp.Handler);
                break;
        }
    }

    /// <summary>It ends when its owner says so; a host's own lifetime would end it at Ctrl-C, before the tasks that need it.</summary>
    private sealed class OwnersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
