using System.Text.Json.Nodes;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Tests;
using EcsServiceConnect.Templates;

namespace Yelb.Tests.Rehearsal;

/// <summary>Faults that the rules find in the template, caught in the act. Each takes up to half a minute: `.ci/rehearse-mutants` runs them.</summary>
[Collection(nameof(OneAtATime))]
public sealed class MutantRehearsalTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(12);

    /// <summary>The fault, and the check that has to turn red.</summary>
    public static TheoryData<string, string> Faults => new()
    {
        { "the cache is registered under another name than the variable has", "page views are counted" },
        { "the application server's URL has another port", "page / through the load balancer" },
        { "the connection string in the secret has another host", "votes are counted" },
        { "the connection string in the secret has another port", "votes are counted" },
        { "the cache's address in the secret has another port", "page views are counted" },
        { "a host variable names nobody", "yelb-appserver reaches redis-server:6379" },
        { "the collector is not published", "yelb-ui reaches collector:4317" },
        { "the client has no Service Connect", "page / through the load balancer" },
        { "an unknown namespace", "page views are counted" },
        { "a port name absent from the task definition", "plan" },
        { "a load balancer container name that matches nothing", "plan" },
        { "a load balancer port that matches nothing", "plan" },
        { "a mount of a volume that is not there", "plan" },
        { "a container that waits for one that is not there", "plan" },
        { "a key that the secret does not have", "plan" },
        { "HTTP without appProtocol", "requests of yelb-ui to yelb-appserver:4567 are spread over its tasks" },
        { "the database is closed to the application server", "votes are counted" },
        { "the database is open on another port", "votes are counted" },
        { "the proxy listens on a port that is closed", "page / through the load balancer" },
        { "the UI is closed to the load balancer", "yelb-ui is steady" },
        { "a variable of the UI names the database, which is closed to it", "yelb-ui reaches yelb-db:5432" },
        { "the listener is on a port that nobody can reach", ":8443 answers from outside" },
        { "a service that is open to the internet", "yelb-db can't be reached from outside" },
        { "one security group for two services", "page views are counted" },
        { "the application server before the database", "each task starts after those that it refers to" },
        { "the UI before the application server", "each task starts after those that it refers to" },
        { "a target group without a listener", "plan" },
        { "a deployment that can neither stop nor start a task", "a deployment of yelb-db keeps its data" },
        { "two databases during a deployment", "each volume has one writer at a time" },
        { "two databases", "each volume has one writer at a time" },
        { "two services on one volume", "each volume has one writer at a time" },
    };

    [Theory(Explicit = true), Trait("Run", "by hand")]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_caught_in_the_act(string fault, string check)
    {
        var cancellation = Patience.Token;
        var template = await RehearsedYelb.TemplateAsync();
        var mutant = Mutants.All.Single(m => m.Name == fault);
        mutant.Apply(new YelbTemplate(template));

        var found = TemplateChecks.Check(template);
        Assert.Contains(found, f => f.Rule == mutant.Rule);
        var red = await RedAsync(template, cancellation);

        TestContext.Current.TestOutputHelper!.WriteLine($"{fault}\n  rule:  {string.Join(", ", found.Select(f => f.Rule).Distinct())}\n  red:   {string.Join("\n         ", red.Select(r => $"{r.Name}: {r.Detail}"))}");
        Assert.Contains(red, r => r.Name.Contains(check, StringComparison.Ordinal));
    }

    /// <summary>A template does not tell where an image keeps its data, so no rule finds it there: the publisher does, in the AppHost's words.</summary>
    [Theory(Explicit = true), Trait("Run", "by hand")]
    [InlineData("17.6", "/var/lib/postgresql", "a deployment of yelb-db keeps its data")]
    [InlineData("18.4", "/var/lib/postgresql/data", "yelb-db is steady")]
    public async Task A_volume_where_the_image_keeps_nothing_is_caught_in_the_act(string version, string folder, string check)
    {
        var template = await RehearsedYelb.TemplateAsync();
        var database = new YelbTemplate(template).Database.Container;
        database["Image"] = $"docker.io/library/postgres:{version}";
        database["MountPoints"]![0]!["ContainerPath"] = folder;

        var red = await RedAsync(template, Patience.Token);

        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', red.Select(r => $"{r.Name}: {r.Detail}")));
        Assert.Contains(red, r => r.Name.Contains(check, StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<CheckResult>> RedAsync(JsonObject template, CancellationToken cancellationToken)
    {
        RunningStack running;
        try
        {
            running = await RehearsedYelb.BeginAsync(template);
        }
        catch (RehearsalException e)
        {
            return [new("plan", false, e.Message)];
        }

        await using (running)
        {
            await running.Stack.CreateServicesAsync(_patience, cancellationToken);
            // Long enough for the default time-out of 15 s.
            var scenario = RehearsedYelb.Scenario with { Streams = [.. RehearsedYelb.Scenario.Streams.Select(s => s with { Seconds = 18 })] };
            return [.. (await running.CheckAsync(scenario, cancellationToken)).Where(r => !r.HasPassed)];
        }
    }
}
