using EcsServiceConnect.Rehearsal.Checking;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>An order in which CloudFormation may create the services.</summary>
internal static class CreationOrder
{
    /// <summary>
    /// The worst one: where the template leaves it open, clients come before their servers, whose names they then never
    /// learn. With each service those of its clients that have to have started before it.
    /// </summary>
    public static IReadOnlyList<(ServicePlan Service, IReadOnlyList<string> Clients)> WorstOf(RehearsalPlan plan)
    {
        var references = ReferencedAddress.In(plan).Where(r => r.Server is not null && r.Server != r.Client).ToList();
        var ordered = new List<(ServicePlan Service, IReadOnlyList<string> Clients)>();
        while (Next() is { } next)
        {
            ordered.Add((next, [.. references.Where(r => r.Server == next && IsOrdered(r.Client.Name)).Select(r => r.Client.Name).Except(After(next)).Distinct()]));
        }

        return ordered;

        ServicePlan? Next() => plan.Services
            .Where(s => !IsOrdered(s.Name) && s.CreatedAfter.All(IsOrdered))
            .OrderBy(s => references.Count(r => r.Server == s && !IsOrdered(r.Client.Name) && !r.Client.CreatedAfter.Contains(s.Name)))
            .ThenByDescending(s => references.Count(r => r.Client == s && !IsOrdered(r.Server!.Name)))
            .FirstOrDefault();

        bool IsOrdered(string service) => ordered.Exists(o => o.Service.Name == service);

        // What waits for this service must not be waited for.
        IEnumerable<string> After(ServicePlan service) => plan.Services.Where(s => s.CreatedAfter.Contains(service.Name)).Select(s => s.Name);
    }
}
