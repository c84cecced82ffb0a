using System.Net;

namespace EcsServiceConnect.Rehearsal.ServiceConnect;

/// <summary>Takes hosts that can't be connected to out of an endpoint's list for a while.</summary>
/// <remarks>
/// Amazon ECS Developer Guide, "Amazon ECS Service Connect components": a host with 5 or more failed connections in 30
/// seconds is avoided for 30 to 300 seconds. Each task's proxy counts for itself.
/// </remarks>
internal sealed class OutlierDetection(ServiceConnectSettings settings, TimeProvider time)
{
    private readonly Dictionary<IPEndPoint, Host> _hosts = [];
    private readonly long _started = time.GetTimestamp();

    public bool IsOut(IPEndPoint address)
    {
        lock (_hosts)
        {
            return _hosts.TryGetValue(address, out var host) && Now < host.OutUntil;
        }
    }

    /// <summary>Counts a failed connection; whether this one took the host out.</summary>
    public bool HasFailed(IPEndPoint address)
    {
        lock (_hosts)
        {
            if (!_hosts.TryGetValue(address, out var host))
            {
                _hosts[address] = host = new();
            }

            host.Failures.Enqueue(Now);
            while (host.Failures.Peek() < Now - settings.EjectionWindow)
            {
                host.Failures.Dequeue();
            }

            if (Now < host.OutUntil || host.Failures.Count < settings.EjectionFailures)
            {
                return false;
            }

            host.Ejections++;
            var duration = settings.EjectionTime * host.Ejections;
            host.OutUntil = Now + (duration < settings.MaximumEjectionTime ? duration : settings.MaximumEjectionTime);
            host.Failures.Clear();
            return true;
        }
    }

    private TimeSpan Now => time.GetElapsedTime(_started);

    private sealed class Host
    {
        public Queue<TimeSpan> Failures { get; } = new();

        public int Ejections { get; set; }

        public TimeSpan OutUntil { get; set; }
    }
}
