using Npgsql;
using ProcessesAndTools;

namespace Yelb.Tests.Ecs;

/// <summary>operations/yelb-db on a real PostgreSQL; a stand-in for the AWS CLI leads to it as ECS Exec does, and keeps the secrets.</summary>
public sealed class DatabaseOperationsTests(VotesServer server) : IClassFixture<VotesServer>
{
    private static CancellationToken Cancelled => Patience.Token;

    [Fact]
    public async Task Votes_of_a_dump_come_back_in_the_place_of_later_ones()
    {
        await server.ResetAsync();
        await server.ExecuteAsync("UPDATE restaurants SET count = 7 WHERE name = 'o''hara'");
        var dump = await server.RunAsync("dump");
        Assert.Equal(["INSERT INTO public.restaurants (name, count) VALUES ('ihop', 0);", "INSERT INTO public.restaurants (name, count) VALUES ('o''hara', 7);"], Output(dump).Order(StringComparer.Ordinal));
        await server.ExecuteAsync("UPDATE restaurants SET count = count + 100; INSERT INTO idempotency_keys (key, restaurant, count) VALUES ('later', 'ihop', 100)");

        var restored = await server.RunAsync("restore", dump.Output);

        Assert.True(restored.ExitCode == 0, string.Join('\n', restored.Lines));
        Assert.Equal("2 restaurants restored.", Assert.Single(Output(restored)));
        Assert.Equal("ihop 0, o'hara 7", await server.ReadAsync("SELECT string_agg(name || ' ' || count, ', ' ORDER BY name) FROM restaurants"));
        Assert.Equal("0", await server.ReadAsync("SELECT count(*)::text FROM idempotency_keys"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("INSERT INTO public.restaurants (name, count) VALUES ('ihop', 1);\nDROP TABLE restaurants;\n")]
    [InlineData("INSERT INTO public.restaurants (name, count) VALUES ('ihop', 1);\nINSERT INTO public.restaurants (name, count) VALUES ('ihop', 2);\n")]
    public async Task What_is_no_dump_changes_nothing(string dump)
    {
        await server.ResetAsync();
        await server.ExecuteAsync("UPDATE restaurants SET count = 7");

        var restored = await server.RunAsync("restore", dump);

        Assert.Equal(1, restored.ExitCode);
        Assert.Equal("14", await server.ReadAsync("SELECT sum(count)::text FROM restaurants"));
    }

    [Fact]
    public async Task A_new_password_is_the_databases_and_the_secrets_and_open_connections_go_on()
    {
        await server.ResetAsync();
        await using var open = await server.ConnectAsync(VotesServer.FirstPassword);

        var changed = await server.RunAsync("change-password");

        Assert.True(changed.ExitCode == 0, string.Join('\n', changed.Lines));
        Assert.Equal("yelb-appserver", Assert.Single(Output(changed)));
        var password = server.Secret("password");
        Assert.NotEqual(VotesServer.FirstPassword, password);
        Assert.Equal($$"""{"ConnectionStrings__yelbdatabase":"Host=yelb-db;Password={{password}}"}""", server.Secret("variables"));
        Assert.Equal("another", server.Secret("redis"));
        await using (var vote = new NpgsqlCommand("UPDATE restaurants SET count = count + 1 WHERE name = 'ihop'", open))
        {
            Assert.Equal(1, await vote.ExecuteNonQueryAsync(Cancelled));
        }

        await using var later = await server.ConnectAsync(password);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => server.ConnectAsync(VotesServer.FirstPassword));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
        Assert.DoesNotContain(server.Calls.SelectMany(call => call), argument => argument.Contains(password, StringComparison.Ordinal));
        Assert.Equal(["yelb-appserver"], server.Calls.Where(call => call[1] == "update-service").Select(call => call[5]));
        // The other calls are those for RDS too.
        Assert.Empty(await AwsCli.RefusalsAsync(server.Calls.Where(call => call[1] is "list-tasks" or "execute-command")));
    }

    [Fact]
    public async Task RDS_gives_itself_the_new_password()
    {
        await server.ResetAsync();
        await server.UseRdsAsync("yelb-database");

        var changed = await server.RunAsync("change-password");

        Assert.True(changed.ExitCode == 0, string.Join('\n', changed.Lines));
        Assert.NotEqual(VotesServer.FirstPassword, server.RdsPassword);
        Assert.Equal(server.RdsPassword, server.Secret("password"));
        Assert.DoesNotContain(server.Calls, call => call[1] == "execute-command");
        Assert.Empty(await AwsCli.RefusalsAsync(server.Calls));
    }

    [Fact]
    public async Task A_database_that_can_not_be_asked_leaves_the_secrets_as_they_were()
    {
        await server.ResetAsync();
        await server.ExecuteAsync("ALTER ROLE postgres PASSWORD 'changed since the task started'");

        var changed = await server.RunAsync("change-password");

        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("the database was not changed, and the secrets are as before.", string.Join('\n', changed.Lines), StringComparison.Ordinal);
        Assert.Equal(VotesServer.FirstPassword, server.Secret("password"));
        Assert.Equal(VotesServer.FirstVariables, server.Secret("variables"));
        Assert.DoesNotContain(server.Calls, call => call[1] == "update-service");
    }

    private static string[] Output(CommandResult result) => result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
