using System.Text.Json.Nodes;

namespace Yelb.Hosting.Ecs.Checks.Template;

/// <summary>A synthesised template: its parameters, its resources, and the order in which CloudFormation makes them.</summary>
internal sealed class CloudFormationTemplate
{
    private readonly Dictionary<string, TemplateResource> _resources;
    private readonly Dictionary<string, IReadOnlySet<string>> _dependencies = [];

    public CloudFormationTemplate(JsonObject template)
    {
        Parameters = Entries(template, "Parameters").ToDictionary(p => p.Key, p => new TemplateValue(this, p.Value));
        _resources = Entries(template, "Resources").ToDictionary(r => r.Key, r => new TemplateResource(this, r.Key, r.Value));
    }

    public IReadOnlyDictionary<string, TemplateValue> Parameters { get; }

    public IReadOnlyCollection<TemplateResource> Resources => _resources.Values;

    public IEnumerable<TemplateResource> OfType(params string[] types) => Resources.Where(r => types.Contains(r.Type));

    /// <summary>The resource with that logical id and one of those types (with any, where none is given).</summary>
    public TemplateResource? Find(string? logicalId, params string[] types) =>
        logicalId is not null && _resources.TryGetValue(logicalId, out var resource) && (types.Length == 0 || types.Contains(resource.Type))
            ? resource
            : null;

    /// <summary>A parameter's default; null where there is none, or where it is the name of a Systems Manager parameter.</summary>
    public string? ParameterDefault(string name) =>
        Parameters.TryGetValue(name, out var parameter) && parameter["Type"].Text?.StartsWith("AWS::SSM::", StringComparison.Ordinal) != true
            ? parameter["Default"].Text
            : null;

    /// <summary>Whether CloudFormation makes one resource only after the other: by DependsOn, Ref, GetAtt or Sub, over any number of steps.</summary>
    public bool IsMadeAfter(TemplateResource resource, TemplateResource other)
    {
        if (!_dependencies.TryGetValue(resource.LogicalId, out var dependencies))
        {
            dependencies = DependenciesOf(resource);
            _dependencies.Add(resource.LogicalId, dependencies);
        }

        return dependencies.Contains(other.LogicalId);
    }

    private HashSet<string> DependenciesOf(TemplateResource resource)
    {
        var found = new HashSet<string>();
        var open = new Stack<TemplateResource>([resource]);
        while (open.TryPop(out var next))
        {
            foreach (var id in next.DependsOn.Concat(Intrinsics.References(next.Properties.Node)))
            {
                if (Find(id) is { } dependency && found.Add(id))
                {
                    open.Push(dependency);
                }
            }
        }

        return found;
    }

    private static IEnumerable<KeyValuePair<string, JsonObject>> Entries(JsonObject template, string section) =>
        (template[section] as JsonObject ?? [])
            .Where(e => e.Value is JsonObject)
            .Select(e => KeyValuePair.Create(e.Key, e.Value!.AsObject()));
}
