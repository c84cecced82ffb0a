using EcsServiceConnect.Rehearsal.Plan;
using Microsoft.AspNetCore.Http;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>What clients' proxies do while a second revision of a service is there.</summary>
public sealed class ServiceConnectRevisionTests
{
    private static CancellationToken Cancelled => Patience.Token;

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task Each_revision_has_just_its_share_and_the_header_leads_to_the_new_one()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Http);
        await stage.ServeAsync("api/1");
        await stage.ServeAsync("api/2");
        await ServeSecondAsync(stage, "api/3");
        var web = await stage.CallAsync();
        using var client = web.CreateClient();

        // A test endpoint gets what asks for it, and nothing else.
        stage.Api.Traffic = new(1, 2, 0);
        Assert.DoesNotContain("api/3", await AskAsync(client, 10));
        Assert.Equal(["api/3", "api/3"], await AskAsync(client, 2, TestTrafficRule.Default.Header));

        stage.Api.Traffic = new(1, 2, 25);
        var answers = await AskAsync(client, 40);
        Assert.Equal((15, 15, 10), (answers.Count(a => a == "api/1"), answers.Count(a => a == "api/2"), answers.Count(a => a == "api/3")));

        // After it, the header means nothing.
        stage.Api.Traffic = new(2, null, 0);
        Assert.All(await AskAsync(client, 4), a => Assert.Equal("api/3", a));
        stage.Api.Traffic = new(1, null, 0);
        Assert.DoesNotContain("api/3", await AskAsync(client, 4, TestTrafficRule.Default.Header));
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task A_retry_stays_within_the_revision_and_one_that_is_gone_is_not_waited_for()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Http);
        await stage.ServeAsync("api/1");
        await ServeSecondAsync(stage, "api/2", context => Refuse(context));
        await ServeSecondAsync(stage, "api/3");
        var web = await stage.CallAsync();
        using var client = web.CreateClient();

        stage.Api.Traffic = new(1, 2, 100);
        Assert.All(await AskAsync(client, 4), a => Assert.Equal("api/3", a));
        Assert.Equal(4, web.Metrics.Target("web", "api-http").Counts.Retries);

        stage.Api.Deregister("api/2");
        stage.Api.Deregister("api/3");
        Assert.Equal(["api/1"], await AskAsync(client, 1));

        static Task Refuse(HttpContext context)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }
    }

    private static async Task ServeSecondAsync(ServiceConnectStage stage, string name, RequestDelegate? answer = null)
    {
        var task = await stage.ServeAsync(name, answer);
        stage.Api.Deregister(name);
        stage.Api.Register(new(name, new(task.Network.Address, TestTask.Port), Revision: 2));
    }

    private static async Task<List<string>> AskAsync(HttpClient client, int times, string? header = null)
    {
        var answers = new List<string>();
        for (var i = 0; i < times; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, ServiceConnectStage.Address);
            if (header is not null)
            {
                request.Headers.Add(header, "any");
            }

            using var response = await client.SendAsync(request, Cancelled);
            answers.Add(await response.Content.ReadAsStringAsync(Cancelled));
        }

        return answers;
    }
}
