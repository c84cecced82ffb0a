using System.Text.Json.Nodes;

namespace EcsServiceConnect.Templates.CloudFormation;

/// <summary>A synthesised template: its parameters, conditions and resources, and the order in which CloudFormation makes them.</summary>
internal sealed class CloudFormationTemplate
{
    private readonly Dictionary<string, TemplateResource> _resources;
    private readonly ILookup<string, TemplateResource> _byType;
    private readonly Dictionary<string, IReadOnlySet<string>> _dependencies = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _direct = [];

    private readonly HashSet<string> _declared;
    private HashSet<string>? _handedOn;
    private readonly IReadOnlyDictionary<string, string> _values;
    private readonly JsonObject _template;
    private readonly StackLinks _links;
    private readonly HashSet<string> _open = [];

    /// <summary>Reads a template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="values">
    /// Values of parameters, of pseudo parameters (`AWS::Region`), of resources (`Id` for a Ref, `Id.Attribute`) and of
    /// imports (`Fn::ImportValue name`), as far as they are known. A parameter that is not here has its default.
    /// </param>
    /// <param name="conditions">Of conditions that hang on what is not known, what they are taken to be.</param>
    /// <param name="links">Where it was put together from several stacks, how these are linked.</param>
    public CloudFormationTemplate(JsonObject template, IReadOnlyDictionary<string, string>? values = null, StackLinks? links = null, IReadOnlyDictionary<string, bool>? conditions = null)
    {
        _template = template;
        _links = links ?? new();
        _values = values ?? new Dictionary<string, string>();
        Mappings = Section(template, "Mappings");
        Conditions = new Conditions(this, Section(template, "Conditions"), conditions ?? new Dictionary<string, bool>());
        Outputs = Section(template, "Outputs");
        Parameters = Entries(template, "Parameters").ToDictionary(p => p.Key, p => new TemplateValue(this, p.Value));
        _declared = [.. Section(template, "Resources").Select(r => r.Key)];
        MayHaveMore = template["Transform"] is not null || template["Modules"] is not null || Section(template, "Resources").Any(r => r.Key.StartsWith("Fn::", StringComparison.Ordinal) || IsModule(r.Value));
        _resources = Entries(template, "Resources")
            .Where(r => r.Value["Condition"] is not { } condition || Conditions.Holds(condition.ToString()) != false)
            .ToDictionary(r => r.Key, r => new TemplateResource(this, r.Key, r.Value));
        _byType = _resources.Values.ToLookup(r => r.Type);
    }

    /// <summary>The same with more values, or with conditions taken as decided.</summary>
    public CloudFormationTemplate With(IReadOnlyDictionary<string, string>? values = null, IReadOnlyDictionary<string, bool>? conditions = null) =>
        new(_template, values is null ? _values : new Dictionary<string, string>(_values.Concat(values.Where(v => !_values.ContainsKey(v.Key)))), _links, conditions);

    /// <summary>Whether a resource is a stack whose own resources are among these.</summary>
    public bool Nests(string logicalId) => _links.IsNested(logicalId);

    /// <summary>As it is written.</summary>
    public JsonObject Source => _template;

    /// <summary>Its resources as they are written, also those that a condition takes away.</summary>
    public JsonObject Written => Section(_template, "Resources");

    public IReadOnlyDictionary<string, TemplateValue> Parameters { get; }

    public JsonObject Mappings { get; }

    public JsonObject Outputs { get; }

    public Conditions Conditions { get; }

    /// <summary>Those whose condition does not rule them out.</summary>
    public IReadOnlyCollection<TemplateResource> Resources => _resources.Values;

    /// <summary>Whether resources come to it that are not written in it: by a transform, a loop or a module.</summary>
    public bool MayHaveMore { get; }

    /// <summary>Whether a resource of that logical id is written in it, ruled out by its condition or not.</summary>
    public bool Declares(string logicalId) => _declared.Contains(logicalId);

    /// <summary>Whether stacks that are not here can add something to a resource: it is exported, or an output is its id or ARN, which the stack that nests this one reads.</summary>
    public bool IsHandedOn(string logicalId) => (_handedOn ??= [.. Outputs.Where(o => !_links.IsUsed(o.Key)).Select(o => o.Value).OfType<JsonObject>().SelectMany(HandedOnBy)]).Contains(logicalId);

    /// <summary>Whether a nested stack or a custom resource gets it, and may add something to it there.</summary>
    public bool IsGivenAway(TemplateResource resource) =>
        Resources.Any(r => (r.Type.StartsWith("AWS::CloudFormation::", StringComparison.Ordinal) || r.Type.StartsWith("Custom::", StringComparison.Ordinal))
            && Intrinsics.References(this, r.Properties.Node).Contains(resource.LogicalId));

    public IEnumerable<TemplateResource> OfType(params string[] types) => types.SelectMany(type => _byType[type]);

    /// <summary>The resource with that logical id and one of those types (with any, where none is given).</summary>
    public TemplateResource? Find(string? logicalId, params string[] types) =>
        logicalId is not null && _resources.TryGetValue(logicalId, out var resource) && (types.Length == 0 || types.Contains(resource.Type))
            ? resource
            : null;

    /// <summary>What is known of a name; null where nothing is. See the constructor for what names there are.</summary>
    public string? ValueOf(string name) => _values.GetValueOrDefault(name) ?? Linked(name) ?? ParameterDefault(name);

    /// <summary>What a name stands for that another of the template's stacks gives its value; null where none does.</summary>
    public JsonNode? LinkOf(string name) => _links.Find(name);

    /// <summary>The stack of a resource, parameter or output; empty where the template is one stack.</summary>
    public string StackOf(string logicalId) => _links.StackOf(logicalId);

    /// <summary>The logical id as its author wrote it, without the stack that tells it from the same one of another.</summary>
    public string WrittenIdOf(string logicalId) =>
        StackOf(logicalId) is { Length: > 0 } stack && logicalId.StartsWith($"{stack}_", StringComparison.Ordinal) ? logicalId[(stack.Length + 1)..] : logicalId;

    private string? Linked(string name)
    {
        // Stacks that refer to each other in a circle are none that CloudFormation takes.
        if (_links.Find(name) is not { } node || !_open.Add(name))
        {
            return null;
        }

        try
        {
            return Intrinsics.Render(this, node);
        }
        finally
        {
            _open.Remove(name);
        }
    }

    // What a Systems Manager parameter is called says nothing of its value.
    private string? ParameterDefault(string name) =>
        Parameters.TryGetValue(name, out var parameter) && parameter["Type"].Text?.StartsWith("AWS::SSM::", StringComparison.Ordinal) != true
            ? parameter["Default"].Text
            : null;

    /// <summary>
    /// Whether CloudFormation makes one resource only after the other: by DependsOn, Ref, GetAtt or Sub, over any number of
    /// steps, or by the order of their stacks. Of stacks that nothing orders, who deploys them knows the order.
    /// </summary>
    public bool IsMadeAfter(TemplateResource resource, TemplateResource other)
    {
        var (later, earlier) = (_links.Chain(resource.LogicalId).ToList(), _links.Chain(other.LogicalId).ToList());
        foreach (var id in later)
        {
            if (earlier.Find(e => _links.StackOf(e) == _links.StackOf(id)) is { } beside)
            {
                return Find(id) is { } made && DependenciesOf(made).Contains(beside);
            }
        }

        return _links.IsDeployedAfter(_links.StackOf(later[^1]), _links.StackOf(earlier[^1])) ?? true;
    }

    private IReadOnlySet<string> DependenciesOf(TemplateResource resource)
    {
        if (_dependencies.TryGetValue(resource.LogicalId, out var known))
        {
            return known;
        }

        var found = new HashSet<string>();
        var open = new Stack<TemplateResource>([resource]);
        while (open.TryPop(out var next))
        {
            foreach (var id in DirectDependenciesOf(next))
            {
                if (Find(id) is { } dependency && found.Add(id))
                {
                    open.Push(dependency);
                }
            }
        }

        _dependencies.Add(resource.LogicalId, found);
        return found;
    }

    // Another attribute, or a text with one in it, as a URL, is for people.
    private IEnumerable<string> HandedOnBy(JsonObject output) =>
        output["Export"] is not null ? Intrinsics.References(this, output["Value"])
        : output["Value"] is JsonObject { Count: 1 } value && (value["Ref"] is JsonValue || Intrinsics.AttributeOf(value) is { } attribute && (attribute.EndsWith("Id", StringComparison.Ordinal) || attribute.EndsWith("Arn", StringComparison.Ordinal))) ? Intrinsics.References(this, value)
        : [];

    private static bool IsModule(JsonNode? resource) =>
        resource is JsonObject o && (o["Type"] is not JsonValue type || type.ToString().EndsWith("::MODULE", StringComparison.Ordinal));

    private IReadOnlyList<string> DirectDependenciesOf(TemplateResource resource) =>
        _direct.TryGetValue(resource.LogicalId, out var known)
            ? known
            : _direct[resource.LogicalId] = [.. resource.DependsOn.Concat(Intrinsics.References(this, resource.Properties.Node)).Distinct()];

    private static IEnumerable<KeyValuePair<string, JsonObject>> Entries(JsonObject template, string section) =>
        Section(template, section)
            .Where(e => e.Value is JsonObject)
            .Select(e => KeyValuePair.Create(e.Key, e.Value!.AsObject()));

    private static JsonObject Section(JsonObject template, string name) => template[name] as JsonObject ?? [];
}
