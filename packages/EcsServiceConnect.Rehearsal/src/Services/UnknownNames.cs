using System.Collections.Concurrent;
using EcsServiceConnect.Rehearsal.Checking;
using EcsServiceConnect.Rehearsal.Deployments;

namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>Which tasks started before a service that they refer to was there: its name means nothing to them, ever.</summary>
/// <remarks>Amazon ECS Developer Guide, "Amazon ECS Service Connect concepts", deployment order.</remarks>
internal sealed class UnknownNames(IReadOnlyList<ReferencedAddress> references, EventLog events)
{
    private readonly ConcurrentQueue<(Deployment Deployment, string Text)> _found = [];

    /// <summary>Each task of a deployment with the service that it started before.</summary>
    public IEnumerable<string> In(Deployment deployment) => _found.Where(f => f.Deployment == deployment).Select(f => f.Text);

    /// <summary>Looks at a task that starts, and has its names.</summary>
    public void Look(EcsTask task)
    {
        foreach (var reference in references.Where(r => r.Client.Name == task.Service.Name && r.Server is not null && task.AddressOf(r.Host) is null))
        {
            _found.Enqueue((task.Deployment, $"{task.Id} started before {reference.Server!.Name}"));
            events.Add(task.Id, $"can't resolve {reference.Host}: it started before {reference.Server.Name}");
        }
    }
}
