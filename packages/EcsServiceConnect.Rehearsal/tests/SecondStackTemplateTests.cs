using System.Net;
using System.Text.Json.Nodes;
using EcsServiceConnect.Rehearsal.Checking;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>A template as people write it without the CDK: conditions, mappings, a redirect to HTTPS, a rule by path.</summary>
public sealed class SecondStackTemplateTests
{
    private const string Registry = $"{PseudoParameters.Account}.dkr.ecr.{PseudoParameters.Region}.amazonaws.com";

    private static readonly Dictionary<string, string> _parameters = new() { ["Stage"] = "production", ["ImageTag"] = "7" };

    private static readonly Scenario _scenario = new()
    {
        Pages = [new("/", "Welcome: ")],
        Counters = [new("orders", "POST /orders", "/orders", "/count")],
    };

    private static CancellationToken Cancellation => Patience.Token;

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public async Task A_template_that_is_written_by_hand_passes_every_check()
    {
        var path = Path.Combine(Repository.ProjectFolder, "SecondStack", "handwritten.template.json");
        var template = JsonNode.Parse(await File.ReadAllTextAsync(path, Cancellation))!.AsObject();
        await using var running = await SecondStackRehearsal.BeginAsync(template, _parameters, images => Task.FromResult<Dictionary<string, LocalImage>>(new()
        {
            [$"{Registry}/web:*"] = images.Of("web.mjs"),
            [$"{Registry}/orders:*"] = images.Of("orders.mjs"),
        }), Cancellation);

        Assert.Empty(await SecondStackRehearsal.RedAsync(running, _scenario, Cancellation));
        Assert.Equal(2, running.Stack.Find("web").DesiredCount);
        Assert.Equal("https", running.Stack.PublicAddress!.Scheme);

        // The redirect names the listener as it is reached here.
        var addresses = Assert.Single(running.Stack.LoadBalancers).Addresses;
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var redirect = await client.GetAsync(new Uri(addresses[80], "/orders?all"), Cancellation);
        Assert.Equal((HttpStatusCode.MovedPermanently, new Uri(addresses[443], "/orders?all")), (redirect.StatusCode, redirect.Headers.Location));

        Assert.Equal(
            [
                "CPU and memory limits: processes take what they need (web, orders)",
                "IAM roles and policies: nothing is refused for want of a permission (web, orders, ExecutionRole)",
                "TLS policies of listeners (listener HttpsListener)",
                "certificates of listeners (listener HttpsListener)",
                "log groups' retention and encryption: logs are files that end with the rehearsal (Logs)",
            ],
            running.Stack.Plan.NotRehearsed.Order(StringComparer.Ordinal));
    }
}
