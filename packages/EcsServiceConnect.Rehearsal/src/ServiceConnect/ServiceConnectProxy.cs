using System.Net;
using System.Net.Sockets;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Forwarding;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.ServiceConnect;

/// <summary>A task's Service Connect proxy: for what the task dials, and for what it serves.</summary>
/// <remarks>
/// Amazon ECS Developer Guide, "Use Service Connect to connect Amazon ECS services with short names". A proxy outlives its
/// application: until it is stopped it answers for it with 503, and the clients' proxies go elsewhere.
/// </remarks>
internal sealed class ServiceConnectProxy : IAsyncDisposable
{
    // Where the agent has the proxy's own ports is not said; these are above what applications take and below the
    // kernel's ephemeral ports.
    private const int FirstPort = 15000;

    // Envoy's default for a connection without a request.
    private static readonly TimeSpan _keepAlive = TimeSpan.FromHours(1);

    private static readonly TimeSpan _drain = TimeSpan.FromSeconds(5);

    private readonly List<ProxyListener> _listeners = [];
    private readonly List<(IPEndPoint Virtual, int Port)> _redirections = [];
    private readonly List<IDisposable> _sides = [];
    private readonly List<(string DiscoveryName, UpstreamHosts Hosts)> _upstream = [];
    private readonly VirtualAddresses _addresses = new();
    private readonly ServiceConnectSettings _settings;
    private readonly bool _isBroken;
    private readonly Dialer _dialer;
    private ProxyServer? _server;

    private ServiceConnectProxy(NetworkNamespace network, ServiceConnectSettings settings, bool isBroken)
    {
        _isBroken = isBroken;
        _settings = settings;
        _dialer = new(network, settings.ConnectTimeout);
    }

    /// <summary>Starts it; when it returns, the application may be started.</summary>
    /// <param name="serviceName">The ECS service that the task belongs to.</param>
    /// <param name="network">The task's network.</param>
    /// <param name="known">What the namespace has at this moment; what comes later stays unknown to the task.</param>
    /// <param name="served">What the task serves.</param>
    /// <param name="metrics">Counts.</param>
    /// <param name="delays">Delays that the user asked for.</param>
    /// <param name="settings">Null for those of AWS.</param>
    /// <param name="isBroken">See <see cref="ServicePlan.IsBroken"/>.</param>
    /// <exception cref="RehearsalException">Two endpoints have one alias, or the proxy can't listen.</exception>
    public static async Task<ServiceConnectProxy> StartAsync(
        string serviceName,
        ElasticNetworkInterface network,
        IReadOnlyList<CloudMapService> known,
        IReadOnlyList<EndpointPlan> served,
        ServiceConnectMetrics metrics,
        ServiceDelays delays,
        ServiceConnectSettings? settings = null,
        bool isBroken = false)
    {
        var proxy = new ServiceConnectProxy(network.Namespace, settings ?? new(), isBroken);
        foreach (var service in known)
        {
            proxy.AddClientSide(service, metrics.Target(serviceName, service.Endpoint.DiscoveryName));
        }

        await network.RedirectOutboundAsync(VirtualAddresses.Range, proxy._redirections).ConfigureAwait(false);

        foreach (var endpoint in served)
        {
            await proxy.AddServerSideAsync(endpoint, network, metrics.Served(endpoint.DiscoveryName), () => delays.DelayOf(serviceName)).ConfigureAwait(false);
        }

        if (proxy._listeners.Count > 0)
        {
            await proxy.ListenAsync(serviceName, network.Namespace).ConfigureAwait(false);
        }

        return proxy;
    }

    /// <summary>The lines that Service Connect adds to the task's hosts file.</summary>
    public IReadOnlyList<string> Hosts => _addresses.Hosts;

    /// <summary>The hosts that it avoids now: discovery name and address.</summary>
    public IReadOnlyList<(string DiscoveryName, string Address)> Ejected =>
        [.. _upstream.SelectMany(u => u.Hosts.Ejected.Select(address => (u.DiscoveryName, address.ToString())))];

    /// <summary>Stops listening, lets what is under way go on for that time, and then cuts it.</summary>
    public async Task StopAsync(TimeSpan drain)
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            await server.StopAsync(drain).ConfigureAwait(false);
        }

        _sides.ForEach(s => s.Dispose());
    }

    /// <summary>Stops it and lets what is under way go on for 5 s.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(_drain).ConfigureAwait(false);

    private void AddClientSide(CloudMapService service, TargetMetrics metrics)
    {
        var endpoint = service.Endpoint;
        var hosts = new UpstreamHosts(service, _dialer, metrics, _settings);
        _upstream.Add((endpoint.DiscoveryName, hosts));
        foreach (var alias in endpoint.Aliases)
        {
            var dialled = new IPEndPoint(_addresses.Of(alias.DnsName), alias.Port);
            if (_redirections.Any(r => r.Virtual.Equals(dialled)))
            {
                throw new RehearsalException($"Two endpoints of the Service Connect namespace have the alias '{alias}', one of them {endpoint.DiscoveryName} of {service.ServiceName}; give each its own.");
            }

            var address = new IPEndPoint(IPAddress.Loopback, FirstPort + _listeners.Count);
            _redirections.Add((dialled, address.Port));
            _listeners.Add(endpoint.AppProtocol is { } protocol
                ? new ProxyListener.Http(address, AppProtocol.Protocols(protocol), Keep(new HttpClientSide(hosts, endpoint, alias.TestTraffic, protocol, metrics, _settings)).HandleAsync)
                : new ProxyListener.Tcp(address, new TcpClientSide(hosts, endpoint, metrics, _settings).HandleAsync));
        }
    }

    private async Task AddServerSideAsync(EndpointPlan endpoint, ElasticNetworkInterface network, ServedMetrics metrics, Func<TimeSpan> delay)
    {
        var address = new IPEndPoint(IPAddress.Any, endpoint.IngressPortOverride ?? FirstPort + _listeners.Count);
        if (endpoint.IngressPortOverride is null)
        {
            await network.RedirectInboundAsync(endpoint.ContainerPort, address.Port).ConfigureAwait(false);
        }

        ProxyListener listener = endpoint.AppProtocol is { } protocol
            ? new ProxyListener.Http(address, AppProtocol.Protocols(protocol), Keep(new HttpServerSide(endpoint, protocol, _dialer, metrics, delay, _isBroken)).HandleAsync)
            : new ProxyListener.Tcp(address, new TcpServerSide(endpoint, _dialer, metrics, delay).HandleAsync);
        _listeners.Add(listener with { Connected = metrics.Connected });
    }

    private T Keep<T>(T side)
        where T : IDisposable
    {
        _sides.Add(side);
        return side;
    }

    private async Task ListenAsync(string serviceName, NetworkNamespace network)
    {
        try
        {
            _server = await ProxyServer.StartAsync(_listeners, network.Bind, _keepAlive).ConfigureAwait(false);
        }
        catch (Exception taken) when (taken is IOException or SocketException)
        {
            throw new RehearsalException($"The Service Connect proxy of a task of {serviceName} can't listen at {string.Join(", ", _listeners.Select(l => l.Address))}: {taken.Message}", taken);
        }
    }
}
