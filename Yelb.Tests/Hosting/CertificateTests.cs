using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Yelb.Tests.Hosting;

/// <summary>No developer certificate is needed: where there is none, the dashboard has nothing to complain about.</summary>
public sealed class CertificateTests(YelbApplication yelb)
{
    [Fact]
    public void No_resource_asks_for_a_developer_certificate()
    {
        // What Aspire looks at before it warns.
        var resources = yelb.Application.Services.GetRequiredService<DistributedApplicationModel>().Resources;
#pragma warning disable ASPIRECERTIFICATES001
        var able = resources.Where(r => r.Annotations.OfType<HttpsCertificateConfigurationCallbackAnnotation>().Any()).ToList();

        Assert.Contains(able, r => r.Name == "yelb-ui");
        Assert.Contains(able, r => r.Name == "yelb-redis");
        Assert.All(able, r => Assert.False(r.Annotations.OfType<HttpsCertificateAnnotation>().LastOrDefault()?.UseDeveloperCertificate ?? true));
#pragma warning restore ASPIRECERTIFICATES001
        Assert.DoesNotContain(resources.SelectMany(r => r.Annotations.OfType<EndpointAnnotation>()), e => e.UriScheme == "https");
    }
}
