using System.Net;
using EcsServiceConnect.Rehearsal.Deployments;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.ServiceConnect;
using EcsServiceConnect.Rehearsal.Tasks;

namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>A task of a service, from its start to its end.</summary>
/// <remarks>
/// Amazon ECS Developer Guide, "Amazon ECS task lifecycle". The order at the start and at the end is that of
/// Service Connect's agent: proxy, containers; registration only once healthy; deregistration, containers, proxy.
/// </remarks>
internal sealed class EcsTask : IDisposable
{
    // "Service Connect … drain": how long the agent lets connections end before it stops the containers.
    private static readonly TimeSpan _drain = TimeSpan.FromSeconds(20);

    private readonly StackResources _stack;
    private readonly IReadOnlyList<CloudMapService> _served;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _startEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly Action _changed;
    private List<TaskContainer> _containers = [];
    private List<TaskContainer> _startOrder = [];
    private ServiceConnectProxy? _proxy;
    private ElasticNetworkInterface? _network;
    private Task? _stop;
    private bool _isRegistered;

    public EcsTask(string id, ServicePlan service, Deployment deployment, string capacityProvider, IReadOnlyList<CloudMapService> served, StackResources stack, Action changed)
    {
        Id = id;
        Service = service;
        Deployment = deployment;
        CapacityProvider = capacityProvider;
        _served = served;
        _stack = stack;
        _changed = changed;
        StartedAt = stack.Events.Elapsed;
    }

    /// <summary>The service's name and a number that is never used again.</summary>
    public string Id { get; }

    public ServicePlan Service { get; }

    public Deployment Deployment { get; }

    /// <summary>`FARGATE` or `FARGATE_SPOT`.</summary>
    public string CapacityProvider { get; }

    public EcsTaskState State { get; private set; } = EcsTaskState.Pending;

    /// <summary>What its containers' health checks say of it; null as long as they say nothing, or where there are none.</summary>
    public bool? IsHealthy { get; private set; }

    /// <summary>Since the rehearsal began.</summary>
    public TimeSpan StartedAt { get; }

    /// <summary>Whether it was ever fit for traffic.</summary>
    public bool WasReady { get; private set; }

    /// <summary>Whether its service has had it stopped, which is no failure.</summary>
    public bool IsUnwanted { get; set; }

    /// <summary>Whether its service knows that it has ended.</summary>
    public bool IsCounted { get; set; }

    /// <summary>Why it is stopping, or has stopped.</summary>
    public string? StoppedReason { get; private set; }

    public ElasticNetworkInterface Network => _network ?? throw new InvalidOperationException($"{Id} has no network yet.");

    /// <summary>Whether it has its place in the VPC.</summary>
    public bool HasNetwork => _network is not null;

    public IReadOnlyList<TaskContainer> Containers => _containers;

    /// <summary>The first essential one.</summary>
    public TaskContainer MainContainer => _containers.First(c => c.Plan.IsEssential);

    public ServiceConnectProxy? Proxy => _proxy;

    /// <summary>Whether traffic may come: running, not found unhealthy by its own checks nor by a load balancer's.</summary>
    public bool IsReady => State == EcsTaskState.Running
        && (IsHealthy ?? !Service.TaskDefinition.Containers.Any(c => c.HealthCheck is not null))
        && Service.Targets.All(t => _stack.TargetGroups[t.TargetGroup.Name].HealthOf(Id) == LoadBalancing.TargetHealth.Healthy);

    /// <summary>Why it is not fit for traffic, as far as is known; null where nothing is.</summary>
    public string? Hindrance =>
        _containers.FirstOrDefault(c => c.WaitsFor.Count > 0) is { } waiting ? $"container {waiting.Plan.Name} waits for {string.Join(", ", waiting.WaitsFor)}"
        : _containers.FirstOrDefault(c => c.IsHealthy != true && c.HealthFailure is not null) is { } unwell ? $"container {unwell.Plan.Name}: {unwell.HealthFailure}"
        : Service.Targets.Select(t => (t.TargetGroup.Name, Failure: _stack.TargetGroups[t.TargetGroup.Name].FailureOf(Id))).FirstOrDefault(t => t.Failure is not null) is { Failure: { } failure } target
            ? $"target group {target.Name}: {failure}"
        : null;

    /// <summary>Starts it; does not throw: a task that can't start stops, with the reason.</summary>
    public async Task StartAsync()
    {
        try
        {
            await StartContainersAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // It is being stopped; the one who stops it goes on.
        }
        catch (Exception e)
        {
            // Whatever it was, the task does not start, and its service has to know why.
            _ = StopAsync(e.Message);
        }
        finally
        {
            _startEnded.SetResult();
        }
    }

    /// <summary>StopTask: out of the namespace and the target groups, then SIGTERM, and at last the proxy. Returns when it is gone.</summary>
    public Task StopAsync(string reason) => StopAsync(reason, isSpotInterruption: false);

    /// <summary>
    /// Fargate takes its capacity back: the task is told by SIGTERM at once, while it is taken out of traffic, and is
    /// killed after two minutes (Amazon ECS Developer Guide, "Termination of tasks on Fargate Spot").
    /// </summary>
    public Task InterruptAsync()
    {
        IsEnded = true;
        return StopAsync("Your Spot Task was interrupted.", isSpotInterruption: true);
    }

    /// <summary>StopTask, as a person asks for it.</summary>
    public Task EndAsync()
    {
        IsEnded = true;
        return StopAsync("Task stopped by user");
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>What a name means in it; null where its hosts file does not have it.</summary>
    public IPAddress? AddressOf(string host) => (
        from line in _proxy?.Hosts ?? []
        let fields = line.Split(' ', '\t', StringSplitOptions.RemoveEmptyEntries)
        where fields.Skip(1).Contains(host, StringComparer.OrdinalIgnoreCase)
        select IPAddress.Parse(fields[0])).FirstOrDefault();

    /// <summary>Whether somebody has ended it who wanted to see what happens, which is no failure.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>SIGKILL to its containers, as when they crash.</summary>
    public void Kill()
    {
        IsEnded = true;
        foreach (var container in _containers)
        {
            container.Process?.Kill();
        }
    }

    /// <summary>SIGSTOP to its containers: it is there and does not answer, until <see cref="Thaw"/>.</summary>
    public void Freeze()
    {
        foreach (var container in _containers)
        {
            container.Process?.Freeze();
        }
    }

    /// <summary>SIGCONT to its containers.</summary>
    public void Thaw()
    {
        foreach (var container in _containers)
        {
            container.Process?.Thaw();
        }
    }

    /// <summary>The processor time that its containers have taken.</summary>
    public TimeSpan ProcessorTime => _containers.Aggregate(TimeSpan.Zero, (sum, c) => sum + (c.Process?.ProcessorTime ?? TimeSpan.Zero));

    private async Task StartContainersAsync()
    {
        _network = await _stack.Vpc.AttachAsync(Service.Name, Service.SecurityGroups).ConfigureAwait(false);
        IReadOnlyList<string> hosts = [];
        if (Service.Namespace is { } name)
        {
            _proxy = await ServiceConnectProxy.StartAsync(Service.Name, _network, _stack.Namespaces[name].Services, Service.Endpoints, _stack.Metrics, _stack.Delays, isBroken: Service.IsBroken).ConfigureAwait(false);
            hosts = _proxy.Hosts;
            _stack.UnknownNames.Look(this);
        }

        var volumes = Service.TaskDefinition.Volumes.ToDictionary(v => v.Name, v => _stack.Files.Volume(Id, v));
        _containers = [.. Service.TaskDefinition.Containers.Select(c => new TaskContainer(c, this, _stack))];
        _startOrder = [.. StartOrder.Of(Service.TaskDefinition.Containers).Select(p => _containers.Single(c => c.Plan == p))];
        foreach (var container in _startOrder)
        {
            await container.WaitForDependenciesAsync(_containers, _stopping.Token).ConfigureAwait(false);
            _stopping.Token.ThrowIfCancellationRequested();
            await container.StartAsync(_network, hosts, volumes).ConfigureAwait(false);
            _ = WatchAsync(container);
            if (container.Plan.HealthCheck is not null)
            {
                // Others may wait for it to be healthy.
                _ = container.CheckHealthAsync(_stopping.Token);
            }
        }

        _stopping.Token.ThrowIfCancellationRequested();
        SetState(EcsTaskState.Running, "running");
        foreach (var target in Service.Targets)
        {
            _stack.TargetGroups[target.TargetGroup.Name].Register(Id, new IPEndPoint(_network.Address, target.ContainerPort), Service.IsBroken);
        }

        HealthChanged();
    }

    private async Task WatchAsync(TaskContainer container)
    {
        var code = await container.Process!.Exited.ConfigureAwait(false);
        if (container.Plan.IsEssential && !_stopping.IsCancellationRequested)
        {
            // Who is killed does not get to say why: what it wrote last is of another matter.
            _ = StopAsync(code == RunningContainer.Killed
                ? $"Essential container {container.Plan.Name} was killed (exit code {code})"
                : $"Essential container {container.Plan.Name} exited with code {code}{container.LastOutput()}");
        }
    }

    /// <summary>Called by its containers. A task is unhealthy with one of them, and healthy with all (Amazon ECS Developer Guide, "Determine Amazon ECS task health using container health checks").</summary>
    internal void HealthChanged()
    {
        lock (_lock)
        {
            var checks = _containers.Where(c => c.Plan.HealthCheck is not null && c.Plan.IsEssential).Select(c => c.IsHealthy).ToList();
            bool? health = checks.Count == 0 ? null : checks.Contains(false) ? false : checks.Contains(null) ? null : true;
            var isFirst = State == EcsTaskState.Running && !_isRegistered && (health ?? checks.Count == 0);
            if (health != IsHealthy)
            {
                IsHealthy = health;
                _stack.Events.Add(Id, health switch { true => "healthy", false => "unhealthy", null => "starting" });
            }

            if (isFirst)
            {
                _isRegistered = true;
                foreach (var service in _served)
                {
                    var port = service.Endpoint.IngressPortOverride ?? service.Endpoint.ContainerPort;
                    service.Register(new CloudMapInstance(Id, new IPEndPoint(Network.Address, port), Deployment.Number));
                }
            }
        }

        _changed();
    }

    /// <summary>Called by its service when it finds it ready.</summary>
    internal void MarkReady() => WasReady = true;

    private Task StopAsync(string reason, bool isSpotInterruption)
    {
        lock (_lock)
        {
            return _stop ??= Task.Run(() => StopOnceAsync(reason, isSpotInterruption));
        }
    }

    private async Task StopOnceAsync(string reason, bool isSpotInterruption)
    {
        StoppedReason = reason;
        await _stopping.CancelAsync().ConfigureAwait(false);
        // What is half started would be missed.
        await _startEnded.Task.ConfigureAwait(false);
        lock (_lock)
        {
            // A health check that is being told of now registers it before this, or not at all.
            SetState(EcsTaskState.Deactivating, reason);
        }

        foreach (var service in _served)
        {
            service.Deregister(Id);
        }

        var isAlive = _containers.Count > 0 && _containers.All(c => c.IsRunning || !c.Plan.IsEssential);
        var drained = Task.WhenAll(
        [
            .. Service.Targets.Select(t => _stack.TargetGroups[t.TargetGroup.Name].DeregisterAsync(Id)),
            isAlive && _served.Count > 0 && _isRegistered ? _stack.Clock.DelayAsync(_drain, CancellationToken.None) : Task.CompletedTask,
        ]);
        if (!isSpotInterruption)
        {
            await TryAsync("its connections are not drained", () => drained).ConfigureAwait(false);
        }

        SetState(EcsTaskState.Stopping, "stopping");
        foreach (var container in Enumerable.Reverse(_startOrder))
        {
            await TryAsync($"container {container.Plan.Name} can't be stopped", container.StopAsync).ConfigureAwait(false);
        }

        await TryAsync("its connections are not drained", () => drained).ConfigureAwait(false);
        await TryAsync("its proxy can't be stopped", () => _proxy?.DisposeAsync().AsTask() ?? Task.CompletedTask).ConfigureAwait(false);
        await TryAsync("its network can't be taken away", () => _network?.DisposeAsync().AsTask() ?? Task.CompletedTask).ConfigureAwait(false);
        await TryAsync("its files can't be deleted", () =>
        {
            _stack.Files.EndTask(Id);
            return Task.CompletedTask;
        }).ConfigureAwait(false);
        SetState(EcsTaskState.Stopped, "stopped");
    }

    // A task that is half stopped would be waited for without end.
    private async Task TryAsync(string failure, Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _stack.Events.Warn(Id, $"{failure}: {e.Message}");
        }
    }

    private void SetState(EcsTaskState state, string message)
    {
        State = state;
        _stack.Events.Add(Id, message);
        _changed();
    }
}

/// <summary>Amazon ECS Developer Guide, "Amazon ECS task lifecycle"; those between are left out.</summary>
internal enum EcsTaskState
{
    Pending,
    Running,
    Deactivating,
    Stopping,
    Stopped,
}
