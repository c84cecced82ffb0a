using Aspire.Hosting;

namespace EcsServiceConnect.Hosting.Tests.Model;

/// <summary>A resource with explicit start is a task that nobody calls, and that calls others through load balancers.</summary>
public sealed class StandaloneTaskModelTests
{
    [Theory]
    [InlineData(null, "http://<public page>")]
    [InlineData("yelb.example.com", "https://<public page>")]
    public async Task Its_references_are_load_balancers_which_need_no_alias(string? domain, string url)
    {
        var application = await PublishedModel.ReadAsync(builder =>
        {
            var page = builder.AddProject<SampleProject>("page").WithHttpEndpoint(port: 8080).WithExternalHttpEndpoints();
            builder.AddProject<SampleProject>("task").WithReference(page).WaitFor(page).WithExplicitStart();
        }, domain is null ? null : new EcsDomain(domain, "example.com", "Z0123456789"));

        var task = application.Service("task");
        Assert.True(task.IsStandaloneTask);
        Assert.Equal(url, task.Text("services__page__http__0"));
        Assert.Equal(url, task.Text("PAGE_HTTP"));
        Assert.False(application.Service("page").IsServer);
        Assert.False(application.Service("page").IsStandaloneTask);
    }

    [Fact]
    public async Task It_reaches_a_managed_store_which_has_an_address_of_its_own()
    {
        var application = await PublishedModel.ReadAsync(builder =>
            builder.AddProject<SampleProject>("task").WithReference(builder.AddRedis("cache").PublishAsElastiCache()).WithExplicitStart());

        Assert.Equal("<cache>:6379,password=<cache-password>,ssl=true", application.Service("task").Text("ConnectionStrings__cache"));
    }

    [Fact]
    public async Task What_it_can_not_have_is_a_fault_each()
    {
        var faults = (await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishedModel.ReadAsync(builder =>
        {
            var server = builder.AddProject<SampleProject>("server").WithHttpEndpoint(port: 4567);
            builder.AddProject<SampleProject>("caller").WithReference(server).WithExplicitStart();
            builder.AddProject<SampleProject>("listener").WithHttpEndpoint().WithExplicitStart();
            builder.AddProject<SampleProject>("crowd").PublishAsEcsService(service => service.DesiredCount = 2).WithExplicitStart();
        }))).Message.Split(Environment.NewLine);

        // A reference is two variables.
        Assert.Equal(4, faults.Length);
        foreach (var variable in new[] { "services__server__http__0", "SERVER_HTTP" })
        {
            Assert.Contains(faults[..2], f => f.StartsWith($"The variable '{variable}' of 'caller' can't be published: 'caller' is started by hand (WithExplicitStart), and Service Connect has no names for such tasks", StringComparison.Ordinal));
        }

        Assert.StartsWith("'listener' is started by hand (WithExplicitStart), and has the endpoint 'http'", faults[2], StringComparison.Ordinal);
        Assert.StartsWith("'crowd' is started by hand (WithExplicitStart), as often as people like", faults[3], StringComparison.Ordinal);
    }
}
