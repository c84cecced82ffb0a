using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CsCheck;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Tests.Model;

/// <summary>What Aspire's model means in ECS.</summary>
public sealed class EcsApplicationReaderTests
{
    [Fact]
    public async Task A_reference_is_the_servers_alias_under_the_variables_that_it_has_locally()
    {
        var application = await PublishedModel.ReadAsync(builder =>
        {
            var server = builder.AddProject<SampleProject>("server").WithHttpEndpoint(port: 4567);
            builder.AddProject<SampleProject>("client").WithReference(server);
        });

        var client = application.Service("client");
        Assert.Equal("http://<server>:4567", client.Text("services__server__http__0"));
        Assert.Equal("http://<server>:4567", client.Text("SERVER_HTTP"));
        var server = application.Service("server");
        Assert.Equal("8080", server.Text("HTTP_PORTS"));
        Assert.Equal((8080, 4567, EcsAppProtocol.Http), (server.Ports[0].ContainerPort, server.Ports[0].AliasPort, server.Ports[0].AppProtocol));
        Assert.False(client.IsServer);
    }

    [Fact]
    public async Task A_connection_string_with_a_password_in_it_is_secret_as_a_whole()
    {
        var application = await PublishedModel.ReadAsync(builder =>
        {
            var database = builder.AddPostgres("db").AddDatabase("shop");
            var cache = builder.AddRedis("cache");
            builder.AddProject<SampleProject>("server").WithReference(database).WithReference(cache);
        });

        var server = application.Service("server");
        Assert.Equal("Host=<db>;Port=5432;Username=postgres;Password=<db-password>;Database=shop", server.Text("ConnectionStrings__shop"));
        Assert.Equal("postgresql://postgres:<db-password>@<db>:5432/shop", server.Text("SHOP_URI"));
        Assert.Equal("<cache>:6379,password=<cache-password>", server.Text("ConnectionStrings__cache"));
        Assert.True(server.Variables.Single(v => v.Name == "ConnectionStrings__shop").Value.IsSecret);
        Assert.False(server.Variables.Single(v => v.Name == "SHOP_HOST").Value.IsSecret);
        Assert.Equal(["db", "cache"], server.References.Select(r => r.Server.Name));
    }

    [Fact]
    public async Task ElastiCache_alone_of_the_stores_asks_for_TLS()
    {
        var application = await PublishedModel.ReadAsync(builder =>
            builder.AddProject<SampleProject>("server").WithReference(builder.AddRedis("cache").PublishAsElastiCache()));

        Assert.Equal("<cache>:6379,password=<cache-password>,ssl=true", application.Service("server").Text("ConnectionStrings__cache"));
    }

    [Fact]
    public async Task Servers_come_before_their_clients_whether_referred_to_or_waited_for()
    {
        var application = await PublishedModel.ReadAsync(builder =>
        {
            var first = builder.AddProject<SampleProject>("a-client");
            var server = builder.AddProject<SampleProject>("server").WithHttpEndpoint();
            first.WithReference(server);
            server.WaitFor(builder.AddPostgres("db").AddDatabase("shop"));
        });

        Assert.Equal(["db", "server", "a-client"], application.Services.Select(s => s.Name));
        Assert.Empty(application.Service("server").References.Single().Ports);
        Assert.Empty(application.Cycles);
    }

    [Fact]
    public async Task Services_that_call_each_other_are_told_as_a_cycle()
    {
        var application = await PublishedModel.ReadAsync(builder =>
        {
            var one = builder.AddProject<SampleProject>("one").WithHttpEndpoint();
            var two = builder.AddProject<SampleProject>("two").WithHttpEndpoint().WithReference(one);
            one.WithReference(two);
        });

        Assert.Equal(["one", "two"], Assert.Single(application.Cycles).Select(s => s.Name).Order());
    }

    [Theory]
    [InlineData("has no fixed tag")]
    [InlineData("is https")]
    [InlineData("can't be published: it is a Version")]
    [InlineData("a task has no folder of this machine")]
    [InlineData("which only one task may write")]
    [InlineData("scales on nothing")]
    [InlineData("would cut the streams")]
    [InlineData("Spot tasks are taken back")]
    public async Task What_cannot_be_published_stops_the_publish_in_words_of_the_AppHost(string part)
    {
        Action<IDistributedApplicationBuilder> model = part switch
        {
            "has no fixed tag" => b => b.AddResource(new ContainerResource("thing")).WithImage("things/thing"),
            "is https" => b => b.AddThing("thing").WithEndpoint(port: 443, scheme: "https"),
            "can't be published: it is a Version" => b => b.AddThing("thing").WithEnvironment(c => c.EnvironmentVariables["V"] = new Version(1, 0)),
            "a task has no folder of this machine" => b => b.AddThing("thing").WithAnnotation(new ContainerMountAnnotation("/here", "/there", ContainerMountType.BindMount, false)),
            "which only one task may write" => b => b.AddThing("thing").WithVolume("data", "/data").PublishAsEcsService(o => o.DesiredCount = 2),
            "scales on nothing" => b => b.AddThing("thing").PublishAsEcsService(o => o.Scaling = new EcsScaling()),
            "would cut the streams" => b => b.AddThing("thing").WithHttpEndpoint(port: 80).PublishAsEcsService(o => (o.IsStreaming, o.PerRequestTimeout) = (true, TimeSpan.FromSeconds(15))),
            _ => b => b.AddThing("thing").WithVolume("data", "/data").PublishAsEcsService(o => o.UseSpot = true),
        };

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishedModel.ReadAsync(model));

        Assert.Contains("'thing'", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Every_reference_resolves_and_the_order_keeps_it_in_any_model() =>
        // Services 0 to n-1, each with references to any of the others, circles included.
        Gen.Int[2, 7].SelectMany(n => Gen.Select(Gen.Const(n), Gen.Bool.Array[n * n])).Sample((n, refers) =>
        {
            var application = PublishedModel.ReadAsync(builder =>
            {
                var services = Enumerable.Range(0, n).Select(i => builder.AddProject<SampleProject>($"s{i}").WithHttpEndpoint(port: 9000 + i)).ToList();
                for (var i = 0; i < n * n; i++)
                {
                    if (refers[i] && i / n != i % n)
                    {
                        services[i / n].WithReference(services[i % n]);
                    }
                }
            }).GetAwaiter().GetResult();

            for (var i = 0; i < n * n; i++)
            {
                var (client, server) = (application.Service($"s{i / n}"), application.Service($"s{i % n}"));
                var isReference = refers[i] && client != server;
                Assert.Equal(isReference, client.References.Any(r => r.Server == server));
                if (isReference)
                {
                    Assert.Equal($"http://<{server.Name}>:{9000 + (i % n)}", client.Text($"services__{server.Name}__http__0"));
                    var inOneCycle = application.Cycles.Any(c => c.Contains(client) && c.Contains(server));
                    Assert.True(inOneCycle || Position(server) < Position(client));
                }
            }

            int Position(EcsService service) => application.Services.ToList().IndexOf(service);
        }, iter: 50);
}
