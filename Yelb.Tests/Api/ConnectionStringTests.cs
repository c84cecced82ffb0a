using ProcessesAndTools;

namespace Yelb.Tests.Api;

/// <summary>yelb-appserver by itself: what it says of stores that it is not told how to reach.</summary>
public sealed class ConnectionStringTests
{
    private const string Database = "ConnectionStrings__yelbdatabase";
    private const string Redis = "ConnectionStrings__yelb-redis";

    [Theory]
    [InlineData("", "localhost:6379", "connection string 'yelbdatabase' is missing: set ConnectionStrings__yelbdatabase, for example to ")]
    [InlineData("Host=localhost;of=the database", "localhost:6379", "connection string 'yelbdatabase' is not one for Npgsql: check ConnectionStrings__yelbdatabase")]
    [InlineData("Host=localhost", "", "connection string 'yelb-redis' is missing: set ConnectionStrings__yelb-redis, for example to ")]
    [InlineData("Host=localhost", "localhost:6379,of=the cache", "connection string 'yelb-redis' is not one for StackExchange.Redis: check ConnectionStrings__yelb-redis")]
    public async Task One_that_is_missing_or_wrong_is_one_line_without_what_may_be_a_password(string database, string redis, string fault)
    {
        var (exitCode, lines) = await ChildProcess.RunAsync(
            new()
            {
                FileName = Path.Combine(Repository.Output("Yelb.Api"), "Yelb.Api"),
                Environment = new Dictionary<string, string> { [Database] = database, [Redis] = redis },
                WorkingDirectory = Path.GetTempPath(),
            },
            Patience.Token);

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"yelb-appserver cannot start: {fault}", Assert.Single(lines), StringComparison.Ordinal);
        Assert.DoesNotContain("of=the", lines[0], StringComparison.Ordinal);
    }
}
