using System.Text.Json.Nodes;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Checking;

/// <summary>Whether a secret can be read where everybody may look.</summary>
internal static class SecretChecks
{
    /// <summary>What DescribeTaskDefinition shows: variables, commands, labels.</summary>
    public static CheckResult TaskDefinitions(RehearsalPlan plan)
    {
        var shown = from service in plan.Services
                    from container in service.TaskDefinition.Containers
                    let health = container.HealthCheck?.Command ?? []
                    from text in container.Environment.Select(v => v.Value).Concat(container.Command).Concat(container.EntryPoint).Concat(health)
                    where plan.Secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal))
                    select $"{service.Name}/{container.Name}";
        return Result("no secret in a task definition", [.. shown.Distinct()]);
    }

    public static CheckResult Template(RehearsalPlan plan, JsonObject template)
    {
        var text = template.ToJsonString();
        return Result("no secret in the template", plan.Secrets.Any(s => text.Contains(s, StringComparison.Ordinal)) ? ["the template"] : []);
    }

    public static CheckResult Logs(RehearsalPlan plan, string logs)
    {
        var shown = from file in Directory.EnumerateFiles(logs, "*", SearchOption.AllDirectories)
                    let text = File.ReadAllText(file)
                    where plan.Secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal))
                    select Path.GetRelativePath(logs, file);
        return Result("no secret in a log", [.. shown]);
    }

    private static CheckResult Result(string name, IReadOnlyList<string> found) =>
        found.Count == 0 ? new(name, true, "none found") : new(name, false, $"in plain text in {string.Join(", ", found)}");
}
