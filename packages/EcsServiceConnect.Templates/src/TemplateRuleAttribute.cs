namespace EcsServiceConnect.Templates;

/// <summary>Says of a rule's name what the rule finds, and where AWS says so: what documents, SARIF and `ecs-check --rules` tell of it.</summary>
/// <param name="finds">What is wrong in a template that breaks it, as one phrase.</param>
/// <param name="source">AWS's document by name, with its section or property.</param>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class TemplateRuleAttribute(string finds, string source) : Attribute
{
    public string Finds { get; } = finds;

    public string Source { get; } = source;

    /// <summary>Whether AWS runs it as it is written, and its guides advise otherwise. False by default.</summary>
    public bool IsPractice { get; init; }
}
