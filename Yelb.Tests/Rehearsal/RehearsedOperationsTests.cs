using EcsServiceConnect.Rehearsal.Checking;
using EcsServiceConnect.Rehearsal.CommandLine;
using EcsServiceConnect.Rehearsal.Loading;
using EcsServiceConnect.Rehearsal.Tests;
using ProcessesAndTools;
using Yelb.Tests.Ecs;

namespace Yelb.Tests.Rehearsal;

/// <summary>operations/yelb-db, and what docs/operations.md says of it, on Yelb's published stack while people vote.</summary>
[Collection(nameof(OneAtATime))]
public sealed class RehearsedOperationsTests(RehearsedOperationsTests.OperatedYelb yelb) : IClassFixture<RehearsedOperationsTests.OperatedYelb>
{
    private const string Password = "yelbdbpasswordSecret";

    private static readonly Scenario _votes = RehearsedYelb.Scenario with { Counters = [RehearsedYelb.Scenario.Counters[0]] };

    private RehearsedAws Aws => yelb.Aws!;

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public async Task A_new_password_costs_no_vote_and_a_restart_of_the_database_only_those_meanwhile()
    {
        var first = Aws.Secret(Password);

        var (changed, load) = await WhileVotingAsync("operations/yelb-db change-password");

        Assert.Equal(["yelb-appserver"], Output(changed));
        Assert.NotEqual(first, Aws.Secret(Password));
        Assert.Contains(Aws.Secret(Password), Aws.Secret("yelbappserverVariables"), StringComparison.Ordinal);
        Assert.DoesNotContain(first, Aws.Secret("yelbappserverVariables"), StringComparison.Ordinal);
        Assert.True(LoadJudgement.Of("a change", 0, load) is { HasPassed: true }, $"{load}");

        // The task has its first password, with which nobody gets in any more.
        var second = await Aws.RunAsync("operations/yelb-db change-password");
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("the secrets are as before. Is its task older than the last change", second.Lines[^1], StringComparison.Ordinal);
        var secrets = Aws.Secrets.Values.ToList();
        Assert.DoesNotContain(Aws.Calls.SelectMany(call => call), argument => secrets.Exists(secret => argument.Contains(secret, StringComparison.Ordinal)));

        var (_, restarted) = await WhileVotingAsync("""
            aws ecs update-service --cluster yelb --service yelb-db --force-new-deployment
            aws ecs wait services-stable --cluster yelb --services yelb-db
            """);

        Assert.True(LoadJudgement.Of("a restart", null, restarted) is { HasPassed: true }, $"{restarted}");
        Assert.Equal(4, Output(await RunAsync("operations/yelb-db dump")).Length);
        Assert.Equal(secrets, Aws.Secrets.Values);
        Assert.Empty(await AwsCli.RefusalsAsync(Aws.Calls));
    }

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public async Task Votes_of_a_dump_come_back_in_the_place_of_later_ones()
    {
        await yelb.SqlAsync("INSERT INTO restaurants (name, count) VALUES ('o''hara\\', 7)");
        var dump = await RunAsync("operations/yelb-db dump");
        Assert.Contains("""INSERT INTO public.restaurants (name, count) VALUES (E'o''hara\\', 7);""", Output(dump));
        await yelb.SqlAsync("DELETE FROM restaurants WHERE name LIKE 'o%hara%'");
        await yelb.SqlAsync("UPDATE restaurants SET count = count + 100");
        await yelb.SqlAsync("INSERT INTO idempotency_keys (key, restaurant, count) VALUES ('later', 'ihop', 100)");

        Assert.Equal(["5 restaurants restored."], Output(await RunAsync("operations/yelb-db restore", dump.Output)));

        Assert.Equal(dump.Output, (await RunAsync("operations/yelb-db dump")).Output);
        // But for the one with which yelb-appserver looks if it can write.
        Assert.Equal("0", await yelb.SqlAsync("SELECT count(*) FROM idempotency_keys WHERE count > 0"));
        await yelb.SqlAsync("DELETE FROM restaurants WHERE name LIKE 'o%hara%'");
    }

    [Theory(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    [InlineData("")]
    [InlineData("INSERT INTO public.restaurants (name, count) VALUES ('ihop', 1);\nDROP TABLE restaurants;\n")]
    [InlineData("INSERT INTO public.restaurants (name, count) VALUES ('ihop', 1);\nINSERT INTO public.restaurants (name, count) VALUES ('ihop', 2);\n")]
    public async Task What_is_no_dump_changes_nothing(string dump)
    {
        var before = await RunAsync("operations/yelb-db dump");

        Assert.Equal(1, (await Aws.RunAsync("operations/yelb-db restore", dump)).ExitCode);

        Assert.Equal(before.Output, (await RunAsync("operations/yelb-db dump")).Output);
    }

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public async Task RDS_gives_itself_the_new_password()
    {
        // Of its own, whose secrets go with it: the container that is there in fact keeps its password.
        await using var aws = await yelb.AwsAsync();
        aws.RdsInstance = "yelb-database";
        var first = aws.Secret(Password);

        var changed = await aws.RunAsync("operations/yelb-db change-password");

        Assert.True(changed.ExitCode == 0, string.Join('\n', changed.Lines));
        Assert.NotEqual(first, aws.Secret(Password));
        Assert.Equal(aws.Secret(Password), aws.RdsPassword);
        Assert.DoesNotContain(aws.Calls, call => call[1] == "execute-command");
        Assert.Empty(await AwsCli.RefusalsAsync(aws.Calls));
    }

    private static string[] Output(CommandResult result) => result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task<CommandResult> RunAsync(string commands, string input = "")
    {
        var result = await Aws.RunAsync(commands, input);
        Assert.True(result.ExitCode == 0, string.Join('\n', result.Lines));
        return result;
    }

    private async Task<(CommandResult Result, LoadResult Load)> WhileVotingAsync(string commands)
    {
        using var application = new Application(yelb.Stack!.Stack.PublicAddress!);
        var run = RunAsync(commands);
        var load = await new Load(_votes, application).RunAsync(TimeSpan.Zero, run, Patience.Token);
        return (await run, load);
    }

    /// <summary>Yelb's published stack, steady, and an <c>aws</c> that answers from it; null where this user may rehearse nothing.</summary>
    public sealed class OperatedYelb : IAsyncLifetime
    {
        internal RunningStack? Stack { get; private set; }

        internal RehearsedAws? Aws { get; private set; }

        public async ValueTask InitializeAsync()
        {
            if (Namespaces.AreAllowed)
            {
                await TestTools.EnsureAsync("psql", "bash");
                Stack = await RehearsedYelb.BeginAsync(await RehearsedYelb.TemplateAsync());
                await Stack.Stack.CreateServicesAsync(TimeSpan.FromSeconds(60), Patience.Token);
                Aws = await AwsAsync();
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (Stack is not null)
            {
                await Aws!.DisposeAsync();
                await Stack.DisposeAsync();
            }
        }

        internal async Task<RehearsedAws> AwsAsync() => new(Stack!, await RehearsedYelb.TemplateAsync());

        /// <summary>Asks the played database, as a person does in the rehearsal.</summary>
        internal async Task<string> SqlAsync(string sql)
        {
            await using var commands = new RehearsalCommands(Stack!.Stack);
            return await commands.RunAsync($"exec yelb-db PGPASSWORD=$POSTGRES_PASSWORD psql -h 127.0.0.1 -U $POSTGRES_USER -At -c \"{sql}\" yelbdatabase");
        }
    }
}
