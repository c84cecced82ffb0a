using System.Text.RegularExpressions;
using Aspire.Hosting;

namespace Yelb.Tests.EmbeddedHost;

/// <summary>What compiles against the embedded host must compile against Aspire's packages.</summary>
public sealed partial class ApiSurfaceTests
{
    [Fact]
    public void Every_public_member_of_the_embedded_host_is_one_of_Aspires()
    {
        var folder = Path.Combine(Repository.Root, "..", "shared", "aspire-api");
        Assert.SkipUnless(Directory.Exists(folder), "The lists of Aspire's members are not beside this checkout, so the embedded host is not compared with them.");
        var aspire = Directory.GetFiles(folder, "*.txt")
            .SelectMany(File.ReadLines)
            .Select(line => Notes().Replace(line, ""))
            .ToHashSet(StringComparer.Ordinal);

        var embedded = ApiSurface.Of(typeof(DistributedApplication).Assembly).ToList();

        Assert.True(embedded.Count > 100, $"Only {embedded.Count} members were found.");
        var unknown = embedded.Except(aspire).ToList();
        Assert.True(unknown.Count == 0, $"Aspire does not have:\n{string.Join('\n', unknown)}");
    }

    // Behind a member: whether it is obsolete (as every constructor of a type with required members is) or experimental.
    // Behind a type: what it implements, of which the embedded one need not implement all.
    [GeneratedRegex(@" \[(Obsolete|Experimental)[^\]]*\]|(?<=^T:.*\)) : .*$")]
    private static partial Regex Notes();
}
