using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using EcsServiceConnect.Hosting;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Hosting.Rehearsing;
using EcsServiceConnect.Rehearsal.Contract;
using Microsoft.Extensions.DependencyInjection;

namespace Yelb.Tests.Ecs;

/// <summary>Yelb with a line more in its AppHost, about telemetry.</summary>
/// <param name="Template">Its template.</param>
/// <param name="Images">What a rehearsal of it runs for the images of that line.</param>
internal sealed record ObservedYelb(JsonObject Template, IReadOnlyDictionary<string, LocalImage> Images)
{
    public static async Task<ObservedYelb> PublishAsync(Action<IResourceBuilder<EcsEnvironmentResource>> telemetry)
    {
        // With no step named, Aspire would go on to all of them, images and deployment too.
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Yelb_AppHost>(["--operation", "publish", "--step", "read-yelb", "--output-path", Path.GetTempPath()], Patience.Token);
        var environment = builder.Resources.OfType<EcsEnvironmentResource>().Single();
        telemetry(builder.CreateResourceBuilder(environment));
        await using var application = await builder.BuildAsync(Patience.Token);
        var read = await new EcsApplicationReader(environment, application.Services.GetRequiredService<DistributedApplicationExecutionContext>())
            .ReadAsync(application.Services.GetRequiredService<DistributedApplicationModel>(), Patience.Token);
        return new(JsonNode.Parse(TestSupport.Stacks.Template.Of(read).Text)!.AsObject(), RehearsedTelemetry.Images(environment, read));
    }
}
