using System.Net;
using Yelb.Hosting.Ecs.Rehearsal.Network;

namespace Yelb.Hosting.Ecs.Rehearsal.Services;

/// <summary>Which services have been cut off from each other; tasks that start later are cut off, too.</summary>
internal sealed class NetworkCuts(Vpc vpc)
{
    private readonly Dictionary<string, List<IPAddress>> _addresses = [];
    private readonly HashSet<(string One, string Other)> _cuts = [];
    private readonly Lock _lock = new();

    public void Attached(string service, IPAddress address)
    {
        lock (_lock)
        {
            if (!_addresses.TryGetValue(service, out var addresses))
            {
                _addresses.Add(service, addresses = []);
            }

            addresses.Add(address);
            if (_cuts.Any(c => c.One == service || c.Other == service))
            {
                Apply();
            }
        }
    }

    public void Cut(string one, string other)
    {
        lock (_lock)
        {
            _cuts.Add((one, other));
            Apply();
        }
    }

    public void Heal()
    {
        lock (_lock)
        {
            _cuts.Clear();
            vpc.Heal();
        }
    }

    private void Apply()
    {
        vpc.Heal();
        foreach (var (one, other) in _cuts)
        {
            vpc.Cut(_addresses.GetValueOrDefault(one) ?? [], _addresses.GetValueOrDefault(other) ?? []);
        }
    }
}
