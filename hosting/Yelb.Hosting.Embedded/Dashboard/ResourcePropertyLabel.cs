namespace Aspire.Hosting.Dashboard;

/// <summary>
/// The name and the place that a property has in a resource's details, as in Aspire. The dashboard leaves
/// it to the host to say so, and shows a property without a label only when all are asked for.
/// </summary>
internal sealed record ResourcePropertyLabel(string DisplayName, int SortOrder)
{
    private static readonly Dictionary<string, ResourcePropertyLabel> _labels = new()
    {
        ["project.path"] = new("Project path", 0),
        ["project.launchProfile"] = new("Launch profile", 1),
        ["executable.path"] = new("Executable path", 1),
        ["executable.workDir"] = new("Working directory", 2),
        ["executable.args"] = new("Executable arguments", 3),
        ["executable.pid"] = new("Process ID", 4),
    };

    public static ResourcePropertyLabel? Find(string property) => _labels.GetValueOrDefault(property);
}
