using System.Collections.Concurrent;

namespace EcsServiceConnect.Rehearsal.ServiceConnect;

/// <summary>How much slower than it is each service has been asked to answer.</summary>
internal sealed class ServiceDelays
{
    private readonly ConcurrentDictionary<string, TimeSpan> _delays = [];

    public TimeSpan DelayOf(string serviceName) => _delays.GetValueOrDefault(serviceName);

    public void Slow(string serviceName, TimeSpan delay) => _delays[serviceName] = delay;

    public void Heal() => _delays.Clear();
}
