using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Yelb.Hosting.Ecs.Rehearsal.LoadBalancing;

/// <summary>Stands in for a certificate of AWS Certificate Manager, whose private keys nobody gets: clients have to be told to trust it.</summary>
internal static class SelfSignedCertificate
{
    /// <summary>For `localhost` and 127.0.0.1, for a day, only in memory.</summary>
    public static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(1));
    }
}
