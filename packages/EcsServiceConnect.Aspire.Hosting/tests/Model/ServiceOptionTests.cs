using Aspire.Hosting;

namespace EcsServiceConnect.Hosting.Tests.Model;

/// <summary>Options that the publish can make nothing of, or that AWS does not take.</summary>
public sealed class ServiceOptionTests
{
    [Fact]
    public async Task They_are_said_by_their_names()
    {
        var application = await PublishedModel.ReadAsync(builder =>
        {
            builder.AddEcsEnvironment("test").WithDashboard().WithProperties(e => (e.LoadBalancer.WebAclArn, e.LoadBalancer.DeletionProtection) =
                ("arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/rules/0123abcd-0000-1111-2222-333344445555", true));
            builder.AddProject<WebProject>("api").PublishAsEcsService(s => (s.PublicRoute, s.StickySessions) = (new() { Path = "/api" }, TimeSpan.FromHours(1)));
            builder.AddPostgres("db").PublishAsRds().PublishAsEcsService(s => s.UseSpot = true);
        });

        Assert.Equal(
            [
                "'api' has PublicRoute, StickySessions, and no external endpoint that a load balancer sends to: make one external (WithExternalHttpEndpoints), or leave it out.",
                "'db' has UseSpot, and becomes RDS, which has no tasks: leave it out.",
                "Environment 'test' has LoadBalancer.WebAclArn, LoadBalancer.DeletionProtection, and no resource with an external endpoint, so that there is no load balancer.",
            ],
            application.Warnings.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_used_is_not_said()
    {
        var application = await PublishedModel.ReadAsync(builder =>
        {
            builder.AddEcsEnvironment("test").WithProperties(e => e.LoadBalancer.DeletionProtection = true);
            builder.AddProject<WebProject>("api").WithExternalHttpEndpoints()
                .PublishAsEcsService(s => (s.PublicRoute, s.StickySessions, s.HealthCheckPath, s.UseSpot) = (new() { Path = "/api" }, TimeSpan.FromHours(1), "/health", false));
            builder.AddProject<WebProject>("worker").PublishAsEcsService(s => s.UseSpot = true);
        });

        Assert.Empty(application.Warnings);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(604801)]
    public async Task A_cookie_of_no_time_that_a_load_balancer_takes_is_refused_by_the_resources_name(double seconds)
    {
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishedModel.ReadAsync(builder =>
            builder.AddProject<WebProject>("api").WithExternalHttpEndpoints().PublishAsEcsService(s => s.StickySessions = TimeSpan.FromSeconds(seconds))));

        Assert.StartsWith("'api' has StickySessions of ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PerRequestTimeout", 0.5)]
    [InlineData("PerRequestTimeout", -1)]
    [InlineData("IdleTimeout", 90.25)]
    [InlineData("IdleTimeout", 1e11)]
    [InlineData("Scaling.Cooldown", 0.001)]
    [InlineData("Scaling.Cooldown", -60)]
    public async Task A_time_that_is_no_number_of_seconds_is_refused_by_the_options_name(string option, double seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishedModel.ReadAsync(builder =>
            builder.AddProject<WebProject>("api").WithExternalHttpEndpoints().PublishAsEcsService(s => Set(s, option, time))));

        Assert.Equal($"'api' has a {option} of {time}, and AWS takes whole seconds, 0 or more; set one of these.", error.Message);
    }

    [Theory]
    [InlineData("PerRequestTimeout", 0)]
    [InlineData("PerRequestTimeout", 30)]
    [InlineData("IdleTimeout", 0)]
    [InlineData("IdleTimeout", 3600)]
    [InlineData("Scaling.Cooldown", 0)]
    [InlineData("Scaling.Cooldown", 300)]
    public async Task A_time_of_whole_seconds_is_taken(string option, double seconds)
    {
        var application = await PublishedModel.ReadAsync(builder =>
            builder.AddProject<WebProject>("api").WithExternalHttpEndpoints().PublishAsEcsService(s => Set(s, option, TimeSpan.FromSeconds(seconds))));

        Assert.Single(application.Services);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_response_time_that_no_answer_has_is_refused(double seconds)
    {
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishedModel.ReadAsync(builder =>
        {
            var api = builder.AddProject<WebProject>("api").PublishAsEcsService(s => s.Scaling = new() { ResponseTime = TimeSpan.FromSeconds(seconds) });
            builder.AddProject<WebProject>("client").WithReference(api);
        }));

        Assert.StartsWith("'api' has a Scaling.ResponseTime of ", error.Message, StringComparison.Ordinal);
    }

    private static void Set(EcsServiceOptions options, string option, TimeSpan time)
    {
        switch (option)
        {
            case "PerRequestTimeout":
                options.PerRequestTimeout = time;
                break;
            case "IdleTimeout":
                options.IdleTimeout = time;
                break;
            default:
                options.Scaling = new() { CpuUtilization = 50, Cooldown = time };
                break;
        }
    }
}
