using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Hosting;
using EcsServiceConnect.Hosting.Cdk;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Hosting.Publishing;

namespace Aspire.Hosting;

/// <summary>Publishes an application to Amazon ECS with Service Connect.</summary>
public static class EcsEnvironmentExtensions
{
    /// <summary>Adds an ECS cluster that the application is published to. In run mode it does nothing.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The name of the stack, the cluster and the Cloud Map namespace.</param>
    public static IResourceBuilder<EcsEnvironmentResource> AddEcsEnvironment(this IDistributedApplicationBuilder builder, [ResourceName] string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var environment = new EcsEnvironmentResource(name) { AppHostDirectory = builder.AppHostDirectory, AppHostAssembly = builder.AppHostAssembly };
        if (builder.ExecutionContext.IsRunMode)
        {
            return builder.CreateResourceBuilder(environment);
        }

        CdkRuntime.StartAhead();
        PipelineRun.AddTo(builder);
        return builder.AddResource(environment);
    }

    /// <summary>Sets the environment's properties.</summary>
    public static IResourceBuilder<EcsEnvironmentResource> WithProperties(this IResourceBuilder<EcsEnvironmentResource> builder, Action<EcsEnvironmentResource> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        configure(builder.Resource);
        return builder;
    }

    /// <summary>Says how a resource runs as an ECS service: its size, number, scaling, timeouts.</summary>
    public static IResourceBuilder<T> PublishAsEcsService<T>(this IResourceBuilder<T> builder, Action<EcsServiceOptions> configure) where T : IComputeResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        if (builder.Resource.Annotations.OfType<EcsServiceOptions>().SingleOrDefault() is not { } options)
        {
            options = new EcsServiceOptions();
            builder.WithAnnotation(options);
        }

        configure(options);
        return builder;
    }

    /// <summary>Changes a resource's CDK constructs after they are made, for what <see cref="EcsServiceOptions"/> does not have.</summary>
    public static IResourceBuilder<T> PublishAsEcsService<T>(this IResourceBuilder<T> builder, Action<Amazon.CDK.Stack, EcsServiceConstructs> customize) where T : IComputeResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(customize);
        return builder.WithAnnotation(new EcsServiceCustomization(customize));
    }

    /// <summary>
    /// Accepts what a rule finds at a resource: the publish says so with the reason, and goes on. For a rule that is right
    /// in general and wrong here; the message that stops a publish ends with the rule's name.
    /// </summary>
    /// <param name="builder">The resource.</param>
    /// <param name="rule">The rule's name, such as <c>plain-text-secret</c>.</param>
    /// <param name="reason">Why it is right here, for those who read it later.</param>
    /// <exception cref="ArgumentException">The rule or the reason is empty.</exception>
    public static IResourceBuilder<T> AcceptEcsRule<T>(this IResourceBuilder<T> builder, string rule, string reason) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(rule);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return builder.WithAnnotation(new EcsAcceptedRule(rule, reason));
    }
}
