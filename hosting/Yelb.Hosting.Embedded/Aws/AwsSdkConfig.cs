using Amazon;
using Aspire.Hosting.AWS;

namespace Aspire.Hosting.AWS
{
    /// <summary>Which AWS account and region the application uses.</summary>
    public interface IAWSSDKConfig
    {
        /// <summary>The profile of the credentials; null for the default one.</summary>
        string? Profile { get; set; }

        /// <summary>The region; null for the profile's.</summary>
        RegionEndpoint? Region { get; set; }
    }

    internal sealed class AwsSdkConfig : IAWSSDKConfig
    {
        public string? Profile { get; set; }

        public RegionEndpoint? Region { get; set; }
    }
}

namespace Aspire.Hosting
{
    /// <summary>Says which AWS account and region the application uses.</summary>
    public static class SDKResourceExtensions
    {
        /// <summary>Makes a configuration for others to refer to.</summary>
        public static IAWSSDKConfig AddAWSSDKConfig(this IDistributedApplicationBuilder builder) => new AwsSdkConfig();

        /// <summary>Sets the profile.</summary>
        public static IAWSSDKConfig WithProfile(this IAWSSDKConfig config, string profile)
        {
            config.Profile = profile;
            return config;
        }

        /// <summary>Sets the region.</summary>
        public static IAWSSDKConfig WithRegion(this IAWSSDKConfig config, RegionEndpoint region)
        {
            config.Region = region;
            return config;
        }
    }
}
