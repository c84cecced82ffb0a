using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Hosting.Model;
using Microsoft.Extensions.DependencyInjection;

namespace EcsServiceConnect.Hosting.Tests.Model;

/// <summary>An AppHost of a test's own, read as for publishing.</summary>
internal static class PublishedModel
{
    public static async Task<EcsApplication> ReadAsync(Action<IDistributedApplicationBuilder> model, EcsDomain? domain = null)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = ["--operation", "publish"] });
        model(builder);
        var own = builder.Resources.OfType<EcsEnvironmentResource>().FirstOrDefault() ?? new EcsEnvironmentResource("test") { Domain = domain };
        var environment = builder.CreateResourceBuilder(own).WithPostgresAndRedis().Resource;
        await using var application = builder.Build();
        var executionContext = application.Services.GetRequiredService<DistributedApplicationExecutionContext>();
        return await new EcsApplicationReader(environment, executionContext)
            .ReadAsync(application.Services.GetRequiredService<DistributedApplicationModel>(), Patience.Token);
    }

    public static EcsService Service(this EcsApplication application, string name) => application.Services.Single(s => s.Name == name);

    /// <summary>What the value of a parameter has to be made of.</summary>
    public static ParameterConstraint? Constraint(this EcsApplication application, string parameter) =>
        ParameterConstraint.Of(application.Parameters.Single(p => p.Name == parameter), application.Services);

    /// <summary>A value as text, with what is known only in AWS in angle brackets.</summary>
    public static string Text(this EcsService service, string variable) => string.Concat(service.Variables.Single(v => v.Name == variable).Value.Parts.Select(p => p switch
    {
        EcsText text => text.Text,
        EcsHostPart host => $"<{host.Service.Name}>",
        EcsPublicHostPart host => $"<public {host.Service.Name}>",
        EcsParameterPart parameter => $"<{parameter.Parameter.Name}>",
        _ => throw new InvalidOperationException($"Unknown part {p}."),
    }));

    /// <summary>A container with an image of a fixed tag.</summary>
    public static IResourceBuilder<ContainerResource> AddThing(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddResource(new ContainerResource(name)).WithImage("things/thing", "1.0");
}
