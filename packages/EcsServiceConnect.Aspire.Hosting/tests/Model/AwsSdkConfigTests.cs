using Aspire.Hosting;

namespace EcsServiceConnect.Hosting.Tests.Model;

/// <summary>Region and profile from Aspire.Hosting.AWS. Part of the build where <c>UseAspireHostingAws</c> is true.</summary>
public sealed class AwsSdkConfigTests
{
    [Fact]
    public void The_environment_takes_region_and_profile_of_an_AWS_configuration()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = ["--operation", "publish"] });
        var aws = builder.AddAWSSDKConfig().WithProfile("demo").WithRegion(Amazon.RegionEndpoint.EUWest1);

        var environment = builder.AddEcsEnvironment("test").WithReference(aws).Resource;

        Assert.Equal(("eu-west-1", "demo"), (environment.Region, environment.Profile));
    }
}
