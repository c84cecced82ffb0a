using System.Net;
using EcsServiceConnect.Rehearsal.Plan;
using Microsoft.AspNetCore.Http;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>What a load balancer's listeners do with requests.</summary>
public sealed class LoadBalancingListenerTests
{
    private static readonly ListenerActionPlan.Forward _forward = new(LoadBalancingStage.Group);

    private static CancellationToken Cancelled => Patience.Token;

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task A_redirect_leads_to_the_https_listener_which_says_who_asked()
    {
        await using var stage = await LoadBalancingStage.StartAsync(LoadBalancingStage.Plan with
        {
            DropsInvalidHeaders = true,
            Listeners =
            [
                new(80, "HTTP", [], new ListenerActionPlan.Redirect(301, "HTTPS", "#{host}", "443", "/#{path}", "#{query}")),
                new(443, "HTTPS", [], _forward),
            ],
        });
        await stage.RegisterAsync("web/1", context => context.Response.WriteAsync(string.Join(
            '\n',
            context.Request.Headers.Select(h => $"{h.Key.ToLowerInvariant()}: {h.Value}").Order(StringComparer.Ordinal))));

        using var redirect = await stage.Client.GetAsync(new Uri("/a%20b?c=d", UriKind.Relative), Cancelled);
        var secure = stage.Balancer.Addresses[443];
        Assert.Equal(HttpStatusCode.MovedPermanently, redirect.StatusCode);
        Assert.Equal(new Uri(secure, "/a%20b?c=d").AbsoluteUri, redirect.Headers.Location?.AbsoluteUri);

        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost" };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, redirect.Headers.Location) { Version = HttpVersion.Version20 };
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        request.Headers.Add("X-Forwarded-Proto", "gopher");
        request.Headers.Add("bad_name", "1");
        using var response = await client.SendAsync(request, Cancelled);

        Assert.Equal(HttpVersion.Version20, response.Version);
        Assert.Equal(
            $"content-length: 0\nhost: {secure.Authority}\nx-forwarded-for: 203.0.113.7,127.0.0.1\nx-forwarded-port: 443\nx-forwarded-proto: https",
            (await response.Content.ReadAsStringAsync(Cancelled)).Replace(", ", ",", StringComparison.Ordinal));
    }

    [Fact]
    public void Target_groups_have_their_shares_also_after_they_are_shifted()
    {
        var weights = new LoadBalancing.ForwardWeights(new([new(LoadBalancingStage.Group, 3), new(LoadBalancingStage.Group with { Name = "other" }, 1)]));
        Assert.Equal(10, Enumerable.Range(0, 40).Count(_ => weights.Next() == "other"));
        weights.Shift("web", "other", 95);
        Assert.Equal(2, Enumerable.Range(0, 40).Count(_ => weights.Next() == "web"));
        Assert.Null(new LoadBalancing.ForwardWeights(new([new(LoadBalancingStage.Group, 0)])).Next());
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task The_first_rule_that_fits_counts()
    {
        await using var stage = await LoadBalancingStage.StartAsync(LoadBalancingStage.Plan with
        {
            Listeners =
            [
                new(
                    80,
                    "HTTP",
                    [
                        new(["/api/*", "/v?/*"], [], Says("api")),
                        new(["/private/*"], ["admin.*"], Says("both")),
                        new([], ["admin.*"], Says("host")),
                    ],
                    Says("default")),
            ],
        });
        (string Path, string Host, string Expected)[] cases =
        [
            ("/api/votes", "x.example", "api"),
            ("/v2/votes", "x.example", "api"),
            ("/API/votes", "x.example", "default"),
            ("/", "admin.EXAMPLE", "host"),
            ("/private/1", "admin.example", "both"),
            ("/private/1", "x.example", "default"),
        ];
        foreach (var (path, host, expected) in cases)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host;
            using var response = await stage.Client.SendAsync(request, Cancelled);
            Assert.Equal((HttpStatusCode.Accepted, expected), (response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled)));
        }
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task An_internal_load_balancer_does_not_answer_outside_the_vpc()
    {
        await using var stage = await LoadBalancingStage.StartAsync(LoadBalancingStage.Plan with { IsInternetFacing = false });

        Assert.Equal(80, stage.Balancer.Addresses[80].Port);
        Assert.False(IPAddress.IsLoopback(IPAddress.Parse(stage.Balancer.Addresses[80].Host)));
    }

    private static ListenerActionPlan.FixedResponse Says(string text) => new(202, "text/plain", text);
}
