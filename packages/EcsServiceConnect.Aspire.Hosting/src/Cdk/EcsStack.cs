using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Aspire.Hosting;
using Constructs;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>The stack of an application: what all services share, then each service in a construct of the resource's name.</summary>
internal sealed class EcsStack(Stack stack, EcsApplication application, EcsEnvironmentResource environment)
{
    private readonly Dictionary<EcsService, Construct> _scopes = [];
    private readonly Dictionary<EcsService, SecurityGroup> _groups = [];
    private readonly Dictionary<EcsService, CfnResource> _deployed = [];
    private readonly Dictionary<EcsService, string> _hosts = [];
    private readonly Dictionary<EcsService, string> _publicHosts = [];

    internal void Build(IReadOnlyDictionary<EcsService, Action<Stack, EcsServiceConstructs>> customizations)
    {
        EcsStackRules.Check(application, environment);
        var vpc = Network.AddTo(stack, environment);
        var cluster = ServiceCluster.AddTo(stack, environment, vpc);
        var parameters = new ParameterSet(stack, application, environment.KeepData);
        foreach (var service in application.Services)
        {
            _scopes.Add(service, new Construct(stack, service.Name));
            _groups.Add(service, ServiceSecurity.AddGroup(_scopes[service], service, vpc));
        }

        ServiceSecurity.Open(_groups, environment);
        AddManagedStores(vpc, parameters);
        var composed = new ComposedSecrets(stack, _scopes.Where(s => s.Key.ManagedStore is null).ToDictionary());
        var constructs = AddServices(vpc, cluster, parameters, composed);
        AddStandaloneTasks(vpc, cluster, parameters, composed);
        WaitForRulesAndRights(constructs.Values);
        DeployServersFirst();
        StackOutputs.AddTo(stack, environment, cluster);
        foreach (var (service, customize) in customizations)
        {
            customize(stack, constructs.TryGetValue(service, out var made)
                ? made
                : throw new DistributedApplicationException($"Resource '{service.Name}' is published as a {(service.IsStandaloneTask ? "standalone task" : "managed store")}, so there is no ECS service for its PublishAsEcsService to change."));
        }

        ResourceLabels.AddTo(stack, application, environment, _scopes);
    }

    private void AddManagedStores(Vpc vpc, ParameterSet parameters)
    {
        foreach (var (service, scope) in _scopes.Where(s => s.Key.ManagedStore is not null))
        {
            var store = service.ManagedStore!.AddTo(scope, service, environment, vpc, _groups[service], parameters);
            _hosts.Add(service, store.Address);
            _deployed.Add(service, store.Resource);
        }
    }

    private Dictionary<EcsService, EcsServiceConstructs> AddServices(Vpc vpc, ServiceCluster cluster, ParameterSet parameters, ComposedSecrets composed)
    {
        var values = new ValueWriter(parameters, _hosts);
        var result = new Dictionary<EcsService, EcsServiceConstructs>();
        foreach (var (service, scope) in _scopes.Where(s => s.Key is { ManagedStore: null, IsStandaloneTask: false }))
        {
            var logs = ServiceLogs.AddGroup(scope, environment, service.Name);
            var task = ServiceTask.AddTo(scope, service, environment, parameters, composed, values, logs);
            var fargateService = EcsServices.AddTo(scope, service, environment, cluster, task, _groups[service], logs);
            if (service.Volumes.Count > 0)
            {
                var storage = ServiceStorage.AddTo(scope, service, environment, vpc, _groups[service]);
                storage.MountIn(service, task.Definition, task.Container);
                fargateService.Node.AddDependency(storage.MountTargets, storage.SecurityGroup);
            }

            if (service.Ports.FirstOrDefault(p => p.IsExternal) is { } port)
            {
                var host = LoadBalancer.AddTo(scope, service, port, environment, vpc, fargateService);
                _publicHosts.Add(service, host);
                StackOutputs.Add(stack, $"{LogicalName.Of(service.Name)}Url", $"Where {service.Name} answers", $"{environment.PublicScheme}://{host}");
            }

            ServiceScaling.AddTo(fargateService, service, application, environment);
            StackOutputs.Add(stack, $"{LogicalName.Of(service.Name)}LogGroup", $"The logs of {service.Name} and of its proxy", logs.LogGroupName);
            _deployed.Add(service, EcsServices.Resource(fargateService));
            result.Add(service, new(fargateService, task.Definition, task.Container, _groups[service]));
        }

        return result;
    }

    private void AddStandaloneTasks(Vpc vpc, ServiceCluster cluster, ParameterSet parameters, ComposedSecrets composed)
    {
        var values = new ValueWriter(parameters, _hosts.Concat(_publicHosts).ToDictionary());
        foreach (var (service, scope) in _scopes.Where(s => s.Key.IsStandaloneTask))
        {
            var logs = ServiceLogs.AddGroup(scope, environment, service.Name);
            var task = ServiceTask.AddTo(scope, service, environment, parameters, composed, values, logs).Definition;
            _deployed.Add(service, (CfnResource)task.Node.DefaultChild!);
            StackOutputs.Add(stack, $"{LogicalName.Of(service.Name)}Run", $"Runs {service.Name} once", StandaloneTasks.RunCommand(task, cluster, vpc, _groups[service]));
            StackOutputs.Add(stack, $"{LogicalName.Of(service.Name)}LogGroup", $"The logs of {service.Name}", logs.LogGroupName);
        }
    }

    /// <summary>A task that starts before its security group's rules and its roles' rights are there fails: they are resources of their own.</summary>
    private static void WaitForRulesAndRights(IEnumerable<EcsServiceConstructs> services)
    {
        foreach (var service in services)
        {
            var rules = service.SecurityGroup.Node.Children.Where(child => child is CfnSecurityGroupIngress or CfnSecurityGroupEgress);
            service.FargateService.Node.AddDependency([.. rules, service.TaskDefinition.TaskRole, service.TaskDefinition.ObtainExecutionRole()]);
        }
    }

    /// <summary>
    /// A running task can't resolve a name that is added after its start, so servers are deployed before their clients.
    /// In a cycle one has to come first: the application's order of services says which.
    /// </summary>
    private void DeployServersFirst()
    {
        var earlier = new HashSet<EcsService>();
        foreach (var client in application.Services)
        {
            foreach (var server in client.References.Select(r => r.Server).Where(earlier.Contains).Distinct())
            {
                _deployed[client].Node.AddDependency(_deployed[server]);
            }

            earlier.Add(client);
        }
    }
}
