using EcsServiceConnect.Hosting.Alarms;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>The names under which CloudWatch knows what is in the stack.</summary>
internal sealed class MetricNames
{
    private readonly Dictionary<(EcsDimensionValue Of, EcsService? Service), List<string>> _names = [];

    /// <summary>Adds one as soon as it is in the stack.</summary>
    internal void Add(EcsDimensionValue of, EcsService? service, string name)
    {
        if (!_names.TryGetValue((of, service), out var names))
        {
            _names.Add((of, service), names = []);
        }

        names.Add(name);
    }

    /// <summary>A metric by these names: one for each that a dimension has.</summary>
    internal IEnumerable<EcsMetric> Each(EcsMetric metric) => metric.Dimensions
        .Aggregate<EcsDimension, IEnumerable<IReadOnlyList<EcsDimension>>>([[]], (some, next) => some.SelectMany(_ => Of(next), (dimensions, name) => (IReadOnlyList<EcsDimension>)[.. dimensions, EcsDimension.Text(next.Name, name)]))
        .Select(dimensions => metric with { Dimensions = dimensions });

    private IEnumerable<string> Of(EcsDimension dimension) =>
        dimension.Of is EcsDimensionValue.Text ? [dimension.Detail] : _names[(dimension.Of, dimension.Service)].Select(name => name + dimension.Detail);
}
