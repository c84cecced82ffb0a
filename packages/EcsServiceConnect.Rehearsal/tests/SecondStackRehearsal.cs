using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using EcsServiceConnect.Rehearsal.Checking;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Images;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.Services;
using Microsoft.Extensions.Logging.Abstractions;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>Runs templates that are not Yelb's, and reaches into their tasks.</summary>
internal static class SecondStackRehearsal
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs it, until all services are created, steady or not.</summary>
    /// <param name="template">The template.</param>
    /// <param name="parameters">Values of its parameters.</param>
    /// <param name="images">What to run, by image.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="speed">How fast the control plane's time goes.</param>
    public static async Task<RunningStack> BeginAsync(
        JsonObject template,
        IReadOnlyDictionary<string, string> parameters,
        Func<SecondStackImages, Task<Dictionary<string, LocalImage>>> images,
        CancellationToken cancellationToken,
        double speed = 20)
    {
        await Namespaces.EnsureToolsAsync();
        var files = new RehearsalFiles();
        try
        {
            var map = new RehearsalMap(parameters, await images(await SecondStackImages.CreateAsync(files.Images, cancellationToken)));
            var plan = await PlanReader.ReadAsync(template, map.Parameters, new ImageCatalog(map, files.Images, new ToolCache(), NullLogger.Instance), cancellationToken);
            var events = new EventLog();
            var running = new RunningStack(await RehearsedStack.BeginAsync(plan, new RehearsalClock(speed), files, events), files, events, template);
            await running.Stack.CreateServicesAsync(_patience, cancellationToken);
            return running;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>A new deployment, until it is steady.</summary>
    public static async Task DeployAsync(RehearsedService service, CancellationToken cancellationToken)
    {
        service.Deploy();
        Assert.True(await service.WaitUntilAsync(s => s.IsSteady, _patience, cancellationToken), service.Primary.LastFailure);
    }

    /// <summary>The checks that are red, as `name: detail`; all are written to the test's output.</summary>
    public static async Task<IReadOnlyList<string>> RedAsync(RunningStack running, Scenario scenario, CancellationToken cancellationToken)
    {
        var results = await running.CheckAsync(scenario, cancellationToken);
        foreach (var result in results)
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"{(result.HasPassed ? "ok  " : "FAIL")} {result.Name}: {result.Detail}");
        }

        return [.. results.Where(r => !r.HasPassed).Select(r => $"{r.Name}: {r.Detail}")];
    }

    /// <summary>A connection as the task's application makes it: by its hosts file, through its proxy.</summary>
    public static async Task<NetworkStream> DialAsync(EcsTask task, string host, int port, CancellationToken cancellationToken)
    {
        var address = task.AddressOf(host) ?? throw new SocketException((int)SocketError.HostNotFound);
        return new(await task.Network.Namespace.ConnectAsync(new IPEndPoint(address, port), cancellationToken), ownsSocket: true);
    }
}
