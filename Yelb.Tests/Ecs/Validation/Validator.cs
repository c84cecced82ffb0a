using System.Text.Json;
using System.Text.Json.Nodes;
using ProcessesAndTools;

namespace Yelb.Tests.Ecs.Validation;

/// <summary>A validator of CloudFormation templates that runs in Node.js.</summary>
/// <param name="script">The script beside this file that runs it.</param>
internal sealed class Validator(string script)
{
    /// <summary>Returns what it finds in templates, given by name.</summary>
    public async Task<IReadOnlyList<Finding>> FindAsync(IReadOnlyDictionary<string, JsonObject> templates, CancellationToken cancellationToken)
    {
        var modules = await NodeModules.FolderAsync();
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Path);
        foreach (var (name, template) in templates)
        {
            await File.WriteAllTextAsync(PathOf(name), template.ToJsonString(), cancellationToken);
        }

        var (exitCode, lines) = await ChildProcess.RunAsync(
            new()
            {
                FileName = "node",
                Arguments =
                [
                    Path.Combine(Repository.ProjectFolder, "Ecs", "Validation", script), modules, .. templates.Keys.Select(PathOf),
                ],
                // Where cdk-nag leaves its own synthesised stacks.
                WorkingDirectory = folder.Path,
                Environment = new Dictionary<string, string> { ["NODE_NO_WARNINGS"] = "1" },
            },
            cancellationToken);
        Assert.True(exitCode == 0, $"{script} failed with exit code {exitCode}:\n{string.Join('\n', lines)}");
        return JsonSerializer.Deserialize<Finding[]>(lines[^1], JsonSerializerOptions.Web)!;

        string PathOf(string name) => Path.Combine(folder.Path, $"{name}.json");
    }
}

/// <summary>What a validator found.</summary>
/// <param name="Template">The template's name.</param>
/// <param name="Rule">The rule's id.</param>
/// <param name="Resource">The resource's logical id; empty where it is the template itself.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record Finding(string Template, string Rule, string Resource, string Message);
