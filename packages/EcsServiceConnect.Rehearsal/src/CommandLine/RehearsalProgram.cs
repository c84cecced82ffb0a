using System.Globalization;
using EcsServiceConnect.Rehearsal.Checking;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Images;
using EcsServiceConnect.Rehearsal.Loading;
using EcsServiceConnect.Rehearsal.Plan;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.CommandLine;

/// <summary>A rehearsal from its beginning to its end.</summary>
internal static class RehearsalProgram
{
    // CloudFormation waits three hours.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <returns>The exit code: 0 where all that was asked for is well.</returns>
    public static async Task<int> RunAsync(RehearsalArguments arguments, CancellationToken cancellationToken)
    {
        var events = new EventLog();
        IRehearsalOutput output = arguments.IsReport ? new Report(events) : new Screen(events);
        var template = RehearsedTemplate.Read(arguments.Template);
        var map = RehearsalMap.Read(arguments.Map);
        var scenario = arguments.Scenario is { } path ? Scenario.Read(path) : new();
        if (arguments.IsLoad && scenario is { Pages.Count: 0, Counters.Count: 0 })
        {
            throw new RehearsalException("--load has nothing to ask: give pages or counters in --scenario FILE.");
        }

        var logger = new OutputLogger(output);
        if (arguments.InstallsTools)
        {
            await RehearsalTools.InstallAsync(logger, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            RehearsalTools.Require();
        }

        using var files = new RehearsalFiles();
        var images = new ImageCatalog(map, files.Images, new ToolCache(), logger);
        var plan = (await PlanReader.ReadAsync(template, map.Parameters, images, cancellationToken).ConfigureAwait(false)).With(map.References);
        foreach (var line in plan.NotRehearsed)
        {
            output.Say($"not rehearsed: {line}");
        }

        var results = new List<CheckResult>();
        var stack = await RehearsedStack.BeginAsync(plan, new RehearsalClock(arguments.Speed), files, events).ConfigureAwait(false);
        await using (stack.ConfigureAwait(false))
        {
            if (arguments.IsLoad && stack.PublicAddress is null)
            {
                throw new RehearsalException("--load has nobody to ask: no load balancer of the template leads from outside to a service.");
            }

            Introduce(stack, output);
            await stack.CreateServicesAsync(_patience, cancellationToken).ConfigureAwait(false);
            if (!arguments.IsCheck && !arguments.IsLoad)
            {
                await ((Screen)output).RunAsync(stack, scenario, $"{stack.PublicAddress}  AWS's time goes {arguments.Speed}x as fast", cancellationToken).ConfigureAwait(false);
                return 0;
            }

            if (arguments.IsCheck)
            {
                results.AddRange(await new StandardChecks(stack, scenario, template.Group.Template.Source).RunAsync(output.Show, cancellationToken).ConfigureAwait(false));
            }

            if (arguments.IsLoad)
            {
                using var application = new Application(stack.PublicAddress!);
                results.AddRange(await new LoadScenarios(stack, scenario, application).RunAsync(output.Show, cancellationToken).ConfigureAwait(false));
            }
        }

        var hasPassed = results.TrueForAll(r => r.HasPassed);
        if (!hasPassed)
        {
            files.KeepLogs();
            output.Say($"the logs stay in {files.Logs} until the next rehearsal begins");
        }

        output.Sum(results, events.Elapsed);
        return hasPassed ? 0 : 1;
    }

    private static void Introduce(RehearsedStack stack, IRehearsalOutput output)
    {
        foreach (var (loadBalancer, port, address) in stack.LoadBalancers.SelectMany(b => b.Addresses.Select(a => (b.Plan.Name, a.Key, a.Value))))
        {
            output.Say(string.Create(CultureInfo.InvariantCulture, $"{loadBalancer}:{port} answers at {address}"));
        }

        if (stack.Plan.Services.Any(s => s.Deployment.Shift is not null))
        {
            output.Say(string.Create(CultureInfo.InvariantCulture, $"a minute of a deployment's bake times and of its alarms takes {stack.Resources.DeploymentClock.Here(TimeSpan.FromMinutes(1)).TotalSeconds:0.##} s"));
        }

        output.Say($"logs are in {stack.Resources.Files.Logs}");
    }
}
