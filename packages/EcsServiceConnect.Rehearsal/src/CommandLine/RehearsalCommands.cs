using System.Globalization;
using System.Text.RegularExpressions;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Services;

namespace EcsServiceConnect.Rehearsal.CommandLine;

/// <summary>What a person may do to a stack that runs.</summary>
internal sealed partial class RehearsalCommands(RehearsedStack stack)
{
    public const string Help =
        "stop TASK | kill TASK | spot [TASK] | scale SERVICE COUNT | deploy SERVICE | cut SERVICE SERVICE | slow SERVICE 500ms | heal | quit";

    /// <summary>Does it, and says what was done.</summary>
    /// <exception cref="RehearsalException">There is no such command, task or service: what there is.</exception>
    public async Task<string> RunAsync(string line)
    {
        switch (line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            case ["stop", var id]:
                _ = stack.FindTask(id).StopAsync("Task stopped by user");
                return $"{id} is being stopped";
            case ["kill", var id]:
                stack.FindTask(id).Kill();
                return $"{id} is killed";
            case ["spot", .. var ids] when ids.Length < 2:
                var task = ids is [var chosen] ? stack.FindTask(chosen) : SpotTask();
                _ = task.InterruptAsync();
                return $"{task.Id} is taken back";
            case ["scale", var name, var number]:
                var count = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed <= 20
                    ? parsed
                    : throw new RehearsalException($"'{number}' is no number of tasks from 0 to 20.");
                stack.Find(name).Scale(count);
                return $"{name} is scaled to {number}";
            case ["deploy", var name]:
                stack.Find(name).Deploy();
                return $"{name} is deployed again";
            case ["cut", var one, var other]:
                await stack.Resources.Vpc.CutAsync(stack.Find(one).Name, stack.Find(other).Name).ConfigureAwait(false);
                return $"no packet passes between {one} and {other}; 'heal' ends it";
            case ["slow", var name, var delay]:
                stack.Resources.Delays.Slow(stack.Find(name).Name, Delay(delay));
                return $"{name} answers {delay} later; 'heal' ends it";
            case ["heal"]:
                await stack.Resources.Vpc.HealAsync().ConfigureAwait(false);
                stack.Resources.Delays.Heal();
                return "nothing is cut or slow";
            case ["help"]:
                return Help;
            default:
                throw new RehearsalException($"'{line}' is no command: {Help}");
        }
    }

    private EcsTask SpotTask() => stack.Services.SelectMany(s => s.Tasks).FirstOrDefault(t => t is { CapacityProvider: "FARGATE_SPOT", State: EcsTaskState.Running })
        ?? throw new RehearsalException("No task runs on Fargate Spot; scale a service up whose strategy has it.");

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
