using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>Which capacity provider the next task of a service gets.</summary>
/// <remarks>Amazon ECS API Reference, "CapacityProviderStrategyItem": the bases first, then by weight.</remarks>
internal static class CapacityProviders
{
    public static string Next(IReadOnlyList<CapacityPlan> strategy, IReadOnlyCollection<string> used)
    {
        return strategy.FirstOrDefault(s => Used(s) < s.Base)?.Provider
            ?? strategy.Where(s => s.Weight > 0).MinBy(s => (double)(Used(s) - s.Base) / s.Weight)?.Provider
            ?? strategy[0].Provider;

        int Used(CapacityPlan item) => used.Count(u => u == item.Provider);
    }
}
