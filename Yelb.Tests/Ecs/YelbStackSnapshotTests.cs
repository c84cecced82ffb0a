namespace Yelb.Tests.Ecs;

/// <summary>All of the published stack at a glance: a change of it shows in a review as a change of the file beside this one.</summary>
public sealed class YelbStackSnapshotTests
{
    [Fact]
    public async Task The_stack_is_the_one_that_was_reviewed()
    {
        var cdk = typeof(Amazon.CDK.Stack).Assembly.GetManifestResourceNames().Single(name => name.Contains("aws-cdk-lib-", StringComparison.Ordinal));
        Assert.SkipUnless(cdk.Contains("-2.160.", StringComparison.Ordinal), $"What was reviewed was written by CDK 2.160, and this is {cdk}.");

        var cancellationToken = Patience.Token;
        var reviewed = Path.Combine(Repository.ProjectFolder, "Ecs", "yelb.reviewed.txt");
        var written = Path.Combine(Path.GetTempPath(), "yelb.written.txt");
        var outline = TemplateOutline.Of(await PublishedYelb.StackAsync());
        if (outline != await File.ReadAllTextAsync(reviewed, cancellationToken))
        {
            await File.WriteAllTextAsync(written, outline, cancellationToken);
            Assert.Fail($"The stack has changed: compare {reviewed} with {written}, and copy the second over the first if the change is meant.");
        }
    }
}
