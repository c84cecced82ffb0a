using System.Net;
using EcsServiceConnect.Rehearsal.LoadBalancing;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>A load balancer with one target group, and tasks behind it, with real sockets between them.</summary>
internal sealed class LoadBalancingStage : IAsyncDisposable
{
    private readonly Task<Vpc> _vpc = Namespaces.CreateVpcAsync(new Dictionary<string, SecurityGroup>());
    private readonly List<TestTask> _tasks = [];
    private ElasticNetworkInterface? _network;

    /// <summary>Two in a row make a target healthy again, two make it unhealthy; a check every 200 ms.</summary>
    public static TargetGroupPlan Group { get; } = new(
        "web",
        new("/health", null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1), 2, 2, "200"),
        TimeSpan.FromSeconds(10));

    public static LoadBalancerPlan Plan { get; } = new(
        "front",
        [],
        IsInternetFacing: true,
        TimeSpan.FromSeconds(60),
        DropsInvalidHeaders: false,
        [new(80, "HTTP", [], new ListenerActionPlan.Forward(Group))]);

    public ApplicationLoadBalancer Balancer { get; private set; } = null!;

    public TargetGroup Targets => Balancer.TargetGroups["web"];

    /// <summary>A client of the first listener, which takes any certificate.</summary>
    public HttpClient Client { get; private set; } = null!;

    public static async Task<LoadBalancingStage> StartAsync(LoadBalancerPlan? plan = null)
    {
        var stage = new LoadBalancingStage();
        stage._network = await (await stage._vpc).AttachAsync("front", []);
        stage.Balancer = await ApplicationLoadBalancer.StartAsync(plan ?? Plan, stage._network, new(Speed: 10));
        stage.Client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = stage.Balancer.Addresses.First().Value };
        return stage;
    }

    /// <summary>A registered task; one without an answer refuses all connections.</summary>
    public async Task<TestTask> RegisterAsync(string name, Microsoft.AspNetCore.Http.RequestDelegate? answer)
    {
        var task = new TestTask(name, await (await _vpc).AttachAsync("web", []));
        _tasks.Add(task);
        if (answer is not null)
        {
            await task.AnswerAsync(answer);
        }

        Targets.Register(name, new(task.Network.Address, TestTask.Port));
        return task;
    }

    public async Task UntilAsync(string name, TargetHealth health)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Patience.Token);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        while (Targets.HealthOf(name) != health)
        {
            await Task.Delay(10, patience.Token);
        }
    }

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path = "/")
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative), Patience.Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Patience.Token));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Balancer.DisposeAsync();
        foreach (var task in _tasks)
        {
            await task.DisposeAsync();
        }

        await _network!.DisposeAsync();
        await (await _vpc).DisposeAsync();
    }
}
