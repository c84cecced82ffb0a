using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>Where a container's output goes, or that of Service Connect's proxy.</summary>
/// <remarks>Amazon ECS API Reference, "LogConfiguration"; Amazon ECS Developer Guide, "Send Amazon ECS logs to CloudWatch" (the options of awslogs).</remarks>
/// <param name="Of">Whose, as `container yelb-db`.</param>
/// <param name="Configuration">A `LogConfiguration`.</param>
internal sealed record ContainerLog(string Of, TemplateValue Configuration)
{
    public string? Driver => Configuration["LogDriver"].Text;

    public bool IsCloudWatch => Driver == "awslogs";

    /// <summary>The log group's name, as it is written; null where none is given.</summary>
    public TemplateValue Group => Option("awslogs-group");

    public TemplateValue Region => Option("awslogs-region");

    /// <summary>Whether the driver makes the group itself.</summary>
    public bool MakesGroup => Option("awslogs-create-group").IsTrue;

    public TemplateValue Option(string name) => Configuration["Options"][name];

    /// <summary>Those of a task's containers, and of the proxies of the services that run it.</summary>
    public static IEnumerable<ContainerLog> In(TaskDefinition task, EcsTopology topology) =>
        task.Containers.Select(c => new ContainerLog($"container {c.Name}", c.Definition["LogConfiguration"]))
            .Concat(topology.ServicesOf(task).Where(s => s.IsConnected).Select(s => new ContainerLog("Service Connect's proxy", s.Resource["ServiceConnectConfiguration"]["LogConfiguration"])))
            .Where(l => l.Configuration.IsPresent);
}
