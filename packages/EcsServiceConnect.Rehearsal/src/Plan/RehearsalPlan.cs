using System.Globalization;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Images;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>What of a template is rehearsed: everything resolved, as AWS would have it after a deployment.</summary>
/// <param name="Services">The ECS services.</param>
/// <param name="LoadBalancers">The application load balancers.</param>
/// <param name="SecurityGroups">The security groups by their keys.</param>
/// <param name="NotRehearsed">What is in the template and is not rehearsed: a line for each.</param>
/// <param name="Secrets">The values that nobody may see in plain text, such as generated passwords.</param>
internal sealed record RehearsalPlan(
    IReadOnlyList<ServicePlan> Services,
    IReadOnlyList<LoadBalancerPlan> LoadBalancers,
    IReadOnlyDictionary<string, SecurityGroup> SecurityGroups,
    IReadOnlyList<string> NotRehearsed,
    IReadOnlyCollection<string> Secrets)
{
    /// <summary>What the map says that a service dials: the service's name, a host and a port.</summary>
    public IReadOnlyList<(string Service, string Host, int Port)> Declared { get; init; } = [];

    /// <summary>The alarms that deployments name and that are played.</summary>
    public IReadOnlyList<AlarmPlan> Alarms { get; init; } = [];

    /// <summary>What to run for an image that somebody deploys later.</summary>
    public required ImageCatalog Images { get; init; }

    /// <summary>With what the map says that services dial.</summary>
    /// <exception cref="RehearsalException">There is no such service, or it is no address.</exception>
    public RehearsalPlan With(IReadOnlyDictionary<string, IReadOnlyList<string>> references) => this with
    {
        Declared =
        [
            .. from reference in references
               let service = Services.Any(s => s.Name == reference.Key)
                   ? reference.Key
                   : throw new RehearsalException($"\"references\" of the map: there is no service {reference.Key}; there are {string.Join(", ", Services.Select(s => s.Name))}.")
               from address in reference.Value
               let parts = address.Split(':')
               select parts is [{ Length: > 0 } host, var text] && ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                   ? (service, host, (int)port)
                   : throw new RehearsalException($"\"references\" of the map: '{address}' of {service} is no host:port, such as db:5432."),
        ],
    };
}
