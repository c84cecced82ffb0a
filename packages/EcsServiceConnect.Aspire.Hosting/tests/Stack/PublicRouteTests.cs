using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Hosting.Tests.Model;
using EcsServiceConnect.Templates;

namespace EcsServiceConnect.Hosting.Tests.Stack;

/// <summary>How resources share a load balancer.</summary>
public sealed class PublicRouteTests(PublicRouteTests.Published published) : IClassFixture<PublicRouteTests.Published>
{
    private const string Balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    private const string Listener = "AWS::ElasticLoadBalancingV2::Listener";
    private const string Rule = "AWS::ElasticLoadBalancingV2::ListenerRule";

    [Fact]
    public void It_passes_the_checks() =>
        Assert.All([published.Http, published.Https], t => Assert.Empty(TemplateChecks.Check(JsonNode.Parse(t.Text)!.AsObject()).Where(v => !v.IsAdvice).Select(v => v.ToString())));

    [Fact]
    public void All_share_one_load_balancer_but_those_that_have_their_own()
    {
        Assert.Equal(["own", "test"], published.Http.All(Balancer).Select(b => b.AspireResource).Order());
        Assert.Equal([80, 80, 8080, 9000], published.Http.All(Listener).Select(l => (int)l.Properties["Port"]!).Order());
    }

    [Fact]
    public void What_names_a_host_or_a_path_gets_its_requests_before_those_that_name_none()
    {
        var rules = published.Http.All(Rule).OrderBy(r => (int)r.Properties["Priority"]!).Select(r => string.Join(" ", r.Properties["Conditions"]!.AsArray().SelectMany(c => c![$"{(c["HostHeaderConfig"] is null ? "PathPattern" : "HostHeader")}Config"]!["Values"]!.AsArray()).Select(v => (string?)v)));

        Assert.Equal(["admin.example.com", "/api/v2 /api/v2/*", "/api /api/*"], rules);
        var standard = published.Http.All(Listener).Single(l => (int)l.Properties["Port"]! == 80 && l.AspireResource == "test");
        Assert.Equal(published.Http.All("AWS::ElasticLoadBalancingV2::TargetGroup").Single(g => g.AspireResource == "web" && (int)g.Properties["Port"]! == 8080).Id, YelbTemplate.TargetId(standard.Properties["DefaultActions"]![0]!["TargetGroupArn"]!));
    }

    [Fact]
    public void Each_address_is_an_output_and_in_the_variables_that_ask_for_it()
    {
        Assert.Equal("http://admin.example.com", Template.Written(published.Http.Outputs["AdminUrl"]!["Value"]!));
        Assert.EndsWith(".DNSName}/api", Template.Written(published.Http.Outputs["ApiUrl"]!["Value"]!), StringComparison.Ordinal);
        Assert.EndsWith(".DNSName}:9000", Template.Written(published.Http.Outputs["WebMetricsUrl"]!["Value"]!), StringComparison.Ordinal);
        Assert.EndsWith(".DNSName}:8080", published.Http.Environment("second")["SELF"], StringComparison.Ordinal);
        Assert.Equal("https://shop.example.com:8080", published.Https.Environment("second")["SELF"]);
    }

    [Fact]
    public void A_port_without_a_resource_of_its_own_answers_that_nothing_is_there()
    {
        var only = Template.Of(StackModels.Yelb(uiOptions: new() { PublicRoute = new() { Path = "/votes" } }));

        Assert.Equal("404", (string?)only.All(Listener).Single().Properties["DefaultActions"]![0]!["FixedResponseConfig"]!["StatusCode"]);
    }

    [Fact]
    public void Each_host_has_an_address_and_is_in_the_certificate()
    {
        Assert.Equal(
            ["admin.example.com.", "own.example.com.", "shop.example.com."],
            published.Https.All("AWS::Route53::RecordSet").Select(r => (string)r.Properties["Name"]!).Order());
        var certificates = published.Https.All("AWS::CertificateManager::Certificate").ToDictionary(c => (string)c.Properties["DomainName"]!, c => c.Properties["SubjectAlternativeNames"]?.AsArray().Select(n => (string?)n) ?? []);
        Assert.Equal(["own.example.com", "shop.example.com"], certificates.Keys.Order());
        Assert.Equal(["admin.example.com"], certificates["shop.example.com"]);
    }

    [Theory]
    [InlineData("have the same PublicRoute", "/api", null)]
    [InlineData("begins with a slash", "api", null)]
    [InlineData("names such as admin.example.com", null, "admin example")]
    [InlineData("outside of the hosted zone", null, "admin.example.org")]
    public async Task What_no_load_balancer_takes_is_refused(string part, string? path, string? host)
    {
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishedModel.ReadAsync(
            builder =>
            {
                Route(builder.AddProject<WebProject>("api"), new() { Path = "/api" });
                Route(builder.AddProject<WebProject>("thing"), new() { Path = path, Host = host });
            },
            new("shop.example.com", "example.com", "Z0123456789")));

        Assert.Contains("'thing'", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task Who_asks_for_no_port_and_can_have_the_standard_one_no_more_is_told_which_it_has()
    {
        var application = await PublishedModel.ReadAsync(builder =>
        {
            builder.AddProject<WebProject>("one").WithExternalHttpEndpoints();
            builder.AddProject<WebProject>("two").WithExternalHttpEndpoints();
        });

        Assert.Equal([80, 8080], application.Services.SelectMany(s => s.PublicPorts).Select(p => p.Public!.Port).Order());
        Assert.Contains("'two' is reached on port 8080 of the load balancer", Assert.Single(application.Warnings), StringComparison.Ordinal);
    }

    private static IResourceBuilder<ProjectResource> Route(IResourceBuilder<ProjectResource> project, EcsPublicRoute? route) =>
        project.WithExternalHttpEndpoints().PublishAsEcsService(o => o.PublicRoute = route);

    public sealed class Published : IAsyncLifetime
    {
        internal Template Http { get; private set; } = null!;

        internal Template Https { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Http = Template.Of(await ReadAsync(null));
            var domain = new EcsDomain("shop.example.com", "example.com", "Z0123456789");
            Https = Template.Of(await ReadAsync(domain), environment => environment.Domain = domain);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static Task<EcsApplication> ReadAsync(EcsDomain? domain) => PublishedModel.ReadAsync(
            builder =>
            {
                Route(builder.AddProject<WebProject>("api"), new() { Path = "/api" });
                Route(builder.AddProject<WebProject>("api2"), new() { Path = "/api/v2" });
                Route(builder.AddProject<WebProject>("admin"), new() { Host = "Admin.example.com" });
                Route(builder.AddProject<WebProject>("web").WithHttpEndpoint(targetPort: 9000, name: "metrics"), null);
                var second = Route(builder.AddProject<WebProject>("second"), null);
                second.WithEnvironment("SELF", second.GetEndpoint("http"));
                builder.AddProject<WebProject>("own").WithExternalHttpEndpoints().PublishAsEcsService(o =>
                {
                    o.OwnLoadBalancer = true;
                    o.PublicRoute = domain is null ? null : new() { Host = "own.example.com" };
                });
            },
            domain);
    }
}
