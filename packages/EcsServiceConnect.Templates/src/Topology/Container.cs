using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Images;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>A container of a task definition.</summary>
internal sealed class Container(TemplateValue definition)
{
    public string Name => Definition["Name"].Text ?? "";

    public TemplateValue Definition { get; } = definition;

    /// <summary>What is known of its image; null where nothing is, or the image is known only when AWS deploys it.</summary>
    public KnownImage? KnownImage { get; } = definition["Image"].Text is { } image && !image.Contains(Placeholder.Open) ? KnownImage.Of(image) : null;

    public IReadOnlyList<PortMapping> Ports { get; } =
        [.. definition["PortMappings"].Items.Select(p => new PortMapping(p["Name"].Text, p["ContainerPort"].Number, p["AppProtocol"].Text, p["Protocol"].Text))];

    public IReadOnlyList<Mount> Mounts { get; } =
        [.. definition["MountPoints"].Items.Select(m => new Mount(m["SourceVolume"].Text, m["ContainerPath"].Text, m["ReadOnly"].IsTrue))];

    /// <summary>The variables that are plain text in the task definition.</summary>
    public IReadOnlyList<Variable> Environment { get; } =
        [.. definition["Environment"].Items.Select(e => new Variable(e["Name"].Text ?? "", e["Value"].Text ?? ""))];

    /// <summary>The variables that ECS fetches when the task starts; the value is where from.</summary>
    public IReadOnlyList<Variable> Secrets { get; } =
        [.. definition["Secrets"].Items.Select(e => new Variable(e["Name"].Text ?? "", e["ValueFrom"].Text ?? ""))];

    /// <summary>The names of both.</summary>
    public IReadOnlySet<string> VariableNames => field ??= Environment.Concat(Secrets).Select(v => v.Name).ToHashSet();

    /// <summary>Whether it has no variables but those that the template shows: no file of them, and none that hangs on a condition.</summary>
    public bool AreVariablesKnown =>
        !Definition["EnvironmentFiles"].IsPresent && AreNamed(Definition["Environment"]) && AreNamed(Definition["Secrets"]);

    /// <summary>Whether it has a health check; `NONE` is none.</summary>
    public bool HasHealthCheck => Definition["HealthCheck"].IsUnknown || Definition["HealthCheck"]["Command"].IsUnknownList || (Definition["HealthCheck"]["Command"].Items is [var first, ..] && first.Text != "NONE");

    private static bool AreNamed(TemplateValue list) =>
        !list.IsPresent || (IntrinsicLists.Items(list.Template, list.Node) is not null && list.Items.All(v => v["Name"].Text is not null));
}

/// <summary>A port that a container listens on.</summary>
/// <param name="Name">What Service Connect calls it; null where it has no name.</param>
/// <param name="Port">The container's port.</param>
/// <param name="AppProtocol">`http`, `http2` or `grpc`; null for TCP.</param>
/// <param name="Protocol">`tcp` or `udp`; null for TCP.</param>
internal sealed record PortMapping(string? Name, int? Port, string? AppProtocol, string? Protocol);

/// <summary>A volume in a container.</summary>
internal sealed record Mount(string? Volume, string? Path, bool IsReadOnly);

/// <summary>An environment variable.</summary>
internal sealed record Variable(string Name, string Value);
