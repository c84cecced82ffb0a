using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EcsServiceConnect.Rehearsal.LoadBalancing;

/// <summary>Stands in for a certificate of AWS Certificate Manager, whose private keys nobody gets: clients have to be told to trust it.</summary>
internal static class SelfSignedCertificate
{
    private static readonly ConcurrentDictionary<string, byte> _made = [];

    /// <summary>Whether this process made it.</summary>
    public static bool IsOurs(X509Certificate? certificate) => certificate is not null && _made.ContainsKey(certificate.GetCertHashString(HashAlgorithmName.SHA256));

    /// <summary>For `localhost` and 127.0.0.1, for a day, only in memory.</summary>
    public static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(1));
        _made.TryAdd(made.GetCertHashString(HashAlgorithmName.SHA256), 0);
        return made;
    }
}
