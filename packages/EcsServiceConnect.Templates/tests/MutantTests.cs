using System.Collections.Concurrent;
using System.Globalization;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>The checks find each fault in Yelb's template, and none where there is none.</summary>
public sealed class MutantTests
{
    private static readonly ConcurrentDictionary<Mutant, IReadOnlyList<TemplateViolation>> _faults = [];

    public static TheoryData<string> Names => [.. Mutants.All.Select(m => m.Name)];

    [Fact]
    public void The_template_as_it_is_has_no_fault() =>
        Assert.Empty(TemplateChecks.Check(EcsTemplates.Yelb()).Select(f => f.ToString()));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_single_fault_is_found(string name)
    {
        var mutant = Mutants.All.Single(m => m.Name == name);

        var faults = Faults(mutant);

        Assert.Contains(mutant.Rule, faults.Select(f => f.Rule));
        Assert.All(faults, f => Assert.DoesNotContain('\n', f.Message));
        Assert.All(faults, f => Assert.StartsWith(f.Resource, f.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void All_mutants_are_caught()
    {
        var missed = Mutants.All.Where(m => !Faults(m).Any(f => f.Rule == m.Rule)).Select(m => m.Name).ToList();

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Mutants.All.Count - missed.Count} of {Mutants.All.Count} mutants caught"));
        Assert.Empty(missed);
    }

    [Fact]
    public void Every_rule_has_a_mutant()
    {
        var rules = TemplateRule.All.Select(r => r.Name).ToList();

        Assert.NotEmpty(rules);
        Assert.Empty(rules.Except(Mutants.All.Select(m => m.Rule)));
    }

    [Fact]
    public void A_fault_names_the_resource_of_the_AppHost_to_change()
    {
        var mutant = Mutants.All.Single(m => m.Name == "HTTP without appProtocol");

        var fault = Assert.Single(Faults(mutant), f => f.Rule == mutant.Rule);

        Assert.Equal("yelb-appserver", fault.Resource);
        Assert.StartsWith("yelb-appserver: port yelb-appserver-http has no appProtocol, but yelb-ui calls it by http://", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stack_that_is_too_large_is_told_with_what_is_most_of_it()
    {
        var mutant = Mutants.All.Single(m => m.Name == "61 dynamic references");

        var fault = Assert.Single(Faults(mutant), f => f.Rule == mutant.Rule);

        Assert.StartsWith("The stack has 61 dynamic references, and CloudFormation takes 60: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("(59 of 'mail', 1 of '/mail', 1 of 'yelb-db-password')", fault.Message, StringComparison.Ordinal);
    }

    // Each is looked for once, whichever test asks first.
    private static IReadOnlyList<TemplateViolation> Faults(Mutant mutant) => _faults.GetOrAdd(mutant, _ =>
    {
        var template = new YelbTemplate(EcsTemplates.Yelb());
        mutant.Apply(template);
        return TemplateChecks.Check(template.Root);
    });
}
