using System.IO.Enumeration;
using EcsServiceConnect.Rehearsal.Plan;
using Microsoft.AspNetCore.Http;

namespace EcsServiceConnect.Rehearsal.LoadBalancing;

/// <summary>Finds what a listener does with a request.</summary>
/// <remarks>
/// Elastic Load Balancing User Guide, "Listener rules": all conditions of a rule, any pattern of a condition; `*` and `?`
/// are wild; hosts and headers are compared without regard to case, paths with it.
/// </remarks>
internal static class ListenerRules
{
    /// <summary>The action, and the logical id of the rule that has it, or of the listener.</summary>
    public static (string Id, ListenerActionPlan Action) For(ListenerPlan listener, HttpRequest request) =>
        listener.Rules.FirstOrDefault(rule => Fits(rule, request)) is { } rule ? (rule.Id, rule.Action) : (listener.Id, listener.DefaultAction);

    private static bool Fits(ListenerRulePlan rule, HttpRequest request) =>
        FitsAny(rule.PathPatterns, request.Path.Value ?? "/", ignoreCase: false) && FitsAny(rule.HostPatterns, request.Host.Host, ignoreCase: true)
        && rule.HeaderPatterns.All(h => request.Headers.TryGetValue(h.Header, out var values) && values.Any(v => FitsAny(h.Patterns, v ?? "", ignoreCase: true)));

    private static bool FitsAny(IReadOnlyList<string> patterns, string text, bool ignoreCase) =>
        patterns.Count == 0 || patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase));
}
