using System.Net;

namespace EcsServiceConnect.Rehearsal.ServiceConnect;

/// <summary>The address in 127.255.0.0/16 that a task has for each name that it may dial.</summary>
/// <remarks>
/// The range is that of amazon-ecs-agent's Service Connect tests. As there, what goes to it is redirected to ports of the
/// proxy, which leaves an application free to listen at every address; a port that no endpoint has is refused.
/// </remarks>
internal sealed class VirtualAddresses
{
    public const string Range = "127.255.0.0/16";

    private readonly Dictionary<string, IPAddress> _addresses = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>One address for one name, however many ports it has.</summary>
    public IPAddress Of(string name)
    {
        if (!_addresses.TryGetValue(name, out var address))
        {
            var number = _addresses.Count + 1;
            _addresses[name] = address = new([127, 255, (byte)(number >> 8), (byte)number]);
        }

        return address;
    }

    /// <summary>As lines of a hosts file.</summary>
    public IReadOnlyList<string> Hosts => [.. _addresses.Select(a => $"{a.Value} {a.Key}")];
}
