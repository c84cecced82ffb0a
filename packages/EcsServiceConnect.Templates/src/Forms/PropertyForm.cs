using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Forms;

/// <summary>What AWS takes as the value of a property.</summary>
/// <param name="Type">The resource's type, as `AWS::ECS::Service`.</param>
/// <param name="Path">
/// Where in its properties, with slashes: `A/B` is B of A, `A[]/B` that of each item of a list, `A[x]/B` that of the
/// items whose Key, Name or Field is x.
/// </param>
/// <param name="Form">What it may be.</param>
/// <param name="Source">AWS's document that says so.</param>
internal sealed record PropertyForm(string Type, string Path, ValueForm Form, string Source)
{
    /// <summary>Whether AWS takes other values too, and reads them otherwise than they are written. False by default.</summary>
    public bool IsAdvice { get; init; }

    private readonly string[] _steps = Path.Split('/');

    /// <summary>What there is at the path, and where, for people: `ContainerDefinitions[db].HealthCheck.Interval`.</summary>
    public IEnumerable<(TemplateValue Value, string Where)> In(TemplateResource resource) => Follow(resource.Properties, "", 0);

    private IEnumerable<(TemplateValue Value, string Where)> Follow(TemplateValue value, string where, int step)
    {
        if (step == _steps.Length)
        {
            return [(value, where)];
        }

        var (name, key) = Parts(_steps[step]);
        var next = value[name];
        var path = where.Length == 0 ? name : $"{where}.{name}";
        return !next.IsPresent ? []
            : key is null ? Follow(next, path, step + 1)
            : next.Items
                .Select((item, i) => (Item: item, Label: LabelOf(item)))
                .Where(i => key.Length == 0 || i.Label == key)
                .SelectMany((i, index) => Follow(i.Item, $"{path}[{i.Label ?? $"{index + 1}"}]", step + 1));
    }

    private static (string Name, string? Key) Parts(string step) =>
        step.IndexOf('[', StringComparison.Ordinal) is var open and >= 0 ? (step[..open], step[(open + 1)..^1]) : (step, null);

    private static string? LabelOf(TemplateValue item) => (item["Key"].Text ?? item["Name"].Text ?? item["Field"].Text) is { Length: > 0 and < 65 } label ? label : null;
}
