using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using EcsServiceConnect.Rehearsal.Checking;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Deployments;
using EcsServiceConnect.Rehearsal.Loading;
using EcsServiceConnect.Rehearsal.Services;
using EcsServiceConnect.Rehearsal.Tasks;

namespace EcsServiceConnect.Rehearsal.CommandLine;

/// <summary>What a person may do to a stack that runs.</summary>
/// <param name="stack">The stack.</param>
/// <param name="scenario">What a load asks of it; `/` where there is none.</param>
internal sealed partial class RehearsalCommands(RehearsedStack stack, Scenario? scenario = null) : IAsyncDisposable
{
    private const int MostRequests = 500;
    private static readonly TimeSpan _longestCommand = TimeSpan.FromMinutes(1);

    private static readonly string[] _usages =
        ["stop TASK", "kill TASK", "freeze TASK", "spot [TASK]", "scale SERVICE COUNT", $"deploy SERVICE {NewRevision.Usage}", "cut SERVICE SERVICE", "slow SERVICE 500ms", "load REQUESTS-PER-SECOND", "heal", "forward SERVICE PORT", "secret SERVICE VARIABLE", "exec SERVICE COMMAND"];

    /// <summary>All of them, as they are typed.</summary>
    public static string Help { get; } = string.Join(" | ", _usages.Append("quit"));

    // What `heal` ends, each in words.
    private readonly List<string> _wounds = [];
    private readonly List<EcsTask> _frozen = [];
    private readonly List<PortSession> _sessions = [];
    private SteadyLoad? _load;

    /// <summary>Does it, and says what was done.</summary>
    /// <exception cref="RehearsalException">There is no such command, task or service: what there is.</exception>
    public async Task<string> RunAsync(string line)
    {
        switch (line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            case ["stop", var id]:
                _ = stack.FindTask(id).EndAsync();
                return $"{id} is being stopped";
            case ["kill", var id]:
                stack.FindTask(id).Kill();
                return $"{id} is killed";
            case ["freeze", var id]:
                var frozen = stack.FindTask(id);
                frozen.Freeze();
                _frozen.Add(frozen);
                _wounds.Add($"{id} goes on");
                return $"{id} is frozen; 'heal' ends it{Unasked()}";
            case ["spot", .. var ids] when ids.Length < 2:
                var task = ids is [var chosen] ? stack.FindTask(chosen) : SpotTask();
                _ = task.InterruptAsync();
                return $"{task.Id} is taken back";
            case ["scale", var name, var number]:
                stack.Find(name).Scale(Number(number, 20, "tasks"));
                return $"{name} is scaled to {number}";
            case ["deploy", var name, .. var options]:
                return await DeployAsync(stack.Find(name), NewRevision.Parse(options)).ConfigureAwait(false);
            case ["cut", var one, var other]:
                await stack.Resources.Vpc.CutAsync(stack.Find(one).Name, stack.Find(other).Name).ConfigureAwait(false);
                _wounds.Add($"packets pass between {one} and {other} again");
                return $"no packet passes between {one} and {other}; 'heal' ends it{Unasked()}";
            case ["slow", var name, var delay]:
                stack.Resources.Delays.Slow(stack.Find(name).Name, Delay(delay));
                _wounds.Add($"{name} answers at once again");
                return $"{name} answers {delay} later; 'heal' ends it{Unasked()}";
            case ["load", var number]:
                return await LoadAsync(Number(number, MostRequests, "requests a second")).ConfigureAwait(false);
            case ["heal"]:
                await stack.Resources.Vpc.HealAsync().ConfigureAwait(false);
                stack.Resources.Delays.Heal();
                _frozen.ForEach(t => t.Thaw());
                _frozen.Clear();
                var healed = _wounds.Count == 0 ? "nothing was cut, slow or frozen" : string.Join("; ", _wounds.Distinct());
                _wounds.Clear();
                return healed;
            case ["forward", var name, var number]:
                return await ForwardAsync(name, Number(number, ushort.MaxValue, "a port")).ConfigureAwait(false);
            case ["secret", var name, var variable]:
                return Secret(name, variable);
            case ["exec", var name, _, ..]:
                return await ExecuteAsync(stack.Find(name), line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[2]).ConfigureAwait(false);
            case ["help"]:
                return Help;
            case [var command, ..] when Array.Find(_usages, u => u.Split(' ')[0] == command) is { } usage:
                throw new RehearsalException($"It is '{usage}'{There(usage)}.");
            default:
                throw new RehearsalException($"'{line}' is no command: {Help}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_load is not null)
        {
            await _load.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var session in _sessions)
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>At the same port of this machine, or at any where that is taken.</summary>
    private async Task<string> ForwardAsync(string name, int port)
    {
        var task = stack.Find(name).RunningTask;
        PortSession session;
        try
        {
            session = await PortSession.StartAsync(task, port, port).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            session = await PortSession.StartAsync(task, port, 0).ConfigureAwait(false);
        }

        _sessions.Add(session);
        return string.Create(CultureInfo.InvariantCulture, $"{session.Address} leads to port {port} of {task.Id}");
    }

    /// <summary>What Secrets Manager would tell a person who may ask.</summary>
    private string Secret(string name, string variable)
    {
        var secrets = stack.Find(name).Plan.TaskDefinition.Containers.SelectMany(c => c.Secrets).ToLookup(s => s.Key, s => s.Value);
        return secrets[variable].FirstOrDefault()
            ?? throw new RehearsalException($"{name} has no secret {variable}{(secrets.Count == 0 ? "" : $"; it has {string.Join(", ", secrets.Select(s => s.Key))}")}.");
    }

    private static async Task<string> ExecuteAsync(RehearsedService service, string command)
    {
        var (code, lines) = await service.RunningTask.MainContainer.Process!.ExecuteAsync(command, _longestCommand, CancellationToken.None).ConfigureAwait(false);
        return string.Join('\n', code switch
        {
            0 => lines,
            RunningContainer.Killed => lines.Append(string.Create(CultureInfo.InvariantCulture, $"killed, or not at its end after {_longestCommand.TotalSeconds:0} s")),
            _ => lines.Append(string.Create(CultureInfo.InvariantCulture, $"exit code {code}")),
        });
    }

    private async Task<string> DeployAsync(RehearsedService service, NewRevision revision)
    {
        service.Deploy(await revision.OfAsync(service.Plan, stack.Plan.Images, CancellationToken.None).ConfigureAwait(false));
        var alarms = service.Primary.Alarms.Select(a => a.Plan.Name).ToList();
        return $"{service.Name} is deployed {(revision.Image is { } image ? $"with {image}" : "again")} ({service.Plan.Deployment.Name}{(alarms.Count > 0 ? $"; {string.Join(", ", alarms)} would end it" : "")}){Unasked()}";
    }

    private async Task<string> LoadAsync(int perSecond)
    {
        var address = stack.PublicAddress ?? throw new RehearsalException("There is nothing to load: no load balancer leads from outside to a service.");
        var before = _load;
        _load = null;
        if (before is not null)
        {
            await before.DisposeAsync().ConfigureAwait(false);
        }

        if (perSecond == 0)
        {
            return before is null ? "no load was there" : "the load has ended";
        }

        _load = new SteadyLoad(scenario ?? new(), address, stack.Resources.Events);
        _load.Begin(perSecond);
        return string.Create(CultureInfo.InvariantCulture, $"{perSecond} requests a second go to {address}; those that fail are told; 'load 0' ends it");
    }

    private string Unasked() => _load is null && stack.PublicAddress is not null ? "; 'load 20' shows what it does" : "";

    /// <summary>What its first argument can be.</summary>
    private string There(string usage) => usage.Split(' ') switch
    {
        [_, "TASK" or "[TASK]", ..] => $"; there are the tasks {string.Join(", ", stack.Services.SelectMany(s => s.Tasks).Select(t => t.Id))}",
        [_, "SERVICE", ..] => $"; there are the services {string.Join(", ", stack.Services.Select(s => s.Name))}",
        [_, "REQUESTS-PER-SECOND"] => "; 0 ends it",
        _ => "",
    };

    private EcsTask SpotTask() => stack.Services.SelectMany(s => s.Tasks).FirstOrDefault(t => t is { CapacityProvider: "FARGATE_SPOT", State: EcsTaskState.Running })
        ?? throw new RehearsalException("No task runs on Fargate Spot; scale a service up whose strategy has it.");

    private static int Number(string text, int most, string what) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
        ? number
        : throw new RehearsalException(string.Create(CultureInfo.InvariantCulture, $"'{text}' is no number of {what} from 0 to {most}."));

    private static TimeSpan Delay(string text)
    {
        var match = Duration().Match(text);
        var number = match.Success ? double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) : 0;
        var delay = match.Groups["unit"].Value == "s" ? TimeSpan.FromSeconds(number) : TimeSpan.FromMilliseconds(number);
        return match.Success && delay <= TimeSpan.FromMinutes(1) ? delay : throw new RehearsalException($"'{text}' is no time up to a minute, such as 500ms or 2s.");
    }

    [GeneratedRegex(@"^(?<number>\d{1,6}(\.\d{1,3})?)(?<unit>ms|s)$")]
    private static partial Regex Duration();
}
