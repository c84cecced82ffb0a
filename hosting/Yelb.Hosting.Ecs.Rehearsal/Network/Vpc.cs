using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Yelb.Hosting.Ecs.Checks.Topology;
using Yelb.Hosting.Machine;

namespace Yelb.Hosting.Ecs.Rehearsal.Network;

/// <summary>A VPC: a router namespace that every task is connected to, with security groups as its packet filter.</summary>
internal sealed class Vpc : IDisposable
{
    // Amazon VPC User Guide, "Subnet CIDR blocks": the first four addresses are reserved.
    private const int FirstNumber = 4;
    private const int LastNumber = 0xFFFE;

    // The router's, on each of its interfaces; link-local, so that it is nobody's in the VPC.
    private const string RouterAddress = "169.254.0.1";

    private readonly Lock _lock = new();
    private readonly NetworkNamespace _router;
    private readonly Dictionary<string, SecurityGroupRules> _groups;
    private readonly Dictionary<ElasticNetworkInterface, string> _links = [];
    private readonly HashSet<(IPAddress From, IPAddress To)> _cuts = [];
    private int _nextNumber = FirstNumber;

    private Vpc(NetworkNamespace router, Dictionary<string, SecurityGroupRules> groups)
    {
        _router = router;
        _groups = groups;
    }

    /// <summary>Installs the tools that this needs where they are missing.</summary>
    /// <exception cref="MachineException">They can't be installed: what is missing, and with what it comes.</exception>
    public static Task PrepareAsync(ILogger logger, CancellationToken cancellationToken) => AptPackages.EnsureAsync(
        new Dictionary<string, string> { ["ip"] = "iproute2", ["nft"] = "nftables", ["nsenter"] = "util-linux", ["setpriv"] = "util-linux", ["bash"] = "bash" },
        logger,
        cancellationToken);

    /// <summary>Makes one.</summary>
    /// <exception cref="MachineException">This user may not make namespaces, or a tool is missing.</exception>
    /// <exception cref="RehearsalException">A security group has a rule that AWS would refuse.</exception>
    public static Vpc Create(IReadOnlyDictionary<string, SecurityGroup> securityGroups)
    {
        var groups = securityGroups.ToDictionary(g => g.Key, g => SecurityGroupRules.Of(g.Value));
        groups.TryAdd(SecurityGroupRules.DefaultGroup, SecurityGroupRules.Default);
        var vpc = new Vpc(NetworkNamespace.Create(), groups);
        try
        {
            vpc._router.Run("sh", ["-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"]);
            vpc.ApplyRules();
            return vpc;
        }
        catch
        {
            vpc.Dispose();
            throw;
        }
    }

    /// <summary>Connects a new namespace, with an address of its own, a route, and those security groups.</summary>
    /// <exception cref="MachineException">The machine refuses it: what it said.</exception>
    /// <exception cref="RehearsalException">A security group has a rule that AWS would refuse.</exception>
    public ElasticNetworkInterface Attach(string description, IReadOnlyList<string> securityGroups)
    {
        var number = Interlocked.Increment(ref _nextNumber) - 1;
        if (number > LastNumber)
        {
            throw new RehearsalException($"{description} gets no address: all of 10.0.0.0/16 were given out; start the rehearsal again.");
        }

        var link = string.Create(CultureInfo.InvariantCulture, $"eni{number}");
        var address = new IPAddress([10, 0, (byte)(number >> 8), (byte)number]);
        var network = NetworkNamespace.Create();
        try
        {
            Connect(link, address, network);
            var added = new ElasticNetworkInterface(this, description, address, securityGroups.Count > 0 ? securityGroups : [SecurityGroupRules.DefaultGroup], network);
            lock (_lock)
            {
                _links.Add(added, link);
                ApplyRules();
            }

            return added;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Drops every packet between two sets of addresses, whatever the rules say, until <see cref="Heal"/>.</summary>
    public void Cut(IReadOnlyList<IPAddress> one, IReadOnlyList<IPAddress> other)
    {
        lock (_lock)
        {
            foreach (var (a, b) in one.SelectMany(a => other, (a, b) => (a, b)))
            {
                _cuts.Add((a, b));
                _cuts.Add((b, a));
            }

            ApplyRules();
        }
    }

    /// <summary>Takes back every <see cref="Cut"/>.</summary>
    public void Heal()
    {
        lock (_lock)
        {
            _cuts.Clear();
            ApplyRules();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var attached in _links.Keys)
            {
                attached.Namespace.Dispose();
            }

            _links.Clear();
            _router.Dispose();
        }
    }

    /// <summary>Takes an interface out; does nothing where it is out already.</summary>
    internal void Detach(ElasticNetworkInterface detached)
    {
        lock (_lock)
        {
            if (_links.Remove(detached, out var link))
            {
                // First, for with its last user the namespace takes the link away in its own time.
                _router.Run("ip", ["link", "delete", link]);
                detached.Namespace.Dispose();
                ApplyRules();
            }
        }
    }

    private void Connect(string link, IPAddress address, NetworkNamespace network)
    {
        _router.Run("ip", ["-batch", "-"], $"""
            link add {link} type veth peer name eth0 netns {network.Path}
            address add {RouterAddress}/32 dev {link}
            link set {link} up
            route add {address}/32 dev {link}

            """);
        network.Run("ip", ["-batch", "-"], $"""
            address add {address}/32 dev eth0
            link set eth0 up
            route add default via {RouterAddress} dev eth0 onlink

            """);
    }

    private void ApplyRules() => _router.Run("nft", ["-f", "-"], SecurityGroupFilter.Write(
        _groups,
        _links.Keys.SelectMany(i => i.SecurityGroups.Distinct(), (i, group) => (group, i.Address)).ToLookup(m => m.group, m => m.Address),
        _cuts));
}
