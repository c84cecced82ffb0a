using System.Net;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.ServiceConnect;
using EcsServiceConnect.Templates.Topology;
using Microsoft.AspNetCore.Http;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>A client's task and tasks of a service `api`, with real sockets between them.</summary>
internal sealed class ServiceConnectStage : IAsyncDisposable
{
    private readonly Task<Vpc> _vpc = Namespaces.CreateVpcAsync(new Dictionary<string, SecurityGroup>());
    private readonly List<TestTask> _tasks = [];
    private readonly CloudMapNamespace _namespace = new();
    private readonly EndpointPlan _endpoint;

    public ServiceConnectStage(EndpointPlan endpoint)
    {
        _endpoint = endpoint;
        Api = _namespace.Create("api", endpoint);
    }

    /// <summary>HTTP at `api:80`, without time-outs.</summary>
    public static EndpointPlan Http { get; } =
        new("api-http", TestTask.Port, null, "http", [new("api", 80)], TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>TCP at `api:80`.</summary>
    public static EndpointPlan Tcp { get; } = Http with { AppProtocol = null };

    public static Uri Address { get; } = new("http://api/");

    public CloudMapService Api { get; }

    /// <summary>What a task that starts now knows.</summary>
    public CloudMapNamespace Namespace => _namespace;

    /// <summary>A task of `api` that answers with its name, or as it is told.</summary>
    public async Task<TestTask> ServeAsync(string name, RequestDelegate? answer = null)
    {
        var task = await AddAsync(name);
        await task.AnswerAsync(answer ?? (context => context.Response.WriteAsync(name)));
        await RegisterAsync(task);
        return task;
    }

    /// <summary>Puts a proxy before a task's application and makes it known.</summary>
    public async Task RegisterAsync(TestTask task)
    {
        await task.ConnectAsync([], [_endpoint]);
        Register(task.Name, new(task.Network.Address, _endpoint.IngressPortOverride ?? TestTask.Port));
    }

    public void Register(string name, IPEndPoint address) => Api.Register(new(name, address));

    /// <summary>A task that nobody listens in and that is known: it refuses all connections.</summary>
    public async Task<TestTask> RefuseAsync(string name)
    {
        var task = await AddAsync(name);
        Register(name, new(task.Network.Address, TestTask.Port));
        return task;
    }

    /// <summary>A task of a service that serves nothing.</summary>
    public async Task<TestTask> CallAsync(ServiceConnectSettings? settings = null)
    {
        var task = await AddAsync("web");
        await task.ConnectAsync(_namespace.Services, [], settings);
        return task;
    }

    public async Task<TestTask> AddAsync(string name)
    {
        var task = new TestTask(name, await (await _vpc).AttachAsync(name, []));
        _tasks.Add(task);
        return task;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var task in _tasks)
        {
            await task.DisposeAsync();
        }

        await (await _vpc).DisposeAsync();
    }
}
