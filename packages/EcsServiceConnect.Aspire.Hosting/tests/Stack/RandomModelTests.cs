using System.Globalization;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CsCheck;
using EcsServiceConnect.Hosting.Tests.Model;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Images;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Templates;
using Microsoft.Extensions.Logging.Abstractions;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Tests.Stack;

/// <summary>Whatever somebody puts together: it is refused by the name of a resource, or its template passes all checks and can be rehearsed.</summary>
public sealed class RandomModelTests
{
    // A synthesis takes a second or two; YELB_MODELS by hand asks for more.
    private static readonly int _models = int.Parse(Environment.GetEnvironmentVariable("YELB_MODELS") ?? "12", CultureInfo.InvariantCulture);

    private static readonly string[] _names = ["api", "WebFrontend", "Vpc", "end", "a-rather-long-name-that-goes-on-and-on-until-there-is-no-more", "db", "Cluster", "x"];

    private static readonly Gen<Part> _part = Gen.Select(
        Gen.Enum<Kind>(), Gen.Int[0, 2], Gen.Bool, Gen.Bool, Gen.Int[0, 1 << 12],
        (kind, replicas, isExternal, hasVolume, choices) => new Part(kind, replicas, isExternal, hasVolume, choices));

    [Fact]
    public void A_model_is_refused_by_the_name_of_a_resource_or_its_template_passes_the_checks_and_can_be_rehearsed() =>
        _part.Array[1, _names.Length].Sample(parts =>
        {
            try
            {
                var application = PublishedModel.ReadAsync(builder => Build(builder, parts)).GetAwaiter().GetResult();
                var template = JsonNode.Parse(Template.Of(application).Text)!.AsObject();
                Assert.Empty(TemplateChecks.Check(template).Where(v => !v.IsAdvice).Select(v => v.ToString()));
                var services = application.Services.Where(s => s is { ManagedStore: null, IsStandaloneTask: false }).Select(s => s.Name).Order().ToList();
                if (services.Count == 0)
                {
                    Assert.Contains("no AWS::ECS::Service", Assert.Throws<RehearsalException>(() => PlanOf(template).GetAwaiter().GetResult()).Message);
                    return;
                }

                Assert.Equal(services, PlanOf(template).GetAwaiter().GetResult().Services.Select(s => s.Name).Order());
            }
            catch (DistributedApplicationException e)
            {
                Assert.All(e.Message.Split(Environment.NewLine), line => Assert.Contains(_names.Append("rate").Append("key"), name => line.Contains($"'{name}'", StringComparison.OrdinalIgnoreCase)));
            }
        }, iter: _models, threads: 1);

    private static async Task<RehearsalPlan> PlanOf(JsonObject template)
    {
        var map = new RehearsalMap(new Dictionary<string, string>(), new Dictionary<string, LocalImage> { ["*"] = new() { EntryPoint = ["/entry"], User = new(1654, 1654) } });
        var parameters = template["Parameters"]!.AsObject().Where(p => p.Value!["Default"] is null).ToDictionary(p => p.Key, _ => "value-12345678");
        return await PlanReader.ReadAsync(template, parameters, new ImageCatalog(map, "/nowhere", new ToolCache(), NullLogger.Instance), Patience.Token);
    }

    private static void Build(IDistributedApplicationBuilder builder, Part[] parts)
    {
        var rate = builder.AddParameter("rate");
        var key = builder.AddParameter("key", secret: true);
        var resources = new List<IResourceBuilder<IResource>>();
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            IResourceBuilder<IResource> resource = part.Kind switch
            {
                Kind.Worker => Extend(builder.AddProject<SampleProject>(_names[i]).WithReplicas(part.Replicas + 1), part, resources),
                Kind.Web => Extend(External(builder.AddProject<WebProject>(_names[i]).WithHttpHealthCheck("/health"), part), part, resources),
                Kind.Container => Extend(External(Volume(builder.AddThing(_names[i]), part).WithHttpEndpoint(port: 9000 + i, targetPort: 80), part), part, resources),
                Kind.Postgres => Volume(builder.AddPostgres(_names[i]), part, "/var/lib/postgresql").AddDatabase($"data{i}", "o'hara"),
                _ => Volume(builder.AddRedis(_names[i], password: part.Has(11) ? key : null), part, "/data"),
            };
            if (resource is IResourceBuilder<IResourceWithEnvironment> variables)
            {
                variables.WithEnvironment("RATE", rate);
                if (part.Has(8))
                {
                    variables.WithEnvironment("ADDRESS", ReferenceExpression.Create($"https://user:{key:uri}@feed.example.com:8443/?rate={rate}"));
                }
            }

            if (part.Has(9) && resource is IResourceBuilder<ProjectResource> project)
            {
                project.WithExplicitStart();
            }

            resources.Add(resource);
        }
    }

    private static IResourceBuilder<T> External<T>(IResourceBuilder<T> builder, Part part) where T : IResourceWithEndpoints =>
        part.IsExternal ? builder.WithExternalHttpEndpoints() : builder;

    private static IResourceBuilder<T> Volume<T>(IResourceBuilder<T> builder, Part part, string folder = "/data") where T : ContainerResource =>
        part.HasVolume ? builder.WithVolume($"{builder.Resource.Name}.files", folder) : builder;

    // Refers to some of those before it, or waits for them.
    private static IResourceBuilder<T> Extend<T>(IResourceBuilder<T> builder, Part part, List<IResourceBuilder<IResource>> before) where T : IResourceWithEnvironment, IResourceWithWaitSupport
    {
        foreach (var (index, other) in before.Index())
        {
            if (part.Has(index) && other is IResourceBuilder<IResourceWithConnectionString> store)
            {
                builder.WithReference(store);
            }
            else if (part.Has(index) && other is IResourceBuilder<IResourceWithServiceDiscovery> server)
            {
                builder.WithReference(server);
            }

            if (part.Has(index + 3))
            {
                builder.WaitFor(other);
            }
            else if (part.Has(10) && other is IResourceBuilder<ProjectResource>)
            {
                builder.WaitForCompletion(other);
            }
        }

        return builder;
    }

    private enum Kind
    {
        Worker,
        Web,
        Container,
        Postgres,
        Redis,
    }

    private sealed record Part(Kind Kind, int Replicas, bool IsExternal, bool HasVolume, int Choices)
    {
        public bool Has(int bit) => (Choices & (1 << bit)) != 0;
    }
}
