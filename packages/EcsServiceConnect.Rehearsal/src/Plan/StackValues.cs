using System.Globalization;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>A template's values as they would be in a deployed stack, secrets and all; what can't be known becomes a problem.</summary>
internal sealed class StackValues
{
    private readonly PhysicalNames _names;
    private readonly CloudFormationTemplate _template;
    private readonly Problems _problems;

    public StackValues(EcsTopology topology, Problems problems)
    {
        _template = topology.Template;
        _names = new PhysicalNames(_template);
        _problems = problems;
        Secrets = new SecretValues(topology, this, problems);
    }

    public SecretValues Secrets { get; }

    /// <summary>A text with nothing left open in it, dynamic references resolved.</summary>
    /// <param name="value">Where it is in the template.</param>
    /// <param name="where">For people: whose it is.</param>
    public string? Text(TemplateValue value, string where) => value.Text is { } text ? Text(text, where) : null;

    /// <inheritdoc cref="Text(TemplateValue, string)"/>
    public string Text(string text, string where) => Secrets.Resolve(WithoutPlaceholders(text, where), where);

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<string> Texts(TemplateValue list, string where)
    {
        if (list.IsPresent && IntrinsicLists.Items(_template, list.Node) is null)
        {
            _problems.Add($"{where}: the list is known only to AWS; write its items into the template.");
        }

        return [.. list.Items.Select(i => Text(i, where)).OfType<string>()];
    }

    /// <summary>A whole number; null where none is given.</summary>
    public int? Number(TemplateValue value, string where)
    {
        if (Text(value, where) is not { } text)
        {
            return null;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && !text.Contains(Placeholder.Open))
        {
            _problems.Add($"{where}: '{text}' is no whole number.");
        }

        return number;
    }

    /// <summary>A text with names, ARNs and ids where references were; dynamic references stay.</summary>
    public string WithoutPlaceholders(string text, string where) =>
        Placeholder.Replace(text, name =>
        {
            var value = _template.ValueOf(name) ?? _names.Find(name);
            if (value is null)
            {
                Missing(name, where);
            }

            return value;
        });

    /// <summary>A text with what is known in it, the rest by name; for what a rehearsal can do without.</summary>
    public string Readable(string text) => Placeholder.Readable(Placeholder.Replace(text, name => _template.ValueOf(name) ?? _names.Find(name)));

    private void Missing(string name, string where)
    {
        var id = name.Split('.')[0];
        _problems.Add(
            name,
            _template.Parameters.ContainsKey(name) ? $"{where}: parameter {name} has no value; give it in \"parameters\" of the map."
            : _template.Find(id) is { } resource ? $"{where}: {name} is known only to AWS, and {resource.Type} is not rehearsed; give '{name}' in \"parameters\" of the map."
            : name.StartsWith("Fn::ImportValue", StringComparison.Ordinal) ? $"{where}: it is imported from another stack; give '{name}' in \"parameters\" of the map."
            : name.StartsWith("Fn::", StringComparison.Ordinal) ? $"{where}: {name} can't be resolved here; write its result into the template."
            : $"{where}: {name} is not in the template.");
    }
}
