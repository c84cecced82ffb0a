using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Tests.Model;

/// <summary>What endpoints of other people's AppHosts become.</summary>
public sealed class EndpointReaderTests
{
    [Fact]
    public async Task A_web_projects_default_https_endpoint_leads_to_http()
    {
        var application = await PublishedModel.ReadAsync(builder =>
        {
            var api = builder.AddProject<WebProject>("api");
            builder.AddProject<WebProject>("web").WithExternalHttpEndpoints().WithReference(api)
                .WithEnvironment("API", api.GetEndpoint("https"));
        });

        var (api, web) = (application.Service("api"), application.Service("web"));
        Assert.Equal(8080, Assert.Single(api.Ports).ContainerPort);
        Assert.Equal("http://<api>:8080", web.Text("services__api__http__0"));
        Assert.Equal("http://<api>:8080", web.Text("services__api__https__0"));
        Assert.Equal("http://<api>:8080", web.Text("API"));
        Assert.Equal("8080", web.Text("HTTP_PORTS"));
        Assert.DoesNotContain(web.Variables, v => v.Name == "HTTPS_PORTS");
        Assert.True(Assert.Single(web.Ports).IsExternal);
    }

    [Fact]
    public async Task An_https_endpoint_that_the_AppHost_declares_is_refused()
    {
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishedModel.ReadAsync(
            builder => builder.AddProject<SampleProject>("api").WithHttpEndpoint().WithHttpsEndpoint()));

        Assert.Contains("'https' of 'api' is https", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_without_ports_listens_where_its_variable_tells_it()
    {
        var application = await PublishedModel.ReadAsync(builder => builder.AddThing("front").WithHttpEndpoint(env: "PORT"));

        var front = application.Service("front");
        Assert.Equal(front.Text("PORT"), $"{front.Ports[0].ContainerPort}");
    }

    [Theory]
    [InlineData("is UDP")]
    [InlineData("has no target port")]
    [InlineData("load balancer of HTTP")]
    [InlineData("as another of its endpoints does")]
    [InlineData("is an executable of this machine")]
    [InlineData("has arguments for a container engine")]
    [InlineData("has further names in the container network")]
    [InlineData("which Aspire has for its manifest only")]
    [InlineData("is a file-based app")]
    public async Task What_has_no_meaning_in_ECS_is_refused_by_the_resources_name(string part)
    {
        Action<IDistributedApplicationBuilder> model = part switch
        {
            "is UDP" => b => b.AddThing("thing").WithEndpoint(port: 53, targetPort: 53, protocol: System.Net.Sockets.ProtocolType.Udp),
            "has no target port" => b => b.AddThing("thing").WithHttpEndpoint(),
            "load balancer of HTTP" => b => b.AddThing("thing").WithEndpoint(targetPort: 1883, scheme: "mqtt", isExternal: true),
            "as another of its endpoints does" => b => b.AddThing("thing").WithHttpEndpoint(targetPort: 80).WithHttpEndpoint(targetPort: 80, name: "other"),
            "is an executable of this machine" => b => b.AddExecutable("thing", "node", ".", "server.js"),
            "has arguments for a container engine" => b => b.AddThing("thing").WithContainerRuntimeArgs("--cap-add", "NET_ADMIN"),
            "has further names in the container network" => b => b.AddThing("thing").WithContainerNetworkAlias("other"),
#pragma warning disable CS0618 // Obsolete, and still in people's AppHosts.
            "which Aspire has for its manifest only" => b => b.AddRedis("thing").PublishAsConnectionString(),
#pragma warning restore CS0618
            _ => b => b.AddProject<FileBasedApp>("thing"),
        };

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishedModel.ReadAsync(model));

        Assert.Contains("'thing'", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task A_finding_that_is_accepted_is_a_warning_with_its_reason()
    {
        var application = await PublishedModel.ReadAsync(builder =>
            builder.AddThing("thing").WithContainerRuntimeArgs("--init").AcceptEcsRule("runtime-arguments", "only for running locally"));

        Assert.Contains("accepted: only for running locally", Assert.Single(application.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_annotation_that_nobody_knows_is_told_and_stops_nothing()
    {
        var application = await PublishedModel.ReadAsync(builder => builder.AddThing("thing").WithAnnotation(new StrangeAnnotation()));

        Assert.Contains("'thing' has StrangeAnnotation", Assert.Single(application.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_of_upper_case_and_of_any_length_become_names_that_ECS_takes()
    {
        var name = $"W{new string('e', 62)}b";
        var application = await PublishedModel.ReadAsync(builder =>
        {
            var web = builder.AddProject<WebProject>(name);
            builder.AddProject<SampleProject>("Client").WithReference(web);
        });

        var port = Assert.Single(application.Service(name).Ports);
        Assert.Equal(name.ToLowerInvariant(), application.Service(name).Alias);
        Assert.Matches("^[a-z0-9][a-z0-9_-]{0,63}$", port.Name);
    }

    [Fact]
    public async Task An_external_resources_own_address_and_one_for_the_internet_are_the_load_balancers()
    {
        var application = await PublishedModel.ReadAsync(builder =>
        {
            var web = builder.AddProject<WebProject>("web").WithExternalHttpEndpoints();
            web.WithEnvironment("SELF", web.GetEndpoint("https"));
            builder.AddProject<WebProject>("api").WithEnvironment("CORS", web.GetEndpoint("http", KnownNetworkIdentifiers.PublicInternet)).WithReference(web);
        });

        Assert.Equal("http://<public web>", application.Service("web").Text("SELF"));
        Assert.Equal("http://<public web>", application.Service("api").Text("CORS"));
        Assert.Equal("http://<web>:8080", application.Service("api").Text("services__web__http__0"));
    }

    [Fact]
    public async Task Ports_of_external_services_are_known_or_asked_for()
    {
        var application = await PublishedModel.ReadAsync(builder =>
        {
            var known = builder.AddExternalService("known", "https://known.example.com:8443/");
            var plain = builder.AddExternalService("plain", "http://plain.example.com/");
            builder.AddThing("one").WithEnvironment("A", known).WithEnvironment("B", plain).WithEnvironment("C", "http://localhost:5000");
            var legacy = builder.AddConnectionString("legacy");
            builder.AddProject<SampleProject>("two").WithReference(legacy);
            builder.AddProject<SampleProject>("three").WithReference(legacy).PublishAsEcsService(o => o.OutboundPorts.Add(1433));
            var password = builder.AddParameter("password", secret: true);
            builder.AddThing("four").WithEnvironment("QUEUE", ReferenceExpression.Create($"amqps://shop:{password}@queue.example.com"))
                .WithEnvironment("Orders", ReferenceExpression.Create($"Host=orders.example.com;Port=6432;Password={password}"))
                .WithEnvironment("MAIL", "smtp://mail.example.com:587").WithArgs("--feed", "http://feed.example.com:8090/");
            builder.AddThing("five").WithEnvironment("Legacy", ReferenceExpression.Create($"Server=legacy.example.com;Database=shop;Password={password}")).WithEnvironment("SITE_HOST", "www.example.com");
        });

        Assert.Equal([80, 8443], application.Service("one").OutboundPorts);
        Assert.Equal([1433], application.Service("three").OutboundPorts);
        Assert.Equal([587, 5671, 6432, 8090], application.Service("four").OutboundPorts);
        Assert.Collection(
            application.Warnings,
            two => Assert.Contains("'two' calls what 'legacy' names", two, StringComparison.Ordinal),
            five => Assert.Contains("'five' calls legacy.example.com on a port that its address does not tell", five, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_has_a_Dockerfile_is_an_image_of_its_own_and_is_referred_to_by_its_name()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Path);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "Dockerfile"), "FROM scratch\nENTRYPOINT [\"/front\"]\n", Patience.Token);
        var application = await PublishedModel.ReadAsync(builder =>
        {
            var front = builder.AddDockerfile("front", folder.Path).WithHttpEndpoint(env: "PORT");
            var script = builder.AddExecutable("script", "node", folder.Path, "server.js").WithHttpEndpoint(env: "PORT").PublishAsDockerFile();
            builder.AddProject<SampleProject>("api").WithReference(front.GetEndpoint("http")).WithReference(script.GetEndpoint("http"));
        });

        Assert.Equal(new EcsDockerfileImage("FrontImage"), application.Service("front").Image);
        Assert.Equal(new EcsDockerfileImage("ScriptImage"), application.Service("script").Image);
        Assert.Equal("http://<front>:8081", application.Service("api").Text("services__front__http__0"));
        Assert.Equal("http://<script>:8081", application.Service("api").Text("services__script__http__0"));
    }

    [Fact]
    public async Task What_ends_by_itself_runs_once_before_those_that_wait_for_its_end()
    {
        var application = await PublishedModel.ReadAsync(builder =>
        {
            var migrate = builder.AddProject<SampleProject>("migrate").WithReference(builder.AddPostgres("db").AddDatabase("shop"));
            builder.AddProject<SampleProject>("api").WithHttpEndpoint().WaitForCompletion(migrate);
        });

        Assert.Equal(["db", "migrate", "api"], application.Services.Select(s => s.Name));
        Assert.Equal(["migrate"], application.Services.Where(s => s.RunsOnce).Select(s => s.Name));
    }

    [Fact]
    public async Task Resources_go_to_the_environment_that_is_chosen_for_them()
    {
        var chosen = await PublishedModel.ReadAsync(builder =>
        {
            var one = builder.AddEcsEnvironment("one");
            var two = builder.AddEcsEnvironment("two");
            builder.AddThing("first").WithComputeEnvironment(one);
            builder.AddThing("second").WithComputeEnvironment(two);
        });
        Assert.Equal(["first"], chosen.Services.Select(s => s.Name));

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishedModel.ReadAsync(builder =>
        {
            builder.AddEcsEnvironment("one");
            builder.AddEcsEnvironment("two");
            builder.AddThing("stray");
        }));
        Assert.Contains("'stray' is in none of the environments 'one', 'two'", error.Message, StringComparison.Ordinal);
    }

    private sealed class FileBasedApp : IProjectMetadata
    {
        public string ProjectPath { get; } = Path.Combine(Repository.ProjectFolder, "ForwardedArgumentsTests.cs");
    }

    private sealed class StrangeAnnotation : IResourceAnnotation;
}
