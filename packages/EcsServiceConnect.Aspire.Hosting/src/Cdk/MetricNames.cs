using EcsServiceConnect.Hosting.Alarms;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>The names under which CloudWatch knows what is in the stack.</summary>
internal sealed class MetricNames
{
    private readonly Dictionary<(EcsDimensionValue Of, EcsService? Service, string Detail), string> _names = [];

    /// <summary>Adds one as soon as it is in the stack.</summary>
    internal void Add(EcsDimensionValue of, EcsService? service, string name, string detail = "") => _names.Add((of, service, detail), name);

    internal string Of(EcsDimension dimension) => dimension.Of switch
    {
        EcsDimensionValue.Text => dimension.Detail,
        EcsDimensionValue.ManagedStore => _names[(dimension.Of, dimension.Service, "")] + dimension.Detail,
        _ => _names[(dimension.Of, dimension.Service, dimension.Detail)],
    };
}
