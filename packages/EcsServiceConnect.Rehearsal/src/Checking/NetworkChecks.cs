using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.LoadBalancing;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.Services;

namespace EcsServiceConnect.Rehearsal.Checking;

/// <summary>Whether each task reaches what it refers to, and nothing else.</summary>
internal static class NetworkChecks
{
    // A packet that a security group drops is never answered; one that is let through is at once.
    private static readonly TimeSpan _dropped = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan _passed = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _answer = TimeSpan.FromSeconds(5);

    /// <summary>From inside a task of the client: the name in its hosts file, the proxies, the server's application.</summary>
    public static async Task<CheckResult> AliasAsync(ReferencedAddress reference, RehearsedStack stack, CancellationToken cancellationToken)
    {
        var name = $"{reference.Client.Name} reaches {reference}";
        if (RunningTask(stack, reference.Client.Name) is not { } task)
        {
            return new(name, false, $"no task of {reference.Client.Name} runs");
        }

        if (task.AddressOf(reference.Host) is not { } address)
        {
            return new(name, false, reference.Server is null
                ? $"{task.Id} can't resolve {reference.Host}: no service has that alias"
                : $"{task.Id} can't resolve {reference.Host}: it started before {reference.Server.Name} was there");
        }

        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(_answer);
            // A proxy takes a connection before it knows whether it reaches anybody, and tells only much later.
            if (await UnreachableAsync(reference, task, stack, patience.Token).ConfigureAwait(false) is { } unreachable)
            {
                return new(name, false, $"no packet of {task.Id} reaches {unreachable}: a security group drops it");
            }

            using var socket = await task.Network.Namespace.ConnectAsync(new IPEndPoint(address, reference.Port), patience.Token).ConfigureAwait(false);
            return reference.Endpoint?.AppProtocol is null
                ? await IsKeptOpenAsync(socket, name, patience.Token).ConfigureAwait(false)
                : await AnswersHttpAsync(socket, name, reference, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new(name, false, e switch { SocketException => "the connection is refused", HttpRequestException => "closed without an answer", _ => "no answer" });
        }
    }

    /// <summary>Every port of every service that the client does not refer to.</summary>
    public static async Task<CheckResult> IsolationAsync(ServicePlan client, ServicePlan server, RehearsedStack stack, CancellationToken cancellationToken)
    {
        var name = $"{client.Name} can't reach {server.Name}";
        return RunningTask(stack, client.Name) is { } task
            ? await CannotReachAsync(name, task.Network.Namespace, server.Name, stack, cancellationToken).ConfigureAwait(false)
            : new(name, false, $"no task of {client.Name} runs");
    }

    /// <summary>From an address that is in no security group, as anything outside the stack is.</summary>
    public static async Task<CheckResult> OutsideAsync(ServicePlan server, RehearsedStack stack, CancellationToken cancellationToken)
    {
        var outside = await stack.Resources.Vpc.AttachAsync("outside", []).ConfigureAwait(false);
        await using var _ = outside.ConfigureAwait(false);
        return await CannotReachAsync($"{server.Name} can't be reached from outside", outside.Namespace, server.Name, stack, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>From such an address, too: what people come in by.</summary>
    public static async Task<CheckResult> LoadBalancerAsync(ApplicationLoadBalancer loadBalancer, int port, RehearsedStack stack, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{loadBalancer.Plan.Name}:{port} answers from outside");
        var outside = await stack.Resources.Vpc.AttachAsync("outside", []).ConfigureAwait(false);
        await using var _ = outside.ConfigureAwait(false);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_answer);
        try
        {
            using var socket = await outside.Namespace.ConnectAsync(new IPEndPoint(loadBalancer.Address, port), patience.Token).ConfigureAwait(false);
            return new(name, true, "takes connections");
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new(name, false, "its security groups let nobody in there");
        }
    }

    private static async Task<CheckResult> CannotReachAsync(string name, NetworkNamespace from, string server, RehearsedStack stack, CancellationToken cancellationToken)
    {
        if (RunningTask(stack, server) is not { } target)
        {
            return new(name, false, $"no task of {server} runs");
        }

        var ports = target.Service.Endpoints.SelectMany(e => new[] { e.ContainerPort, e.IngressPortOverride ?? e.ContainerPort })
            .Concat(target.Service.Targets.Select(t => t.ContainerPort)).Distinct().ToList();
        var open = new List<int>();
        foreach (var port in ports)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(_dropped);
            try
            {
                using var socket = await from.ConnectAsync(new IPEndPoint(target.Network.Address, port), patience.Token).ConfigureAwait(false);
                open.Add(port);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
            {
                // Let through, to where nobody listens.
                open.Add(port);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // Dropped.
            }
        }

        return open.Count == 0
            ? new(name, true, $"dropped at {string.Join(", ", ports)}")
            : new(name, false, $"port {string.Join(", ", open)} of {target.Id} is open");
    }

    private static EcsTask? RunningTask(RehearsedStack stack, string service) =>
        stack.Services.FirstOrDefault(s => s.Name == service)?.Tasks.FirstOrDefault(t => t is { State: EcsTaskState.Running, HasNetwork: true });

    private static async Task<CheckResult> AnswersHttpAsync(Socket socket, string name, ReferencedAddress reference, CancellationToken cancellationToken)
    {
        using var client = new ReferencedAddressClient(reference, socket);
        var status = await client.RequestAsync(HttpMethod.Get, "", cancellationToken).ConfigureAwait(false);

        // These two are what a proxy says that reaches nobody.
        return new(name, status is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout), string.Create(CultureInfo.InvariantCulture, $"answers {(int)status}"));
    }

    /// <summary>A task that serves the endpoint and is closed to the client's task; null where there is none.</summary>
    private static async Task<string?> UnreachableAsync(ReferencedAddress reference, EcsTask task, RehearsedStack stack, CancellationToken cancellationToken)
    {
        var served = reference.Endpoint is null ? [] : stack.Resources.Namespaces[reference.Server!.Namespace!].Services.Where(s => s.Endpoint == reference.Endpoint);
        foreach (var instance in served.SelectMany(s => s.Instances))
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(_passed);
            try
            {
                using var socket = await task.Network.Namespace.ConnectAsync(instance.Address, patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return instance.TaskId;
            }
            catch (SocketException)
            {
                // Let through, to where nobody listens: another check's to tell.
            }
        }

        return null;
    }

    // Who speaks first, and what it takes to be answered, only the application knows.
    private static async Task<CheckResult> IsKeptOpenAsync(Socket socket, string name, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_dropped);
        try
        {
            var count = await socket.ReceiveAsync(new byte[1], patience.Token).ConfigureAwait(false);
            return new(name, count > 0, count > 0 ? "speaks" : "closed by the proxy: nobody is behind it");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(name, true, string.Create(CultureInfo.InvariantCulture, $"stays open for {_dropped.TotalMilliseconds:0} ms"));
        }
    }
}
