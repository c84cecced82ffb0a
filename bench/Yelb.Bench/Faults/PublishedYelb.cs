using EcsServiceConnect.Rehearsal;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Images;
using EcsServiceConnect.Rehearsal.Plan;
using Microsoft.Extensions.Logging.Abstractions;
using ProcessesAndTools;

namespace Yelb.Bench.Faults;

/// <summary>Yelb as it is published, with two tasks of each service that may have more than one, rehearsed in this process.</summary>
internal sealed class PublishedYelb : IAsyncDisposable
{
    // Of AWS's control plane: a task that does not answer is found and replaced within seconds.
    private const double Speed = 20;

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly RehearsalFiles _files;

    private PublishedYelb(RehearsedStack stack, RehearsalFiles files)
    {
        Stack = stack;
        _files = files;
    }

    public RehearsedStack Stack { get; }

    /// <exception cref="MachineException">This machine can't rehearse: why.</exception>
    /// <exception cref="RehearsalException">A service does not run.</exception>
    public static async Task<PublishedYelb> StartAsync(string folder)
    {
        await RehearsalTools.InstallAsync(NullLogger.Instance, CancellationToken.None);
        // A store is demoted by its own client, and Garnet, which would play Redis, can't be.
        await new AptPackages().EnsureAsync("the benchmark", ["psql", "redis-server"], NullLogger.Instance, CancellationToken.None);
        foreach (var step in new[] { "publish-projects-yelb", "publish-yelb" })
        {
            await Startup.PublishAsync(step, folder);
        }

        var files = new RehearsalFiles();
        try
        {
            var map = Map(Path.Combine(folder, "rehearsal"));
            var template = RehearsedTemplate.Read(Path.Combine(folder, "cdk.out", "yelb.template.json"));
            var plan = await PlanReader.ReadAsync(template, map.Parameters, new ImageCatalog(map, files.Images, new ToolCache(), NullLogger.Instance), CancellationToken.None);
            var stack = await RehearsedStack.BeginAsync(plan with { Services = [.. plan.Services.Select(ForFaults)] }, new RehearsalClock(Speed), files, new EventLog());
            var yelb = new PublishedYelb(stack, files);
            try
            {
                await stack.CreateServicesAsync(_patience, CancellationToken.None);
                await yelb.SteadyAsync();
                return yelb;
            }
            catch
            {
                await stack.DisposeAsync();
                throw;
            }
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Returns when every service has the tasks that it should have, all fit for traffic.</summary>
    /// <exception cref="RehearsalException">One has not within two minutes: why.</exception>
    public async Task SteadyAsync()
    {
        foreach (var service in Stack.Services)
        {
            if (!await service.WaitUntilAsync(s => s.IsSteady, _patience, CancellationToken.None))
            {
                throw new RehearsalException($"{service.Name} is not steady after {_patience.TotalSeconds:0} s: {service.Hindrance}");
            }
        }
    }

    /// <summary>Lets the logs of all tasks stay until the next rehearsal begins, and says where.</summary>
    public string KeepLogs()
    {
        _files.KeepLogs();
        return _files.Logs;
    }

    public async ValueTask DisposeAsync()
    {
        await Stack.DisposeAsync();
        _files.Dispose();
    }

    private static RehearsalMap Map(string published) => new(
        new Dictionary<string, string> { ["YelbAppserverImage"] = "yelb-appserver", ["YelbUiImage"] = "yelb-ui", ["YelbLoadImage"] = "yelb-load" },
        new Dictionary<string, LocalImage>
        {
            ["yelb-appserver"] = DotnetImage.Of(Path.Combine(published, "yelb-appserver"), "Yelb.Api.dll"),
            ["yelb-ui"] = DotnetImage.Of(Path.Combine(published, "yelb-ui"), "Yelb.Web.dll"),
        });

    /// <summary>All of the load is one client, and two application servers have to agree, no more and no fewer.</summary>
    private static ServicePlan ForFaults(ServicePlan service) => service with
    {
        Scaling = null,
        DesiredCount = service.Name is "yelb-ui" or "yelb-appserver" ? 2 : service.DesiredCount,
        TaskDefinition = service.TaskDefinition with
        {
            Containers = [.. service.TaskDefinition.Containers.Select(c => c with { Environment = new Dictionary<string, string>(c.Environment) { ["RateLimit__PerSecond"] = "0" } })],
        },
    };
}
