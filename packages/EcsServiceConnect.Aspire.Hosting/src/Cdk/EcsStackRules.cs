using Aspire.Hosting;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>What no stack can be written for, whatever its template would be.</summary>
internal static class EcsStackRules
{
    /// <exception cref="DistributedApplicationException">Something can't be written; the message says what to change.</exception>
    internal static void Check(EcsApplication application, EcsEnvironmentResource environment)
    {
        if (environment.AvailabilityZones is < 2 or > 6)
        {
            throw new DistributedApplicationException($"Environment '{environment.Name}' has {environment.AvailabilityZones} availability zones: a load balancer needs 2, and no region has more than 6.");
        }

        if (environment.NatGateways < 0 || environment.NatGateways > environment.AvailabilityZones)
        {
            throw new DistributedApplicationException($"Environment '{environment.Name}' has {environment.NatGateways} NAT gateways: set 0, or up to one for each of its {environment.AvailabilityZones} availability zones.");
        }

        if (environment.ExistingVpc is { } vpc && (vpc.PrivateSubnetIds.Count < 2 || (application.Services.Any(s => s.PublicPorts.Any()) && vpc.PublicSubnetIds.Count != vpc.PrivateSubnetIds.Count)))
        {
            throw new DistributedApplicationException($"Environment '{environment.Name}' is to run in the VPC '{vpc.VpcId}' with {vpc.PrivateSubnetIds.Count} private and {vpc.PublicSubnetIds.Count} public subnets: name two or more private ones, and as many public ones where a resource is external.");
        }

        foreach (var volume in application.Services.SelectMany(s => s.Volumes.Select(v => (Service: s.Name, v.Name))).GroupBy(v => v.Name).Where(g => g.Count() > 1))
        {
            throw new DistributedApplicationException($"The volume '{volume.Key}' is mounted by {string.Join(" and ", volume.Select(v => $"'{v.Service}'"))}, and each service has volumes of its own: name them differently.");
        }

        CheckNames(application);
    }

    // A template's parameters have names of letters and digits only, so two of the AppHost's may become one.
    private static void CheckNames(EcsApplication application)
    {
        var names = application.Parameters.Where(p => !p.IsGenerated).Select(p => (Name: p.LogicalId, What: $"the parameter '{p.Name}'"))
            .Concat(application.Services.Where(s => s.Image is EcsPushedImage).Select(s => (Name: ((EcsPushedImage)s.Image).ParameterName, What: $"the image of '{s.Name}'")))
            .Append((Name: "BootstrapVersion", What: "the CDK's own parameter"));
        if (names.GroupBy(n => n.Name).FirstOrDefault(g => g.Count() > 1) is { } parameters)
        {
            throw new DistributedApplicationException($"{string.Join(" and ", parameters.Select(p => p.What))} are both called '{parameters.Key}' in the stack: rename one.");
        }

        if (application.Services.GroupBy(s => LogicalName.Of(s.Name)).FirstOrDefault(g => g.Count() > 1) is { } services)
        {
            throw new DistributedApplicationException($"{string.Join(" and ", services.Select(s => $"'{s.Name}'"))} are both called '{services.Key}' in the stack's outputs: rename one.");
        }
    }
}
