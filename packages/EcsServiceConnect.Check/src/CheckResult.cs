using EcsServiceConnect.Templates.Stacks;

namespace EcsServiceConnect.Check;

/// <summary>What was found, and what of it is accepted.</summary>
internal sealed class CheckResult(CheckedStacks stacks, Acceptances acceptances)
{
    public CheckedStacks Stacks => stacks;

    /// <summary>The findings by place, each with the acceptance that covers it.</summary>
    public IReadOnlyList<(Finding Finding, Acceptance? Accepted)> Findings { get; } =
        [.. from finding in stacks.Findings orderby finding.File, finding.Line, finding.Violation.Rule select (finding, acceptances.Of(finding))];

    /// <summary>Those that are no advice, and that nobody accepted.</summary>
    public IEnumerable<Finding> Faults => Findings.Where(f => f.Accepted is null && !f.Finding.IsAdvice).Select(f => f.Finding);

    /// <summary>What is told of acceptances that accept nothing.</summary>
    public IEnumerable<string> Unused => acceptances.All.Except(Findings.Select(f => f.Accepted).OfType<Acceptance>())
        .Select(a => $"{a.Rule} is accepted of {a.Resource}, and is not found there; take that out of the accepted.");
}
