using System.Text.Json.Nodes;
using EcsServiceConnect.Rehearsal;
using EcsServiceConnect.Rehearsal.Checking;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Images;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using ProcessesAndTools;
using Yelb.Tests.Ecs;

namespace Yelb.Tests.Rehearsal;

/// <summary>What a user gets who rehearses Yelb: the AppHost's step is run as it was built, once for all tests.</summary>
internal static class RehearsedYelb
{
    private static readonly Lazy<Task<(string Folder, int ExitCode, IReadOnlyList<string> Lines)>> _shared = new(RunOnceAsync);

    /// <summary>The exit code of `--step rehearse --check`, and what it printed.</summary>
    public static async Task<(int ExitCode, IReadOnlyList<string> Lines)> RunAsync() => await _shared.Value is var (_, code, lines) ? (code, lines) : default;

    /// <summary>Holds what was published, and <c>rehearsal/map.json</c>.</summary>
    public static async Task<string> OutputFolderAsync() => (await _shared.Value).Folder;

    /// <summary>Where its temporary files were.</summary>
    public static async Task<string> TemporaryFolderAsync() => Path.Combine(await OutputFolderAsync(), "tmp");

    /// <summary>A fresh copy of the published template.</summary>
    public static async Task<JsonObject> TemplateAsync() =>
        JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine((await _shared.Value).Folder, "cdk.out", "yelb.template.json")))!.AsObject();

    public static Scenario Scenario { get; } = Scenario.Read(Path.Combine(Repository.Root, "Yelb.AppHost", "rehearsal.json"));

    /// <summary>Begins to rehearse a template of Yelb, changed or not, with the projects that were published.</summary>
    /// <param name="template">The template.</param>
    /// <param name="change">Changes what is read of it.</param>
    /// <param name="more">What is run for images that Yelb as it is published does not have.</param>
    public static async Task<RunningStack> BeginAsync(JsonObject template, Func<RehearsalPlan, RehearsalPlan>? change = null, IReadOnlyDictionary<string, LocalImage>? more = null)
    {
        await Namespaces.EnsureToolsAsync();
        var map = RehearsalMap.Read(Path.Combine((await _shared.Value).Folder, "rehearsal", "map.json"));
        map = map with { Images = map.Images.Concat(more ?? new Dictionary<string, LocalImage>()).ToDictionary() };
        var files = new RehearsalFiles();
        try
        {
            var images = new ImageCatalog(map, files.Images, new ToolCache(), NullLogger.Instance);
            var plan = await PlanReader.ReadAsync(template, map.Parameters, images, Patience.Token);
            var events = new EventLog();
            return new(await RehearsedStack.BeginAsync(change?.Invoke(plan) ?? plan, new RehearsalClock(20), files, events), files, events, template);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    private static async Task<(string Folder, int ExitCode, IReadOnlyList<string> Lines)> RunOnceAsync()
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        var temporary = Directory.CreateDirectory(Path.Combine(folder.Path, "tmp")).FullName;
        // Other tests wait for it too, so it is not cancelled with the first.
        var (code, lines) = await PublishedYelb.RunAsync(
            ["--operation", "publish", "--output-path", folder.Path, "--step", "rehearse", "--check"],
            new Dictionary<string, string> { ["TMPDIR"] = temporary },
            CancellationToken.None);
        return (folder.Path, code, lines);
    }
}
