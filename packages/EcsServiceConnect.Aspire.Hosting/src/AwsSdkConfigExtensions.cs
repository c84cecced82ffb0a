using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.AWS;
using EcsServiceConnect.Hosting;

namespace Aspire.Hosting;

/// <summary>Takes an ECS environment's region and profile from Aspire.Hosting.AWS. Part of the build where <c>UseAspireHostingAws</c> is true.</summary>
public static class AwsSdkConfigExtensions
{
    /// <summary>Deploys with the region and the profile of an AWS configuration, as <c>AddAWSSDKConfig</c> makes it.</summary>
    /// <param name="builder">The environment.</param>
    /// <param name="awsSdkConfig">The configuration; what it leaves open stays as the environment has it.</param>
    /// <returns>The environment.</returns>
    public static IResourceBuilder<EcsEnvironmentResource> WithReference(this IResourceBuilder<EcsEnvironmentResource> builder, IAWSSDKConfig awsSdkConfig)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(awsSdkConfig);
        builder.Resource.Region = awsSdkConfig.Region?.SystemName ?? builder.Resource.Region;
        builder.Resource.Profile = awsSdkConfig.Profile ?? builder.Resource.Profile;
        return builder;
    }
}
