using System.Text.RegularExpressions;

namespace Yelb.Tests.Ecs.Validation;

/// <summary>A rule that does not hold for some resources.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Resources">A regular expression for their whole logical ids, without the eight digits in which the CDK lets those end.</param>
/// <param name="Reason">Why it does not.</param>
internal sealed record Suppression(string Rule, string Resources, string Reason)
{
    private readonly Regex _resources = new($"^({Resources})[0-9A-F]{{8}}$", RegexOptions.CultureInvariant);

    public bool Covers(Finding finding) => finding.Rule == Rule && _resources.IsMatch(finding.Resource);

    /// <summary>Asserts that each finding is suppressed, and that each suppression is still needed.</summary>
    public static void AssertCover(IReadOnlyList<Suppression> suppressions, IReadOnlyList<Finding> findings)
    {
        Assert.All(findings, finding => Assert.True(suppressions.Any(s => s.Covers(finding)), finding.ToString()));
        Assert.All(suppressions, suppression => Assert.True(findings.Any(suppression.Covers), $"It suppresses nothing: {suppression}"));
    }
}
