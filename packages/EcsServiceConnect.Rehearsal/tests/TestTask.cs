using System.Net;
using System.Net.Sockets;
using EcsServiceConnect.Rehearsal.Forwarding;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.ServiceConnect;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>A task with an application of the test's, and a Service Connect proxy where the test starts one.</summary>
internal sealed class TestTask(string name, ElasticNetworkInterface network) : IAsyncDisposable
{
    public const int Port = 8080;

    private readonly List<ProxyServer> _applications = [];
    private ServiceConnectProxy? _proxy;

    public ElasticNetworkInterface Network => network;

    public string Name => name;

    public ServiceConnectProxy Proxy => _proxy!;

    public ServiceConnectMetrics Metrics { get; } = new();

    public ServiceDelays Delays { get; } = new();

    /// <summary>An application that answers HTTP.</summary>
    public Task AnswerAsync(RequestDelegate answer, HttpProtocols protocols = HttpProtocols.Http1) =>
        StartAsync(new ProxyListener.Http(new(IPAddress.Any, Port), protocols, answer));

    /// <summary>An application that takes connections.</summary>
    public Task AcceptAsync(ConnectionDelegate answer) => StartAsync(new ProxyListener.Tcp(new(IPAddress.Any, Port), answer));

    /// <summary>As a killed process does: nobody listens any more.</summary>
    public async Task StopApplicationAsync()
    {
        foreach (var application in _applications)
        {
            await application.StopAsync(TimeSpan.Zero);
        }

        _applications.Clear();
    }

    /// <summary>A proxy for what is known, and for what the task serves.</summary>
    public async Task ConnectAsync(IReadOnlyList<CloudMapService> known, IReadOnlyList<EndpointPlan> served, ServiceConnectSettings? settings = null) =>
        _proxy = await ServiceConnectProxy.StartAsync(Name, Network, known, served, Metrics, Delays, settings);

    /// <summary>A connection as the task's application makes it: by its hosts file.</summary>
    public async Task<NetworkStream> DialAsync(string host, int port, CancellationToken cancellationToken)
    {
        var line = Proxy.Hosts.SingleOrDefault(l => l.EndsWith($" {host}", StringComparison.Ordinal))
            ?? throw new SocketException((int)SocketError.HostNotFound);
        var address = new IPEndPoint(IPAddress.Parse(line.Split(' ')[0]), port);
        return new(await Network.Namespace.ConnectAsync(address, cancellationToken), ownsSocket: true);
    }

    public HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (connect, cancellationToken) => await DialAsync(connect.DnsEndPoint.Host, connect.DnsEndPoint.Port, cancellationToken),
        AllowAutoRedirect = false,
    });

    public async ValueTask DisposeAsync()
    {
        if (_proxy is { } proxy)
        {
            await proxy.StopAsync(TimeSpan.Zero);
        }

        await StopApplicationAsync();
        await Network.DisposeAsync();
    }

    private async Task StartAsync(ProxyListener listener) =>
        _applications.Add(await ProxyServer.StartAsync([listener], Network.Namespace.Bind, TimeSpan.FromMinutes(1)));
}
