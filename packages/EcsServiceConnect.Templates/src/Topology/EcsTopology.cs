using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Permissions;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>What a template says of ECS: services, what they serve, what they refer to, and what opens the way between them.</summary>
internal sealed class EcsTopology
{
    private readonly Dictionary<string, SecurityGroup> _securityGroups;
    private readonly Dictionary<string, RolePermissions> _permissions = [];

    public EcsTopology(CloudFormationTemplate template)
    {
        Template = template;
        Secrets = new Secrets(template);
        Namespaces = new Namespaces(template);
        _securityGroups = template.OfType("AWS::EC2::SecurityGroup").ToDictionary(g => g.LogicalId, g => new SecurityGroup(template, g));
        TaskDefinitions = [.. template.OfType("AWS::ECS::TaskDefinition").Select(t => new TaskDefinition(t))];
        var scaling = template.OfType("AWS::ApplicationAutoScaling::ScalableTarget").ToList();
        Services =
        [
            .. template.OfType("AWS::ECS::Service").Select(s => new ServiceDefinition(
                s,
                TaskDefinitions.FirstOrDefault(t => t.Resource.LogicalId == s["TaskDefinition"].Target)
                    ?? TaskDefinitions.FirstOrDefault(t => t.Resource["Family"].Text is { Length: > 0 } family && family == s["TaskDefinition"].Text),
                template.Find(s["Cluster"].Target, "AWS::ECS::Cluster"),
                [.. scaling.Where(t => Scales(t, s)).Select(t => new ScalingTarget(t))],
                Namespaces)),
        ];
        Endpoints = [.. Services.SelectMany(s => s.Endpoints)];
        NamespaceNames = [.. Services.Select(s => s.Namespace).OfType<string>().Distinct().Select(Namespaces.NameOf).OfType<string>()];
        References = [.. Services.SelectMany(s => Topology.References.ToServices(s, this))];
        StoreReferences = [.. Services.SelectMany(s => Topology.References.ToStores(s, this))];
    }

    public CloudFormationTemplate Template { get; }

    public IReadOnlyList<ServiceDefinition> Services { get; }

    public IReadOnlyList<TaskDefinition> TaskDefinitions { get; }

    public IReadOnlyCollection<SecurityGroup> SecurityGroups => _securityGroups.Values;

    public Secrets Secrets { get; }

    public Namespaces Namespaces { get; }

    /// <summary>The names of the namespaces that services are in.</summary>
    public IReadOnlyList<string> NamespaceNames { get; }

    /// <summary>What is served over Service Connect.</summary>
    public IReadOnlyList<Endpoint> Endpoints { get; }

    public IReadOnlyList<ServiceReference> References { get; }

    public IReadOnlyList<StoreReference> StoreReferences { get; }

    /// <summary>The group with that key; null where it is not in the template.</summary>
    public SecurityGroup? FindSecurityGroup(string key) => _securityGroups.GetValueOrDefault(key);

    /// <summary>Whether all who could have a name that a service dials are in the template, so that nobody has one that none of them has.</summary>
    public bool KnowsNamesOf(ServiceDefinition client, NetworkAddress address) =>
        !client.HasUnknownConnect && !Endpoints.Any(e => e.Service.Namespace == client.Namespace && (e.Service.HasUnknownConnect || e.Aliases.Any(a => a.DnsName.Contains(Placeholder.Open))))
        && (client.IsConnected
            ? client.Namespace is not { } joined || Namespaces.IsOwn(joined) && !Namespaces.IsRegistered(joined, address.Host)
            // Without Service Connect a name may be of anybody's making; where others have it, this one lacks it.
            : Endpoints.Count > 0);

    /// <summary>What the role that a property names may do; null where it is not in the template.</summary>
    public RolePermissions? PermissionsOf(TemplateValue role)
    {
        if (Template.Find(role.Target, "AWS::IAM::Role") is not { } resource)
        {
            return null;
        }

        if (!_permissions.TryGetValue(resource.LogicalId, out var permissions))
        {
            permissions = new RolePermissions(Template, resource);
            _permissions.Add(resource.LogicalId, permissions);
        }

        return permissions;
    }

    /// <summary>The services that run a task definition.</summary>
    public IEnumerable<ServiceDefinition> ServicesOf(TaskDefinition task) => Services.Where(s => s.TaskDefinition == task);

    /// <summary>Whether a service of another stack may run a task definition: it is handed on.</summary>
    public bool IsRunElsewhere(TaskDefinition task) => Template.IsHandedOn(task.Resource.LogicalId);

    /// <summary>What a resource is called in AppHost.cs; where the template does not say it, a service's own name, for a task definition that of the service which runs it, else the logical id.</summary>
    public string NameOf(TemplateResource resource) =>
        resource.AspireResource
        ?? (Services.FirstOrDefault(s => s.Resource == resource) is { } service ? service.TaskDefinition?.Resource.AspireResource ?? service.GivenName : null)
        ?? (Services.FirstOrDefault(s => s.TaskDefinition?.Resource == resource) is { } runner ? NameOf(runner) : null)
        ?? resource.LogicalId;

    public string NameOf(ServiceDefinition service) => NameOf(service.Resource);

    public TemplateViolation Violation(string rule, TemplateResource resource, string message) => Violation(rule, resource.LogicalId, NameOf(resource), message);

    public TemplateViolation Violation(string rule, ServiceDefinition service, string message) => Violation(rule, service.Resource, message);

    /// <summary>A fault of a task definition, told of the service that runs it where the template names no resource.</summary>
    public TemplateViolation Violation(string rule, TaskDefinition task, string message) => Violation(rule, task.Resource, message);

    private static TemplateViolation Violation(string rule, string logicalId, string name, string message) => new(rule, logicalId, $"{name}: {Placeholder.Readable(message)}", name);

    private static bool Scales(TemplateResource target, TemplateResource service)
    {
        var last = target["ResourceId"].Text?.Split('/')[^1];
        return last is not null && (Placeholder.TargetOf(last) == service.LogicalId || last == service["ServiceName"].Text);
    }
}
