using System.Diagnostics;
using EcsServiceConnect.Rehearsal.Checking;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Deployments;
using EcsServiceConnect.Rehearsal.LoadBalancing;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.ServiceConnect;
using EcsServiceConnect.Rehearsal.Services;

namespace EcsServiceConnect.Rehearsal;

/// <summary>A stack that runs on this machine as it would in AWS. Disposing it takes all of it away.</summary>
internal sealed class RehearsedStack : IAsyncDisposable
{
    // Bake times are hours at times; nobody waits for them here.
    private static readonly TimeSpan _longestShift = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<string, RehearsedService> _services = [];
    private readonly List<Task> _running = [];
    private readonly StackResources _stack;
    private readonly List<ApplicationLoadBalancer> _loadBalancers;

    private RehearsedStack(RehearsalPlan plan, StackResources stack, List<ApplicationLoadBalancer> loadBalancers)
    {
        Plan = plan;
        _stack = stack;
        _loadBalancers = loadBalancers;
    }

    public RehearsalPlan Plan { get; }

    public StackResources Resources => _stack;

    public IReadOnlyList<ApplicationLoadBalancer> LoadBalancers => _loadBalancers;

    /// <summary>Those that are created, in the order of the template.</summary>
    public IReadOnlyList<RehearsedService> Services
    {
        get
        {
            lock (_services)
            {
                return [.. Plan.Services.Select(s => _services.GetValueOrDefault(s.Name)).OfType<RehearsedService>()];
            }
        }
    }

    /// <summary>Makes the network and the load balancers. No service is there yet.</summary>
    /// <exception cref="ProcessesAndTools.MachineException">This machine can't rehearse it: why.</exception>
    public static async Task<RehearsedStack> BeginAsync(RehearsalPlan plan, RehearsalClock clock, RehearsalFiles files, EventLog events)
    {
        var vpc = await Vpc.CreateAsync(plan.SecurityGroups).ConfigureAwait(false);
        var loadBalancers = new List<ApplicationLoadBalancer>();
        foreach (var loadBalancer in plan.LoadBalancers)
        {
            var network = await vpc.AttachAsync(loadBalancer.Name, loadBalancer.SecurityGroups).ConfigureAwait(false);
            loadBalancers.Add(await ApplicationLoadBalancer.StartAsync(loadBalancer, network, clock).ConfigureAwait(false));
        }

        var stack = new StackResources(
            vpc,
            plan.Services.Select(s => s.Namespace).OfType<string>().Distinct().ToDictionary(n => n, _ => new CloudMapNamespace()),
            loadBalancers.SelectMany(b => b.TargetGroups).ToDictionary(),
            loadBalancers.SelectMany(b => b.Forwards).ToDictionary(),
            new ServiceConnectMetrics(),
            new ServiceDelays(),
            files,
            new VolumeWriters(events),
            new UnknownNames(ReferencedAddress.In(plan), events),
            clock,
            clock.Within(plan.Services.Select(s => s.Deployment.ShiftTime).Max(), _longestShift),
            events);
        stack.Watch(plan.Alarms);
        var rehearsed = new RehearsedStack(plan, stack, loadBalancers);
        rehearsed._running.AddRange(stack.Alarms.Values.Select(a => rehearsed.TellAsync(a.RunAsync(() => rehearsed.Services, rehearsed._ending.Token), a.Plan.Name)));
        return rehearsed;
    }

    /// <summary>
    /// Creates the services, each after those that CloudFormation makes before it. What CloudFormation leaves open is
    /// taken in the worst order: clients before their servers. CloudFormation would give up at the first service that
    /// is not steady; here the others are tried all the same, to learn more.
    /// </summary>
    /// <param name="patience">How long each may take to be steady; three of them that never are, one after the other, end it for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task CreateServicesAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var created = new Dictionary<string, (Task HasStarted, Task IsSteady)>();
        foreach (var (plan, clients) in CreationOrder.WorstOf(Plan))
        {
            var before = plan.CreatedAfter.Select(s => created[s].IsSteady).Concat(clients.Select(c => created[c].HasStarted)).ToArray();
            var service = CreateAsync(plan, before);
            created.Add(plan.Name, (
                WaitAsync(service, s => s.Tasks.Any(t => t.State != EcsTaskState.Pending) || s.Primary.State == RolloutState.Failed),
                WaitAsync(service, s => s.IsSteady || s.Primary.State == RolloutState.Failed)));
        }

        await Task.WhenAll(created.Values.Select(c => c.IsSteady)).ConfigureAwait(false);

        async Task WaitAsync(Task<RehearsedService> service, Func<RehearsedService, bool> condition) =>
            await (await service.ConfigureAwait(false)).WaitUntilAsync(condition, Left() < patience ? Left() : patience, cancellationToken).ConfigureAwait(false);

        // A moment is left to each in any case, so that its first task is started.
        TimeSpan Left() => (3 * patience) + (Plan.Services.Count * TimeSpan.FromSeconds(10)) - clock.Elapsed is var left && left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1);
    }

    /// <summary>Where the first listener answers that leads from outside to tasks; null where there is none.</summary>
    public Uri? PublicAddress => (
        from loadBalancer in _loadBalancers
        where loadBalancer.Plan.IsInternetFacing
        from listener in loadBalancer.Plan.Listeners
        where listener.Rules.Select(r => r.Action).Append(listener.DefaultAction).Any(a => a is ListenerActionPlan.Forward)
        select loadBalancer.Addresses[listener.Port]).FirstOrDefault();

    /// <exception cref="RehearsalException">There is none of that name.</exception>
    public RehearsedService Find(string service) => Services.FirstOrDefault(s => s.Name == service)
        ?? throw new RehearsalException($"There is no service {service}; there are {string.Join(", ", Services.Select(s => s.Name))}.");

    /// <exception cref="RehearsalException">There is none with that id.</exception>
    public EcsTask FindTask(string id) => Services.SelectMany(s => s.Tasks).FirstOrDefault(t => t.Id == id)
        ?? throw new RehearsalException($"There is no task {id}; there are {string.Join(", ", Services.SelectMany(s => s.Tasks).Select(t => t.Id))}.");

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running).ConfigureAwait(false);
        foreach (var loadBalancer in _loadBalancers)
        {
            await loadBalancer.DisposeAsync().ConfigureAwait(false);
        }

        await _stack.Vpc.DisposeAsync().ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task<RehearsedService> CreateAsync(ServicePlan plan, Task[] before)
    {
        await Task.WhenAll(before).ConfigureAwait(false);
        var service = new RehearsedService(plan, _stack);
        lock (_services)
        {
            _services.Add(plan.Name, service);
            _running.Add(TellAsync(service.RunAsync(_ending.Token), plan.Name));
            if (plan.Scaling is { } scaling)
            {
                _running.Add(TellAsync(new TargetTracking(service, scaling, _stack).RunAsync(_ending.Token), $"{plan.Name}, scaling"));
            }
        }

        return service;
    }

    // What goes wrong in it ends it alone, and not in silence.
    private async Task TellAsync(Task running, string subject)
    {
        try
        {
            await running.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _stack.Events.Warn(subject, $"is not rehearsed any more: {e.Message}");
        }
    }
}
