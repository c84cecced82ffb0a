using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Validation;

namespace EcsServiceConnect.Templates.Stacks;

/// <summary>Checks the templates of files and folders, of whoever wrote them.</summary>
internal static class StackChecks
{
    private static readonly HashSet<string> _practices = [.. TemplateRule.All.Where(r => r.IsPractice).Select(r => r.Name)];

    /// <summary>Reads and checks what is at some paths: templates, folders of templates, cloud assemblies.</summary>
    public static CheckedStacks Check(IEnumerable<string> paths)
    {
        List<TemplateFileException> unreadable = [];
        var given = paths.SelectMany(path => StackFiles.At(path, unreadable)).DistinctBy(s => (Path.GetFullPath(s.File.Path), s.StackName)).ToList();
        var stacks = NestedStacks.Expand(given);
        return new(
            stacks,
            [.. StackGroup.Of(stacks).SelectMany(Findings)],
            unreadable,
            [.. stacks.SelectMany(s => NotRead.In(s, stacks)).Distinct()]);
    }

    // What is told of a file once more for each stack that it becomes, is told once.
    private static IEnumerable<Finding> Findings(StackGroup linked) =>
        from violation in TemplateChecks.Check(linked.Template)
        let place = linked.Find(violation.LogicalId)
        let told = violation with
        {
            LogicalId = place.LogicalId,
            Message = linked.Readable(violation.Message, place.Stack),
            Resource = linked.Readable(violation.Resource, place.Stack),
        }
        select new Finding(told, place.Stack.File.Path, place.Stack.File.LineOf(place.LogicalId), violation.IsAdvice || _practices.Contains(violation.Rule));
}

/// <summary>Stacks, and what was found in them.</summary>
/// <param name="Stacks">What was checked.</param>
/// <param name="Findings">What is wrong.</param>
/// <param name="Unreadable">What could not be read.</param>
/// <param name="NotRead">What is not read of them, a line each.</param>
internal sealed record CheckedStacks(
    IReadOnlyList<DeployedStack> Stacks, IReadOnlyList<Finding> Findings, IReadOnlyList<TemplateFileException> Unreadable, IReadOnlyList<string> NotRead)
{
    /// <summary>The same with what AWS's validator finds; and why that was left out, null where it was not.</summary>
    public async Task<(CheckedStacks Stacks, string? LeftOut)> ValidatedAsync(AwsValidator validator)
    {
        List<TemplateFile> files = [.. Stacks.Select(s => s.File).DistinctBy(f => f.Path)];
        var (violations, leftOut) = await validator.ValidateAsync([.. files.Select(f => f.Template)]).ConfigureAwait(false);
        var found = files.Zip(violations).SelectMany(f => f.Second.Select(v => new Finding(v, f.First.Path, f.First.LineOf(v.LogicalId), v.IsAdvice)));
        return (this with { Findings = [.. Findings, .. found] }, leftOut);
    }
}

/// <summary>What is wrong, and where it is written.</summary>
/// <param name="Violation">What, with the names of the template.</param>
/// <param name="File">The template's path.</param>
/// <param name="Line">The line on which its resource begins; null for the template as a whole.</param>
/// <param name="IsAdvice">Whether AWS runs it as it is written, and its guides advise otherwise.</param>
internal sealed record Finding(TemplateViolation Violation, string File, int? Line, bool IsAdvice);
