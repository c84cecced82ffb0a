using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A range of ports is one that ECS takes, and nothing wants a single port of it.</summary>
/// <remarks>
/// Amazon ECS API Reference, "PortMapping": containerPortRange ("a port can only be included in one port mapping per
/// container", "the first port in the range must be less than last port in the range") and hostPort ("if you specify a
/// containerPortRange, leave this field empty").
/// </remarks>
internal static class PortRangeRules
{
    [TemplateRule("a range of ports beside a port in one mapping, the wrong way round, with a port of another mapping, or served by Service Connect", "Amazon ECS API Reference, PortMapping: containerPortRange, hostPort")]
    public const string Impossible = "impossible-port-range";

    private const int LastPort = 65535;

    public static IEnumerable<TemplateViolation> RangesArePossible(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        let mappings = container.Definition["PortMappings"].Items.Select(m => new Mapping(m)).ToList()
        from mapping in mappings
        where mapping.Range is not null
        let other = mappings.FirstOrDefault(m => m != mapping && m.Protocol == mapping.Protocol && m.First <= mapping.Last && mapping.First <= m.Last)
        let fault = mapping.Value["ContainerPort"].Number > 0 ? $"beside ContainerPort {mapping.Value["ContainerPort"].Number} in one mapping, which ECS refuses; make two mappings of them"
            : mapping.Value["HostPort"].Number > 0 ? $"beside HostPort {mapping.Value["HostPort"].Number}, which ECS refuses; leave HostPort out"
            : mapping.First >= mapping.Last || mapping.First < 1 || mapping.Last > LastPort ? $"which is none from a smaller port to a larger one of 1 to {LastPort}; write FIRST-LAST"
            : other is not null ? $"and {(other.Range is null ? $"port {other.First}" : $"ports {other.Range}")} in another mapping, and a port can be in one; leave it out of one"
            : topology.ServicesOf(task).SelectMany(s => s.Endpoints).Any(e => e.Mapping?.Name is { } name && name == mapping.Value["Name"].Text) ? "and Service Connect serves it, which passes requests on to one port; give that a mapping with a ContainerPort"
            : null
        where fault is not null
        select topology.Violation(Impossible, task, $"container {container.Name} has ports {mapping.Range} {fault}.");

    // A single port is a range of one.
    private sealed class Mapping
    {
        public Mapping(TemplateValue value)
        {
            Value = value;
            Range = value["ContainerPortRange"].Text is { } text && !text.Contains(Placeholder.Open) ? text : null;
            Protocol = value["Protocol"].Text ?? "tcp";
            var ends = (Range ?? $"{value["ContainerPort"].Number}-{value["ContainerPort"].Number}").Split('-').Select(NetworkAddress.Number).ToList();
            (First, Last) = ends is [var first, var last] ? (first, last) : (null, null);
        }

        public TemplateValue Value { get; }

        public string? Range { get; }

        public string Protocol { get; }

        public int? First { get; }

        public int? Last { get; }
    }
}
