using System.IO.Enumeration;
using EcsServiceConnect.Rehearsal.Plan;
using Microsoft.AspNetCore.Http;

namespace EcsServiceConnect.Rehearsal.LoadBalancing;

/// <summary>Finds what a listener does with a request.</summary>
/// <remarks>
/// Elastic Load Balancing User Guide, "Listener rules": all conditions of a rule, any pattern of a condition; `*` and `?`
/// are wild; hosts are compared without regard to case, paths with it.
/// </remarks>
internal static class ListenerRules
{
    public static ListenerActionPlan ActionFor(ListenerPlan listener, HttpRequest request) =>
        listener.Rules.FirstOrDefault(rule => Fits(rule, request))?.Action ?? listener.DefaultAction;

    private static bool Fits(ListenerRulePlan rule, HttpRequest request) =>
        FitsAny(rule.PathPatterns, request.Path.Value ?? "/", ignoreCase: false) && FitsAny(rule.HostPatterns, request.Host.Host, ignoreCase: true);

    private static bool FitsAny(IReadOnlyList<string> patterns, string text, bool ignoreCase) =>
        patterns.Count == 0 || patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase));
}
