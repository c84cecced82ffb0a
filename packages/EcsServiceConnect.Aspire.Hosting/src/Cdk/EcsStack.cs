using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Aspire.Hosting;
using Constructs;
using EcsServiceConnect.Hosting.Alarms;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>The stack of an application: what all services share, then each service in a construct of the resource's name.</summary>
internal sealed class EcsStack(Stack stack, EcsApplication application, EcsEnvironmentResource environment)
{
    private const string SharedLoadBalancer = "LoadBalancer";
    private const string SharedAlarms = "Alarms";

    private readonly Dictionary<EcsService, Construct> _scopes = [];
    private readonly Dictionary<EcsService, SecurityGroup> _groups = [];
    private readonly Dictionary<EcsService, CfnResource> _deployed = [];
    private readonly Dictionary<EcsService, string> _hosts = [];
    private readonly Dictionary<EcsService, LoadBalancer> _loadBalancers = [];
    private readonly MetricNames _metricNames = new();

    internal void Build(IReadOnlyDictionary<EcsService, Action<Stack, EcsServiceConstructs>> customizations)
    {
        EcsStackRules.Check(application, environment);
        var vpc = Network.AddTo(stack, application, environment);
        var cluster = ServiceCluster.AddTo(stack, environment, vpc);
        var shared = AddSharedLoadBalancer(vpc);
        var alarms = environment.Alarms is null ? null : new Construct(stack, SharedAlarms);
        var parameters = new ParameterSet(stack, application, environment.KeepData);
        foreach (var service in application.Services)
        {
            _scopes.Add(service, StackScope.Add(stack, service.Name));
            _groups.Add(service, ServiceSecurity.AddGroup(_scopes[service], service, vpc));
        }

        ServiceSecurity.Open(_groups);
        AddManagedStores(vpc, parameters);
        AddLoadBalancers(vpc, shared);
        var values = new ValueWriter(parameters, _hosts, _loadBalancers.ToDictionary(b => b.Key, b => b.Value.HostOf(b.Key)));
        var composed = new ComposedSecrets(stack, _scopes.Where(s => s.Key.ManagedStore is null).ToDictionary());
        var constructs = AddServices(vpc, cluster, parameters, values, composed);
        AddStandaloneTasks(vpc, cluster, parameters, values, composed);
        WaitForRulesAndRights(constructs.Values);
        DeployServersFirst();
        if (alarms is not null)
        {
            AddAlarms(alarms, cluster);
        }

        StackOutputs.AddTo(stack, cluster);
        foreach (var (service, customize) in customizations)
        {
            customize(stack, constructs.TryGetValue(service, out var made)
                ? made
                : throw new DistributedApplicationException($"Resource '{service.Name}' is published as a {(service.IsStandaloneTask ? "standalone task" : "managed store")}, so there is no ECS service for its PublishAsEcsService to change."));
        }

        ResourceLabels.AddTo(stack, application, environment, _scopes, parameters.Scopes, new[] { shared?.Construct.Node.Scope, alarms }.OfType<Construct>());
    }

    private void AddAlarms(Construct shared, ServiceCluster cluster)
    {
        _metricNames.Add(EcsDimensionValue.Cluster, null, cluster.Cluster.ClusterName);
        foreach (var (service, balancer) in _loadBalancers)
        {
            _metricNames.Add(EcsDimensionValue.LoadBalancer, service, balancer.Construct.LoadBalancerFullName);
            foreach (var targets in _scopes[service].Node.Children.OfType<ApplicationTargetGroup>())
            {
                _metricNames.Add(EcsDimensionValue.TargetGroups, service, targets.TargetGroupFullName);
            }
        }

        FailedTasks.AddTo(shared, _scopes.Where(s => s.Key is { ManagedStore: null, IsStandaloneTask: false }), cluster, environment, _metricNames);
        new StackAlarmWriter(application, environment, _metricNames).AddTo(shared, _scopes, _deployed);
    }

    private void AddManagedStores(IVpc vpc, ParameterSet parameters)
    {
        foreach (var (service, scope) in _scopes.Where(s => s.Key.ManagedStore is not null))
        {
            var store = service.ManagedStore!.AddTo(scope, service, environment, vpc, _groups[service], parameters);
            _hosts.Add(service, store.Address);
            _deployed.Add(service, store.Resource);
            _metricNames.Add(EcsDimensionValue.ManagedStore, service, store.Resource.Ref);
        }
    }

    private LoadBalancer? AddSharedLoadBalancer(IVpc vpc)
    {
        var services = application.Services.Where(s => s.PublicPorts.Any() && !s.Options.OwnLoadBalancer).ToList();
        return services.Count == 0 ? null : LoadBalancer.AddTo(new Construct(stack, SharedLoadBalancer), services, environment, vpc);
    }

    // Before any task, whose variables may have their names.
    private void AddLoadBalancers(IVpc vpc, LoadBalancer? shared)
    {
        foreach (var (service, scope) in _scopes.Where(s => s.Key.PublicPorts.Any()))
        {
            var balancer = service.Options.OwnLoadBalancer ? LoadBalancer.AddTo(scope, [service], environment, vpc) : shared!;
            _loadBalancers.Add(service, balancer);
            foreach (var port in service.PublicPorts)
            {
                StackOutputs.Add(stack, PublicUrl.Output(service, port), $"Where {service.Name} answers", PublicUrl.Of(port, environment, balancer.HostOf(service)));
            }
        }
    }

    private Dictionary<EcsService, EcsServiceConstructs> AddServices(IVpc vpc, ServiceCluster cluster, ParameterSet parameters, ValueWriter values, ComposedSecrets composed)
    {
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
                _metricNames.Add(EcsDimensionValue.FileSystem, service, storage.FileSystemId);
                fargateService.Node.AddDependency(storage.MountTargets, storage.SecurityGroup);
            }

            var balancer = _loadBalancers.GetValueOrDefault(service);
            var targets = balancer is null ? null : LoadBalancerTargets.AddTo(scope, service, environment, vpc, balancer, fargateService);

            RollbackAlarms.AddTo(scope, service, application, environment, fargateService, balancer);
            ServiceScaling.AddTo(fargateService, service, application, environment);
            StackOutputs.Add(stack, $"{LogicalName.Of(service.Name)}LogGroup", $"The logs of {service.Name} and of its proxy", logs.LogGroupName);
            TokenPages.AddTo(stack, service, cluster, application, parameters);
            CloudWatchExports.AddTo(scope, service, environment, task.Definition, fargateService);
            _deployed.Add(service, EcsServices.Resource(fargateService));
            result.Add(service, new(fargateService, task.Definition, task.Container, _groups[service])
            {
                LoadBalancer = balancer?.Construct,
                Listener = balancer?.Listener(service.PublicPorts.First().Public!.Port),
                TargetGroup = targets,
            });
        }

        return result;
    }

    private void AddStandaloneTasks(IVpc vpc, ServiceCluster cluster, ParameterSet parameters, ValueWriter values, ComposedSecrets composed)
    {
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
