using EcsServiceConnect.Rehearsal.Forwarding;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.LoadBalancing;

/// <summary>To which target group a forward action sends a request, by weights that ECS changes while it deploys.</summary>
/// <remarks>Elastic Load Balancing API Reference (version 2015-12-01), "ForwardActionConfig"; a group of weight 0 gets nothing.</remarks>
internal sealed class ForwardWeights(ListenerActionPlan.Forward plan)
{
    private readonly WeightedTurns<string> _turns = new();
    private volatile IReadOnlyList<(string TargetGroup, decimal Weight)> _weights = [.. plan.TargetGroups.Select(g => (g.TargetGroup.Name, (decimal)g.Weight))];

    /// <summary>The name of the target group whose turn it is; null where none has a weight.</summary>
    public string? Next() => _turns.Next(_weights);

    /// <param name="first">A target group's name.</param>
    /// <param name="second">The other one's, which has the rest of 100.</param>
    /// <param name="percent">What the second has.</param>
    public void Shift(string first, string second, decimal percent) => _weights = [(first, 100 - percent), (second, percent)];
}
