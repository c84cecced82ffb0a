using EcsServiceConnect.Templates.Images;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A task for Windows has what Windows can.</summary>
internal static class WindowsRules
{
    [TemplateRule("a task for Windows with Service Connect, a volume on EFS, or an image that is for Linux alone", "Amazon ECS Developer Guide, Use Service Connect to connect Amazon ECS services with short names, considerations; Amazon ECS task definition differences for Amazon EC2 instances running Windows and for Fargate")]
    public const string NotOnWindows = "not-on-windows";

    public static IEnumerable<TemplateViolation> TasksFit(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        where task.Resource["RuntimePlatform"]["OperatingSystemFamily"].Text?.StartsWith("WINDOWS_", StringComparison.Ordinal) == true
        let linux = task.Containers.FirstOrDefault(c => c.KnownImage is { IsNamesake: false, DataFolder: not null } or { IsNamesake: false, Family: ImageFamily.Nginx or ImageFamily.Httpd })
        let fault = linux is not null ? $"container {linux.Name} runs {linux.Definition["Image"].Text}, which is for Linux"
            : topology.ServicesOf(task).Any(s => s.IsConnected) ? "it has Service Connect, which Windows containers do not"
            : task.Volumes.Count > 0 ? $"it has volume {task.Volumes[0].Name} on Amazon EFS, which Windows does not mount"
            : null
        where fault is not null
        select topology.Violation(NotOnWindows, task, $"its task is for Windows (OperatingSystemFamily), and {fault}; make it one for LINUX, or leave that out.");
}
