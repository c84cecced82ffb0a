using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Amazon.CDK.AWS.Route53;
using Amazon.CDK.AWS.Route53.Targets;
using Constructs;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>A domain that leads to a load balancer: the addresses in its zone, and the certificate that proves it.</summary>
/// <param name="Name">The name under which the load balancer answers.</param>
/// <param name="Certificate">What it proves itself with.</param>
internal sealed record PublicDomain(string Name, ICertificate Certificate)
{
    internal static PublicDomain AddTo(Construct scope, EcsDomain domain, IReadOnlyList<EcsService> services, ApplicationLoadBalancer balancer)
    {
        var hosts = services.Select(s => s.Options.PublicRoute?.Host?.ToLowerInvariant()).OfType<string>().Distinct().ToList();

        // A load balancer of one resource's own has that one's name only.
        var isShared = services.Any(s => !s.Options.OwnLoadBalancer);
        var names = isShared || hosts.Count == 0 ? [domain.Name, .. hosts.Where(h => h != domain.Name)] : hosts;
        var zone = HostedZone.FromHostedZoneAttributes(scope, "Zone", new HostedZoneAttributes { ZoneName = domain.HostedZoneName, HostedZoneId = domain.HostedZoneId });
        foreach (var name in names.Where(n => n == domain.HostedZoneName || n.EndsWith($".{domain.HostedZoneName}", StringComparison.OrdinalIgnoreCase)))
        {
            _ = new ARecord(scope, name == names[0] ? "Address" : $"Address of {name}", new ARecordProps
            {
                Zone = zone,
                RecordName = name,
                Target = RecordTarget.FromAlias(new LoadBalancerTarget(balancer)),
            });
        }

        return new(names[0], domain.CertificateArn is { } arn
            ? Amazon.CDK.AWS.CertificateManager.Certificate.FromCertificateArn(scope, "Certificate", arn)
            : new Certificate(scope, "Certificate", new CertificateProps
            {
                DomainName = names[0],
                SubjectAlternativeNames = names.Count > 1 ? [.. names.Skip(1)] : null,
                Validation = CertificateValidation.FromDns(zone),
            }));
    }
}
