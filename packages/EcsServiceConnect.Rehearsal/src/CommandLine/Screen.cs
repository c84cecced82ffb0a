using System.Text;
using EcsServiceConnect.Rehearsal.Checking;
using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.CommandLine;

/// <summary>
/// Shows a stack and takes commands. On a terminal the table stays in place, with the last events and the line that
/// is being typed below it; elsewhere events are lines, and the table follows each command.
/// </summary>
internal sealed class Screen : IRehearsalOutput
{
    private const int ShownEvents = 12;
    private static readonly TimeSpan _refresh = TimeSpan.FromSeconds(1);

    private readonly Queue<string> _lastLines = [];
    private readonly StringBuilder _typed = new();
    private readonly Lock _lock = new();
    private bool _isLive;

    public Screen(EventLog events) => events.Happened += e => Say(e.Line);

    /// <summary>Shows a line, or several.</summary>
    public void Say(string text)
    {
        lock (_lock)
        {
            foreach (var line in text.Split('\n'))
            {
                if (!_isLive)
                {
                    Console.WriteLine(line);
                }

                _lastLines.Enqueue(line);
                if (_lastLines.Count > ShownEvents)
                {
                    _lastLines.Dequeue();
                }
            }
        }
    }

    public void Show(CheckResult result) => Say(CheckReport.Line(result));

    public void Sum(IReadOnlyCollection<CheckResult> results, TimeSpan time)
    {
        foreach (var failed in results.Where(r => !r.HasPassed))
        {
            Show(failed);
        }

        Say(CheckReport.Sum(results, time));
    }

    /// <summary>Shows a stack and runs commands until `quit` or cancellation.</summary>
    public async Task RunAsync(RehearsedStack stack, Scenario scenario, string heading, CancellationToken cancellationToken)
    {
        var commands = new RehearsalCommands(stack, scenario);
        await using var _ = commands.ConfigureAwait(false);
        var table = new StackTable(stack);
        try
        {
            if (Console.IsOutputRedirected || Console.IsInputRedirected)
            {
                await ReadLinesAsync(commands, table, heading, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                _isLive = true;
                await ReadKeysAsync(commands, table, heading, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C.
        }
        finally
        {
            _isLive = false;
        }
    }

    private static async Task ReadLinesAsync(RehearsalCommands commands, StackTable table, string heading, CancellationToken cancellationToken)
    {
        Console.WriteLine(string.Join(Environment.NewLine, [heading, .. table.Lines()]));
        while (await ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.Trim() == "quit")
            {
                return;
            }

            Console.WriteLine(string.Join(Environment.NewLine, [await AnswerAsync(commands, line.Trim()).ConfigureAwait(false), .. table.Lines()]));
        }

        // Nobody is there to type, as in a pipeline: it runs until it is told to end.
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
    }

    // The console's reader, asynchronous in name only, keeps its thread until there is a line, Ctrl-C or not.
    private static Task<string?> ReadLineAsync(CancellationToken cancellationToken) => Task.Factory.StartNew(
        Console.In.ReadLine, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(cancellationToken);

    private async Task ReadKeysAsync(RehearsalCommands commands, StackTable table, string heading, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_refresh / 10);
        for (var tick = 0; await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false); tick++)
        {
            var hasTyped = false;
            while (Console.KeyAvailable)
            {
                hasTyped = true;
                var key = Console.ReadKey(intercept: true);
                if (key.Key == ConsoleKey.Enter)
                {
                    var line = _typed.ToString().Trim();
                    _typed.Clear();
                    if (line == "quit")
                    {
                        return;
                    }

                    Say(await AnswerAsync(commands, line).ConfigureAwait(false));
                }
                else if (key.Key == ConsoleKey.Backspace)
                {
                    _typed.Length = Math.Max(0, _typed.Length - 1);
                }
                else if (!char.IsControl(key.KeyChar))
                {
                    _typed.Append(key.KeyChar);
                }
            }

            if (hasTyped || tick % 10 == 0)
            {
                Draw([heading, "", .. table.Lines(), ""]);
            }
        }
    }

    private void Draw(IReadOnlyList<string> lines)
    {
        const string home = "\e[H", restOfLine = "\e[K", restOfScreen = "\e[J";
        var screen = new StringBuilder(home);
        lock (_lock)
        {
            foreach (var line in lines.Concat(_lastLines).Append(RehearsalCommands.Help))
            {
                screen.Append(line.AsSpan(0, Math.Min(line.Length, Console.WindowWidth))).Append(restOfLine).Append('\n');
            }
        }

        Console.Write(screen.Append("> ").Append(_typed).Append(restOfLine).Append(restOfScreen));
    }

    private static async Task<string> AnswerAsync(RehearsalCommands commands, string line)
    {
        try
        {
            return line.Length == 0 ? "" : await commands.RunAsync(line).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // What this machine refuses, too, ends the command and not the rehearsal.
            return e.Message;
        }
    }
}
