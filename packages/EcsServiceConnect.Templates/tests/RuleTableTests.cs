namespace EcsServiceConnect.Templates.Tests;

/// <summary>The table of rules in docs/publishing.md is that of the code.</summary>
public sealed class RuleTableTests
{
    private const string Head = "| rule | stops on | AWS's document |\n|---|---|---|\n";

    private static string Document { get; } = Path.Combine(Repository.Root, "docs", "publishing.md");

    [Fact]
    public void The_document_has_a_line_for_each_rule()
    {
        var text = File.ReadAllText(Document);
        var start = text.IndexOf(Head, StringComparison.Ordinal);
        Assert.True(start >= 0, $"{Document} has no table that begins with:\n{Head}");
        var end = text.IndexOf("\n\n", start, StringComparison.Ordinal) + 1;
        var table = Head + string.Concat(TemplateRule.All.Select(r => $"| `{r.Name}` | {r.Finds} | {r.Source} |\n"));

        if (text[start..end] != table)
        {
            var written = Path.Combine(AppContext.BaseDirectory, "publishing.md");
            File.WriteAllText(written, text[..start] + table + text[end..]);
            Assert.Fail($"The table of rules is not that of the code: copy {written} over {Document}. It should be:\n{table}");
        }
    }

    [Fact]
    public void A_rule_is_told_in_one_phrase_with_its_source() =>
        Assert.All(TemplateRule.All, r =>
        {
            Assert.Matches("^[a-z0-9-]+$", r.Name);
            Assert.DoesNotMatch(@"[|\n]|\.$", r.Finds + r.Source);
            Assert.Contains(", ", r.Source, StringComparison.Ordinal);
        });
}
