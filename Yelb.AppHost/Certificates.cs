namespace Yelb.AppHost;

/// <summary>
/// Nothing of Yelb speaks TLS on this machine. Aspire expects of every project that it may, and where the developer has no
/// trusted certificate its dashboard would begin with an error about that.
/// </summary>
internal static class Certificates
{
    public static void LeaveOutCertificates(this IDistributedApplicationBuilder builder)
    {
        foreach (var project in builder.Resources.OfType<ProjectResource>())
        {
            builder.CreateResourceBuilder(project).WithoutHttpsCertificate();
        }
    }
}
