using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds .NET projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project that the AppHost's project file references.</summary>
    /// <typeparam name="TProject">The class that the build makes for the project, such as <c>Projects.Yelb_Api</c>.</typeparam>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, [ResourceName] string name) where TProject : IProjectMetadata, new()
    {
        var project = builder.AddResource(new ProjectResource(name)).WithAnnotation(new TProject());
        if (builder.ExecutionContext.IsPublishMode)
        {
            // A container of the .NET images listens where HTTP_PORTS says.
            project.WithEnvironment(context =>
            {
                if (project.Resource.GetEndpoints().FirstOrDefault(e => e.IsHttp) is { } endpoint)
                {
                    context.EnvironmentVariables["HTTP_PORTS"] = ReferenceExpression.Create($"{endpoint.Property(EndpointProperty.TargetPort)}");
                }

                context.EnvironmentVariables["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true";
                context.EnvironmentVariables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
            });
        }

        return project;
    }

    /// <summary>Runs several copies of a project.</summary>
    /// <param name="builder">The project.</param>
    /// <param name="replicas">How many, at least 1.</param>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        return builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);
    }
}
