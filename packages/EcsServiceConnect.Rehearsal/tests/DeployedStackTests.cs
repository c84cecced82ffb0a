using EcsServiceConnect.Rehearsal.Checking;
using EcsServiceConnect.Rehearsal.CommandLine;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Deployments;
using EcsServiceConnect.Rehearsal.Loading;
using EcsServiceConnect.Rehearsal.Services;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>A stack whose services are deployed with their traffic shifted: a user notices no more than the strategy lets through.</summary>
public sealed class DeployedStackTests
{
    private const string TestHeader = "x-amzn-ecs-blue-green-test";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => Patience.Token;

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public async Task A_good_version_is_not_noticed_and_a_bad_one_goes_back()
    {
        await using var running = await SecondStackRehearsal.BeginAsync(
            DeployedStack.Template(),
            new Dictionary<string, string>(),
            images => Task.FromResult<Dictionary<string, LocalImage>>(new() { ["app:1"] = Image(images, "1"), ["app:2"] = Image(images, "2") }),
            Cancellation,
            speed: 40);
        var stack = running.Stack;
        var (api, front) = (stack.Find("api"), stack.Find("front"));
        Assert.True(api.IsSteady && front.IsSteady, $"{api.Hindrance}; {front.Hindrance}");
        running.Events.Happened += e => TestContext.Current.TestOutputHelper!.WriteLine(e.Line);
        using var application = new Application(stack.PublicAddress!);
        using var client = new HttpClient { BaseAddress = stack.PublicAddress };
        var scenario = new Scenario { Pages = [new("/", "")] };
        Assert.Equal("1 1", await AskAsync(null));

        var load = new Load(scenario, application);
        var deployed = new TaskCompletionSource();
        var loading = load.RunAsync(TimeSpan.Zero, deployed.Task, Cancellation);
        try
        {
            // A canary over Service Connect: the header leads to the new one before and while its share rises.
            await using var commands = new RehearsalCommands(stack);
            Assert.Equal("api is deployed with app:2 (canary; api-errors would end it); 'load 20' shows what it does", await commands.RunAsync("deploy api --image app:2 --variable VERSION=2"));
            Assert.Equal(("app:2", "2"), (api.Plan.TaskDefinition.Containers[0].Image, api.Plan.TaskDefinition.Containers[0].Environment["OF"]));
            await UntilAsync(api, d => d.Stage == LifecycleStage.TestTrafficShift);
            Assert.Equal("1 2", await AskAsync(TestHeader));
            Assert.Equal("1 1", await AskAsync(null));
            Assert.Contains("1: 100 %, 2: 0 %", Table(), StringComparison.Ordinal);
            await UntilAsync(api, d => d.Percent == 20);
            Assert.Equal("1 2", await AskAsync(TestHeader));
            Assert.Contains("1: 80 %, 2: 20 %", Table(), StringComparison.Ordinal);
            Assert.Matches("api-errors +alarm +OK", Table());
            await UntilAsync(api, d => d.State == RolloutState.Completed);
            Assert.Equal("1 2", await AskAsync(null));

            // Blue/green behind the load balancer: so does the rule for test traffic.
            await commands.RunAsync("deploy front --variable VERSION=overtaken");
            await UntilAsync(front, d => d.Percent == 100);
            Assert.Equal("overtaken 2", await AskAsync(null));
            await commands.RunAsync("deploy front --variable VERSION=2");
            await UntilAsync(front, d => d.Stage == LifecycleStage.TestTrafficShift);
            Assert.Equal("2 2", await AskAsync("X-Try", "yes"));
            Assert.Equal("1 2", await AskAsync(null));
            await UntilAsync(front, d => d.Stage == LifecycleStage.BakeTime);
            Assert.Equal("2 2", await AskAsync(null));
            Assert.Equal(["1", "3"], front.Tasks.Where(t => t.State == EcsTaskState.Running).Select(t => $"{t.Deployment.Number}").Distinct());
            Assert.True(await front.WaitUntilAsync(s => s.IsSteady && s.Tasks.All(t => t.Deployment.Number == 3), _patience, Cancellation), front.Hindrance);
        }
        finally
        {
            deployed.SetResult();
        }

        var result = await loading;
        Assert.True(result is { Requests: > 100, Failed: 0 }, $"{result.Failed} of {result.Requests} failed: {result.FirstFailure}");

        // A broken canary and a blue/green one whose tasks end go back, and take no more with them than their share.
        var broken = await BreakAsync(api);
        Assert.Equal("a canary deployment of api, broken", broken.Name);
        Assert.EndsWith(" might; alarm api-errors rings", broken.Detail, StringComparison.Ordinal);
        Assert.False(broken.Detail.StartsWith("0 of ", StringComparison.Ordinal), broken.Detail);
        var ending = await BreakAsync(front);
        Assert.Equal("a blue/green deployment of front, whose tasks end at once", ending.Name);
        Assert.Contains("; it never had traffic; Essential container front exited with code ", ending.Detail, StringComparison.Ordinal);
        Assert.StartsWith("0 of ", ending.Detail, StringComparison.Ordinal);
        Assert.Contains("rolled back", Table(), StringComparison.Ordinal);
        Assert.Equal("2 2", await AskAsync(TestHeader));

        async Task<CheckResult> BreakAsync(RehearsedService service)
        {
            var result = await new BrokenDeployment(service, stack.Resources, new(scenario, application), _patience).RunAsync(Cancellation);
            TestContext.Current.TestOutputHelper!.WriteLine(CheckReport.Line(result));
            Assert.True(result.HasPassed, result.Detail);
            return result;
        }

        string Table() => string.Join('\n', new StackTable(stack).Lines());

        async Task<string> AskAsync(string? header, string value = "1")
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/");
            if (header is not null)
            {
                request.Headers.Add(header, value);
            }

            using var response = await client.SendAsync(request, Cancellation);
            return await response.Content.ReadAsStringAsync(Cancellation);
        }
    }

    private static LocalImage Image(SecondStackImages images, string tag)
    {
        var image = images.Of("version.mjs");
        return image with { Environment = new Dictionary<string, string>(image.Environment) { ["OF"] = tag } };
    }

    private static async Task UntilAsync(RehearsedService service, Func<Deployment, bool> condition) =>
        Assert.True(await service.WaitUntilAsync(s => condition(s.Latest), _patience, Cancellation), service.Hindrance);
}
