using System.Text.Json.Nodes;
using EcsServiceConnect.Rehearsal.Checking;
using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>A stack that runs, with what it was made of; disposing it takes it away.</summary>
internal sealed class RunningStack(RehearsedStack stack, RehearsalFiles files, EventLog events, JsonObject template) : IAsyncDisposable
{
    public RehearsedStack Stack => stack;

    public EventLog Events => events;

    /// <summary>The lines that all tasks of a service logged so far, one task after the other.</summary>
    public IReadOnlyList<string> Log(string service) => [.. Directory.EnumerateFiles(files.Logs, "*.log", SearchOption.AllDirectories)
        .Where(path => path.Contains(service, StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .SelectMany(Lines)];

    /// <summary>The standard checks; all results.</summary>
    public Task<IReadOnlyList<CheckResult>> CheckAsync(Scenario scenario, CancellationToken cancellationToken) =>
        new StandardChecks(stack, scenario, template).RunAsync(_ => { }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await stack.DisposeAsync();
        files.Dispose();
    }

    private static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
