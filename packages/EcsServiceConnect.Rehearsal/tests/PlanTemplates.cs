using System.Text.Json.Nodes;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Images;
using EcsServiceConnect.Rehearsal.Plan;
using Microsoft.Extensions.Logging.Abstractions;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>Templates for the plan reader, and images that any of them can have.</summary>
internal static class PlanTemplates
{
    /// <summary>What every image here says of itself.</summary>
    internal static LocalImage Image { get; } = new()
    {
        Files = new Dictionary<string, string> { ["/app"] = "/srv/app" },
        EntryPoint = ["/entry"],
        Command = ["serve", "--all"],
        Environment = new Dictionary<string, string> { ["LANG"] = "C.UTF-8", ["MODE"] = "image" },
        WorkingDirectory = "/app",
        User = new(1654, 1654),
    };

    internal static Task<RehearsalPlan> ReadAsync(JsonNode template, params (string Name, string Value)[] parameters)
    {
        var images = new ImageCatalog(
            new RehearsalMap(new Dictionary<string, string>(), new Dictionary<string, LocalImage> { ["app*"] = Image, ["docker.io/*"] = Image, ["123456789012.dkr.ecr.*"] = Image }),
            "/nowhere",
            new ToolCache(),
            NullLogger.Instance);
        return PlanReader.ReadAsync(template.AsObject(), parameters.ToDictionary(p => p.Name, p => p.Value), images, Patience.Token);
    }

    /// <summary>The plan of the one container of a template that <see cref="WithContainer"/> made.</summary>
    internal static async Task<ContainerPlan> ContainerAsync(string container, string more = "", params (string Name, string Value)[] parameters) =>
        (await ReadAsync(WithContainer(container, more), parameters)).Services.Single().TaskDefinition.Containers[0];

    internal static async Task<string> ProblemsAsync(JsonNode template, params (string Name, string Value)[] parameters) =>
        (await Assert.ThrowsAsync<RehearsalException>(() => ReadAsync(template, parameters))).Message;

    /// <summary>One service with one container.</summary>
    /// <param name="container">What it has beside its name and image.</param>
    /// <param name="more">More resources, or after `],` other sections.</param>
    /// <param name="service">What the service has beside its task definition.</param>
    /// <param name="task">What the task definition has beside its container.</param>
    /// <param name="sections">Sections beside the resources.</param>
    internal static JsonNode WithContainer(string container = "", string more = "", string service = "", string task = "", string sections = "") => JsonNode.Parse(
        $$"""
        {
          "Resources": {
            "Service": { "Type": "AWS::ECS::Service", "Properties": { {{Before(service)}} "ServiceName": "web", "LaunchType": "FARGATE", "TaskDefinition": { "Ref": "Task" } } },
            "Task": { "Type": "AWS::ECS::TaskDefinition", "Properties": { {{Before(task)}} "Cpu": "256", "Memory": "0.5GB",
              "ContainerDefinitions": [{ {{Before(container)}} "Name": "web", "Image": "app:1" }] } }
            {{After(more)}}
          }
          {{After(sections)}}
        }
        """)!;

    private static string Before(string members) => members.Length > 0 ? $"{members}," : "";

    private static string After(string members) => members.Length > 0 ? $",{members}" : "";
}
