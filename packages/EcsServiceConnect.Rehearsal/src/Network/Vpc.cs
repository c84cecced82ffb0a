using System.Globalization;
using System.Net;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Templates.Topology;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.Network;

/// <summary>A VPC: a router namespace that every task is connected to, with security groups as its packet filter.</summary>
internal sealed class Vpc : IAsyncDisposable
{
    // Amazon VPC User Guide, "Subnet CIDR blocks": the first four addresses are reserved.
    private const int FirstNumber = 4;
    private const int LastNumber = 0xFFFE;

    // The router's, on each of its interfaces; link-local, so that it is nobody's in the VPC.
    private const string RouterAddress = "169.254.0.1";

    // Held while what is connected and the rules change together.
    private readonly SemaphoreSlim _changes = new(1);
    private readonly NetworkNamespace _router;
    private readonly Dictionary<string, SecurityGroupRules> _groups;
    private readonly Dictionary<ElasticNetworkInterface, string> _links = [];
    private readonly HashSet<(string One, string Other)> _cuts = [];
    private int _nextNumber = FirstNumber;

    private Vpc(NetworkNamespace router, Dictionary<string, SecurityGroupRules> groups)
    {
        _router = router;
        _groups = groups;
    }

    /// <summary>Makes one.</summary>
    /// <exception cref="MachineException">This user may not make namespaces, or a tool is missing.</exception>
    /// <exception cref="RehearsalException">A security group has a rule that AWS would refuse.</exception>
    public static async Task<Vpc> CreateAsync(IReadOnlyDictionary<string, SecurityGroup> securityGroups)
    {
        var groups = securityGroups.ToDictionary(g => g.Key, g => SecurityGroupRules.Of(g.Value));
        groups.TryAdd(SecurityGroupRules.DefaultGroup, SecurityGroupRules.Default);
        var vpc = new Vpc(await NetworkNamespace.CreateAsync().ConfigureAwait(false), groups);
        try
        {
            await vpc._router.RunAsync("sh", ["-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"]).ConfigureAwait(false);
            await vpc.ApplyRulesAsync().ConfigureAwait(false);
            return vpc;
        }
        catch
        {
            await vpc.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Connects a new namespace, with an address of its own, a route, and those security groups.</summary>
    /// <param name="owner">The service or load balancer that it is part of.</param>
    /// <param name="securityGroups">Their keys; none for the default group.</param>
    /// <exception cref="MachineException">The machine refuses it: what it said.</exception>
    /// <exception cref="RehearsalException">A security group has a rule that AWS would refuse.</exception>
    public async Task<ElasticNetworkInterface> AttachAsync(string owner, IReadOnlyList<string> securityGroups)
    {
        var number = Interlocked.Increment(ref _nextNumber) - 1;
        if (number > LastNumber)
        {
            throw new RehearsalException($"{owner} gets no address: all of 10.0.0.0/16 were given out; start the rehearsal again.");
        }

        var link = string.Create(CultureInfo.InvariantCulture, $"eni{number}");
        var address = new IPAddress([10, 0, (byte)(number >> 8), (byte)number]);
        var network = await NetworkNamespace.CreateAsync().ConfigureAwait(false);
        try
        {
            await ConnectAsync(link, address, network).ConfigureAwait(false);
            var added = new ElasticNetworkInterface(this, owner, address, securityGroups.Count > 0 ? securityGroups : [SecurityGroupRules.DefaultGroup], network);
            await ChangeAsync(() => _links.Add(added, link)).ConfigureAwait(false);
            return added;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Drops every packet between what is part of one and of the other, whatever the rules say, until <see cref="HealAsync"/>.</summary>
    public Task CutAsync(string one, string other) => ChangeAsync(() => _cuts.Add((one, other)));

    /// <summary>Takes back every <see cref="CutAsync"/>.</summary>
    public Task HealAsync() => ChangeAsync(_cuts.Clear);

    public async ValueTask DisposeAsync()
    {
        await _changes.WaitAsync().ConfigureAwait(false);
        foreach (var attached in _links.Keys)
        {
            attached.Namespace.Dispose();
        }

        _links.Clear();
        _router.Dispose();
        _changes.Release();
    }

    /// <summary>Takes an interface out; does nothing where it is out already.</summary>
    internal async Task DetachAsync(ElasticNetworkInterface detached)
    {
        await _changes.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_links.Remove(detached, out var link))
            {
                // First, for with its last user the namespace takes the link away in its own time.
                await _router.RunAsync("ip", ["link", "delete", link]).ConfigureAwait(false);
                detached.Namespace.Dispose();
                await ApplyRulesAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _changes.Release();
        }
    }

    private async Task ConnectAsync(string link, IPAddress address, NetworkNamespace network)
    {
        await _router.RunAsync("ip", ["-batch", "-"], $"""
            link add {link} type veth peer name eth0 netns {network.Path}
            address add {RouterAddress}/32 dev {link}
            link set {link} up
            route add {address}/32 dev {link}

            """).ConfigureAwait(false);
        await network.RunAsync("ip", ["-batch", "-"], $"""
            address add {address}/32 dev eth0
            link set eth0 up
            route add default via {RouterAddress} dev eth0 onlink

            """).ConfigureAwait(false);
    }

    private async Task ChangeAsync(Action change)
    {
        await _changes.WaitAsync().ConfigureAwait(false);
        try
        {
            change();
            await ApplyRulesAsync().ConfigureAwait(false);
        }
        finally
        {
            _changes.Release();
        }
    }

    private Task ApplyRulesAsync() => _router.RunAsync("nft", ["-f", "-"], SecurityGroupFilter.Write(
        _groups,
        _links.Keys.SelectMany(i => i.SecurityGroups.Distinct(), (i, group) => (group, i.Address)).ToLookup(m => m.group, m => m.Address),
        [.. CutAddresses()]));

    private IEnumerable<(IPAddress From, IPAddress To)> CutAddresses() =>
        from cut in _cuts
        from one in _links.Keys
        where one.Owner == cut.One
        from other in _links.Keys
        where other.Owner == cut.Other
        from way in new[] { (one.Address, other.Address), (other.Address, one.Address) }
        select way;
}
