using System.Net;
using System.Net.Sockets;
using EcsServiceConnect.Rehearsal.Forwarding;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Rehearsal.Plan;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EcsServiceConnect.Rehearsal.LoadBalancing;

/// <summary>
/// An application load balancer. It listens at its own address inside the VPC, where its security groups count, and dials
/// its targets from there; one that faces the internet also listens on this machine's loopback, for people.
/// </summary>
/// <remarks>
/// Elastic Load Balancing User Guide, "Troubleshoot your Application Load Balancers": 502 where the target refuses or breaks
/// the connection, 503 where the target group has no target, 504 where it does not connect in 10 s or is silent for the
/// idle time-out, 405 to TRACE. That CONNECT is answered alike is inferred. An HTTPS listener shows a certificate that is made at its start.
/// </remarks>
internal sealed class ApplicationLoadBalancer : IAsyncDisposable
{
    private static readonly TimeSpan _connectTimeout = TimeSpan.FromSeconds(10);

    private readonly HttpForwarding _forwarding;
    private readonly Dictionary<string, TargetGroup> _targetGroups;
    private readonly Dictionary<string, ForwardWeights> _forwards = [];
    private readonly Dictionary<int, Uri> _addresses = [];
    private ProxyServer? _server;

    private ApplicationLoadBalancer(LoadBalancerPlan plan, ElasticNetworkInterface network, RehearsalClock clock)
    {
        Plan = plan;
        Address = network.Address;
        var dialer = new Dialer(network.Namespace, _connectTimeout);
        _forwarding = new(async (target, cancellationToken) => await dialer.DialAsync(target, cancellationToken).ConfigureAwait(false), HttpVersion.Version11, plan.IdleTimeout);
        _targetGroups = plan.TargetGroups.ToDictionary(g => g.Name, g => new TargetGroup(g, dialer, clock));
        foreach (var (id, action) in plan.Listeners.SelectMany(l => l.Rules.Select(r => (r.Id, r.Action)).Append((l.Id, l.DefaultAction))))
        {
            if (action is ListenerActionPlan.Forward forward)
            {
                _forwards[id] = new(forward);
            }
        }
    }

    public static async Task<ApplicationLoadBalancer> StartAsync(LoadBalancerPlan plan, ElasticNetworkInterface network, RehearsalClock clock)
    {
        var balancer = new ApplicationLoadBalancer(plan, network, clock);
        await balancer.ListenAsync(network).ConfigureAwait(false);
        return balancer;
    }

    public LoadBalancerPlan Plan { get; }

    /// <summary>Its address in the VPC.</summary>
    public IPAddress Address { get; }

    /// <summary>Where each listener, by its port, answers on this machine; where it faces no internet, in the VPC.</summary>
    public IReadOnlyDictionary<int, Uri> Addresses => _addresses;

    /// <summary>By their plans' names.</summary>
    public IReadOnlyDictionary<string, TargetGroup> TargetGroups => _targetGroups;

    /// <summary>Its forward actions, by the logical id of the rule, or of the listener for the default.</summary>
    public IReadOnlyDictionary<string, ForwardWeights> Forwards => _forwards;

    /// <summary>Cuts what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            await server.StopAsync(TimeSpan.Zero).ConfigureAwait(false);
            foreach (var group in _targetGroups.Values)
            {
                await group.DisposeAsync().ConfigureAwait(false);
            }

            _forwarding.Dispose();
        }
    }

    private async Task ListenAsync(ElasticNetworkInterface network)
    {
        var here = Plan.IsInternetFacing ? Plan.Listeners.Select(listener => Listener(listener, new(IPAddress.Loopback, 0))) : [];
        var inside = Plan.Listeners.Select(listener => Listener(listener, new(network.Address, listener.Port)));
        _server = await ProxyServer.StartAsync(
            [.. here, .. inside],
            address => IPAddress.IsLoopback(address.Address) ? BindHere(address) : network.Namespace.Bind(address),
            Plan.IdleTimeout).ConfigureAwait(false);
        foreach (var (listener, address) in Plan.Listeners.Zip(_server.Addresses))
        {
            _addresses[listener.Port] = new($"{listener.Protocol.ToLowerInvariant()}://{address}");
        }
    }

    private ProxyListener.Http Listener(ListenerPlan listener, IPEndPoint address) => new(
        address,
        IsHttps(listener) ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1,
        context => HandleAsync(context, listener))
    {
        Certificate = IsHttps(listener) ? SelfSignedCertificate.Create() : null,
    };

    private async Task HandleAsync(HttpContext context, ListenerPlan listener)
    {
        if (HttpMethods.IsTrace(context.Request.Method) || HttpMethods.IsConnect(context.Request.Method))
        {
            await HttpForwarding.AnswerAsync(context, StatusCodes.Status405MethodNotAllowed, "The load balancer does not support this method.").ConfigureAwait(false);
            return;
        }

        var (id, action) = ListenerRules.For(listener, context.Request);
        switch (action)
        {
            case ListenerActionPlan.Forward when _forwards[id].Next() is { } group:
                await ForwardAsync(context, listener, _targetGroups[group]).ConfigureAwait(false);
                break;
            case ListenerActionPlan.Forward:
                await HttpForwarding.AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "No target group of the rule has a weight.").ConfigureAwait(false);
                break;
            case ListenerActionPlan.Redirect redirect:
                context.Response.StatusCode = redirect.StatusCode;
                context.Response.Headers.Location = RedirectLocation.Of(redirect, listener, context.Request, _addresses);
                break;
            case ListenerActionPlan.FixedResponse answer:
                context.Response.StatusCode = answer.StatusCode;
                context.Response.ContentType = answer.ContentType;
                await context.Response.WriteAsync(answer.Body, context.RequestAborted).ConfigureAwait(false);
                break;
        }
    }

    private async Task ForwardAsync(HttpContext context, ListenerPlan listener, TargetGroup group)
    {
        if (group.Next() is not { } target)
        {
            await FailAsync(StatusCodes.Status503ServiceUnavailable, $"Target group {group.Plan.Name} has no target.").ConfigureAwait(false);
            return;
        }

        ForwardingResult result;
        try
        {
            if (target.IsBroken)
            {
                group.Metrics.Answered(StatusCodes.Status500InternalServerError);
                await HttpForwarding.AnswerAsync(context, StatusCodes.Status500InternalServerError, "A broken version.").ConfigureAwait(false);
                return;
            }

            result = await _forwarding.SendAsync(context, target.Address, new LoadBalancerTransformer(listener, Plan.DropsInvalidHeaders, group.Metrics), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            target.End();
        }

        switch (result)
        {
            case ForwardingResult.Answered or ForwardingResult.Ended:
                break;
            case ForwardingResult.ConnectionTimedOut or ForwardingResult.IdleTooLong:
                await FailAsync(StatusCodes.Status504GatewayTimeout, $"Target {target.Address} gave no answer in time.").ConfigureAwait(false);
                break;
            default:
                await FailAsync(StatusCodes.Status502BadGateway, $"Target {target.Address} gave no answer: {result}, {context.GetForwarderErrorFeature()?.Exception?.GetBaseException().Message}").ConfigureAwait(false);
                break;
        }

        Task FailAsync(int status, string text)
        {
            group.Metrics.Failed();
            return HttpForwarding.AnswerAsync(context, status, text);
        }
    }

    private static bool IsHttps(ListenerPlan listener) => listener.Protocol == "HTTPS";

    private static Socket BindHere(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(address);
        return socket;
    }
}
