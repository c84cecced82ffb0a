using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using EcsServiceConnect.Rehearsal.Forwarding;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>Tasks in a VPC, with security groups between them.</summary>
public sealed class NetworkTests : IAsyncLifetime
{
    private const int Open = 8080;
    private const int Closed = 8081;

    // Long for a packet that arrives, short for a test that has to see that it does not.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private const string SecurityGroups = """
        {
          "Web": { "Type": "AWS::EC2::SecurityGroup", "Properties": {
            "SecurityGroupEgress": [{ "CidrIp": "0.0.0.0/0", "IpProtocol": "-1" }] } },
          "Api": { "Type": "AWS::EC2::SecurityGroup", "Properties": {
            "SecurityGroupIngress": [{ "SourceSecurityGroupId": { "Fn::GetAtt": ["Web", "GroupId"] }, "IpProtocol": "tcp", "FromPort": 8080, "ToPort": 8080 }] } },
          "Mute": { "Type": "AWS::EC2::SecurityGroup", "Properties": {
            "SecurityGroupEgress": [{ "CidrIp": "255.255.255.255/32", "IpProtocol": "icmp", "FromPort": 252, "ToPort": 86 }],
            "SecurityGroupIngress": [{ "CidrIp": "10.0.0.0/16", "IpProtocol": "tcp", "FromPort": 8000, "ToPort": 8080 }] } },
          "Ping": { "Type": "AWS::EC2::SecurityGroup", "Properties": {
            "SecurityGroupEgress": [{ "DestinationSecurityGroupId": { "Fn::GetAtt": ["Api", "GroupId"] }, "IpProtocol": "tcp", "FromPort": 8081, "ToPort": 8081 }],
            "SecurityGroupIngress": [
              { "CidrIp": "0.0.0.0/0", "IpProtocol": "icmp", "FromPort": 8, "ToPort": -1 },
              { "CidrIpv6": "::/0", "IpProtocol": "icmpv6", "FromPort": -1, "ToPort": -1 },
              { "CidrIp": "192.0.2.0/24", "IpProtocol": "udp", "FromPort": 53, "ToPort": 53 }] } }
        }
        """;

    private Vpc _vpc = null!;

    private static CancellationToken Cancelled => Patience.Token;

    public async ValueTask InitializeAsync()
    {
        if (Namespaces.AreAllowed)
        {
            _vpc = await Namespaces.CreateVpcAsync(Groups(SecurityGroups));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Namespaces.AreAllowed)
        {
            await _vpc.DisposeAsync();
        }
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task What_one_group_allows_out_and_the_other_in_passes_and_nothing_else()
    {
        await using var web = await _vpc.AttachAsync("web", ["Web"]);
        await using var api = await _vpc.AttachAsync("api", ["Api"]);
        await using var mute = await _vpc.AttachAsync("mute", ["Mute"]);
        await using var ping = await _vpc.AttachAsync("ping", ["Ping"]);
        await using var first = await _vpc.AttachAsync("first", []);
        await using var second = await _vpc.AttachAsync("second", []);
        ElasticNetworkInterface[] all = [web, api, mute, ping, first, second];
        var listeners = all.SelectMany(i => new[] { Listen(i, Open), Listen(i, Closed) }).ToList();

        var attempts = from client in all
                       from server in all
                       where client != server
                       from port in new[] { Open, Closed }
                       select (Name: $"{client.Owner} -> {server.Owner}:{port}", Task: ConnectsAsync(client, server.Address, port));
        var open = new List<string>();
        foreach (var (name, task) in attempts.ToList())
        {
            if (await task)
            {
                open.Add(name);
            }
        }

        // An address range lets in whoever may go out; the default group's members reach each other.
        Assert.Equal(
            [
                "web -> api:8080", "web -> mute:8080", "api -> mute:8080", "first -> mute:8080",
                "first -> second:8080", "first -> second:8081",
                "second -> mute:8080", "second -> first:8080", "second -> first:8081",
            ],
            open);
        listeners.ForEach(l => l.Dispose());
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task A_cut_stops_open_connections_until_it_heals()
    {
        await using var web = await _vpc.AttachAsync("web", ["Web"]);
        await using var api = await _vpc.AttachAsync("api", ["Api"]);
        using var listener = Listen(api, Open);
        using var client = await web.Namespace.ConnectAsync(new(api.Address, Open), Cancelled);
        using var server = await listener.AcceptAsync(Cancelled);
        await client.SendAsync("1"u8.ToArray(), Cancelled);
        Assert.Equal("1"u8[0], await ReceiveAsync(server));

        await _vpc.CutAsync("web", "api");
        await client.SendAsync("2"u8.ToArray(), Cancelled);
        var received = ReceiveAsync(server);
        Assert.False(await ConnectsAsync(web, api.Address, Open));
        Assert.False(received.IsCompleted);

        await _vpc.HealAsync();
        Assert.Equal("2"u8[0], await received.WaitAsync(TimeSpan.FromSeconds(10), Cancelled));
        Assert.True(await ConnectsAsync(web, api.Address, Open));
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task A_redirect_takes_what_comes_from_outside_and_nothing_from_inside()
    {
        await using var web = await _vpc.AttachAsync("web", ["Web"]);
        await using var api = await _vpc.AttachAsync("api", ["Api"]);
        using var application = Listen(api, Open);
        using var proxy = Listen(api, 15000);
        await api.RedirectInboundAsync(Open, 15000);

        using var outside = await web.Namespace.ConnectAsync(new(api.Address, Open), Cancelled);
        using var atProxy = await proxy.AcceptAsync(Cancelled).AsTask().WaitAsync(_patience, Cancelled);
        using var inside = await api.Namespace.ConnectAsync(new(IPAddress.Loopback, Open), Cancelled);
        using var atApplication = await application.AcceptAsync(Cancelled).AsTask().WaitAsync(_patience, Cancelled);
        using var byAddress = await api.Namespace.ConnectAsync(new(api.Address, Open), Cancelled);
        using var atApplicationToo = await application.AcceptAsync(Cancelled).AsTask().WaitAsync(_patience, Cancelled);

        Assert.Equal(outside.LocalEndPoint, atProxy.RemoteEndPoint);
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task The_machine_is_out_of_reach_of_tasks()
    {
        await using var web = await _vpc.AttachAsync("web", ["Web"]);
        using var machine = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        machine.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        machine.Listen();

        Assert.False(await ConnectsAsync(web, IPAddress.Loopback, ((IPEndPoint)machine.LocalEndPoint!).Port));
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task What_is_detached_leaves_no_rule_and_no_link()
    {
        var web = await _vpc.AttachAsync("web", ["Web"]);
        await using var api = await _vpc.AttachAsync("api", ["Api"]);
        using var listener = Listen(api, Open);
        await web.DisposeAsync();
        await web.DisposeAsync();

        await using var next = await _vpc.AttachAsync("web", ["Web"]);
        Assert.NotEqual(web.Address, next.Address);
        Assert.True(await ConnectsAsync(next, api.Address, Open));
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task A_connection_that_is_reset_as_soon_as_it_is_made_is_a_failed_request()
    {
        await using var web = await _vpc.AttachAsync("web", ["Web"]);
        await using var api = await _vpc.AttachAsync("api", ["Api"]);
        using var server = new ResettingServer(api.Namespace.Bind(new IPEndPoint(IPAddress.Any, Open)));
        var dialer = new Dialer(web.Namespace, TimeSpan.FromSeconds(10));
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) => await dialer.DialAsync(new(api.Address, Open), cancellationToken),
        });

        for (var i = 0; i < ResettingServer.Attempts; i++)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("http://api", Cancelled));
        }
    }

    private static Dictionary<string, SecurityGroup> Groups(string resources)
    {
        var template = new CloudFormationTemplate(new JsonObject { ["Resources"] = JsonNode.Parse(resources) });
        return template.OfType("AWS::EC2::SecurityGroup").ToDictionary(r => r.LogicalId, r => new SecurityGroup(template, r));
    }

    private static Socket Listen(ElasticNetworkInterface at, int port)
    {
        var socket = at.Namespace.Bind(new IPEndPoint(IPAddress.Any, port));
        socket.Listen();
        return socket;
    }

    private static async Task<bool> ConnectsAsync(ElasticNetworkInterface from, IPAddress address, int port)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        timeout.CancelAfter(_patience);
        try
        {
            using var socket = await from.Namespace.ConnectAsync(new IPEndPoint(address, port), timeout.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<byte> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[1];
        await socket.ReceiveAsync(buffer, Cancelled);
        return buffer[0];
    }
}
