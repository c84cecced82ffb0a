using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Permissions;

/// <summary>How sure it is that something holds, from not at all to wholly.</summary>
internal enum Certainty
{
    No,
    Maybe,
    Yes,
}

/// <summary>One statement of a policy.</summary>
/// <remarks>IAM User Guide, "IAM JSON policy elements reference".</remarks>
internal sealed record PolicyStatement
{
    /// <summary>The resource of an action that is on none: only a statement about everything is about it.</summary>
    public const string NoResource = "";

    public required bool IsAllow { get; init; }

    /// <summary>What it is about, or with <see cref="IsAllActionsBut"/> what it is not about.</summary>
    public required IReadOnlyList<string> Actions { get; init; }

    public bool IsAllActionsBut { get; init; }

    /// <summary>Canonical ARNs (<see cref="ResourceArns"/>) that it is about, or with <see cref="IsAllResourcesBut"/> not about.</summary>
    public required IReadOnlyList<string> Resources { get; init; }

    public bool IsAllResourcesBut { get; init; }

    public TemplateValue Condition { get; init; }

    /// <summary>Whom it is about, in a policy of a resource.</summary>
    public TemplateValue Principal { get; init; }

    /// <summary>The statements of a document; null where one of them can't be read.</summary>
    public static IReadOnlyList<PolicyStatement>? Read(TemplateValue document, ResourceArns arns)
    {
        var statements = OneOrMore(document["Statement"]).Select(s => Of(s, arns)).ToList();
        return statements.Contains(null) || (statements.Count == 0 && document["Statement"].Node is not JsonArray { Count: 0 }) ? null : [.. statements.OfType<PolicyStatement>()];
    }

    /// <summary>Whether it is about an action on a resource, given by any of its canonical ARNs.</summary>
    /// <param name="action">The action.</param>
    /// <param name="resources">The resource's canonical ARNs.</param>
    /// <param name="context">What is known of the request, by the names of condition keys; nothing by default.</param>
    public Certainty IsAbout(string action, IReadOnlyList<string> resources, IReadOnlyDictionary<string, string>? context = null)
    {
        var ofAction = Inverted(IsAllActionsBut, Best(Actions.Select(a => Compare(a.ToUpperInvariant(), action.ToUpperInvariant()))));
        if (ofAction == Certainty.No)
        {
            return Certainty.No;
        }

        var ofResource = Inverted(IsAllResourcesBut, Best(resources.SelectMany(r => Resources.Select(own => Compare(own, r)))));
        return new[] { ofAction, ofResource, PolicyCondition.Holds(Condition, context) }.Min();
    }

    public static Certainty Compare(string pattern, string text) =>
        !ArnPattern.Overlaps(pattern, text) ? Certainty.No : ArnPattern.Covers(pattern, text) ? Certainty.Yes : Certainty.Maybe;

    public static Certainty Best(IEnumerable<Certainty> all) => all.DefaultIfEmpty(Certainty.No).Max();

    public static IEnumerable<TemplateValue> OneOrMore(TemplateValue value) =>
        value.Node is JsonArray ? value.Items : value.IsPresent ? [value] : [];

    private static PolicyStatement? Of(TemplateValue statement, ResourceArns arns)
    {
        var (actions, resources) = (statement["Action"], statement["Resource"]);
        return statement["Effect"].Text is "Allow" or "Deny" && (actions.IsPresent || statement["NotAction"].IsPresent)
            ? new()
            {
                IsAllow = statement["Effect"].Text == "Allow",
                Actions = Texts(actions.IsPresent ? actions : statement["NotAction"], arns),
                IsAllActionsBut = !actions.IsPresent,
                // A policy of a resource may leave out that it is about just that.
                Resources = resources.IsPresent ? Texts(resources, arns) : statement["NotResource"].IsPresent ? Texts(statement["NotResource"], arns) : ["*"],
                IsAllResourcesBut = !resources.IsPresent && statement["NotResource"].IsPresent,
                Condition = statement["Condition"],
                Principal = statement["Principal"],
            }
            : null;
    }

    private static List<string> Texts(TemplateValue value, ResourceArns arns) =>
        [.. OneOrMore(value).Select(v => v.Text is { } text ? arns.Canonical(text) : ArnPattern.Anything)];

    private static Certainty Inverted(bool isInverted, Certainty certainty) => isInverted ? Certainty.Yes - (int)certainty : certainty;
}
