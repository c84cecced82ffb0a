namespace EcsServiceConnect.Hosting.Diffing;

/// <summary>What an update of the stack does to one of its resources.</summary>
/// <param name="Resource">The resource's name in AppHost.cs, or the stack's.</param>
/// <param name="LogicalId">Its name in the template.</param>
/// <param name="Type">Its CloudFormation type.</param>
/// <param name="Kind">What happens to it.</param>
/// <param name="Concern">Why somebody would want to know.</param>
/// <param name="Properties">What is other than before, where it is there before and after.</param>
internal sealed record StackChange(
    string Resource, string LogicalId, string Type, ChangeKind Kind, ChangeConcern Concern, IReadOnlyList<PropertyChange> Properties)
{
    /// <summary>The data that is lost with it, or that nobody sees afterwards; mostly none.</summary>
    public IReadOnlyList<DataLoss> Losses { get; init; } = [];
}

/// <summary>What CloudFormation does (AWS CloudFormation User Guide, "Understand update behaviors of stack resources").</summary>
internal enum ChangeKind
{
    /// <summary>A new one takes its place.</summary>
    Replaced,

    /// <summary>Whether a new one takes its place depends on what the template does not tell.</summary>
    MayBeReplaced,

    /// <summary>It leaves the stack.</summary>
    Deleted,

    /// <summary>It stays, and is other than before.</summary>
    Changed,

    /// <summary>It is new.</summary>
    Added,
}

/// <summary>What a change is about, the gravest first.</summary>
internal enum ChangeConcern
{
    /// <summary>What somebody stored.</summary>
    Data,

    /// <summary>Who may do or reach what.</summary>
    Security,

    /// <summary>Everything else.</summary>
    Other,
}

/// <summary>A part of a resource that is other than before.</summary>
/// <param name="Path">Where it is, by names; the first of them is the property.</param>
/// <param name="Before">Its value before; null where it had none, or one that is known only in AWS.</param>
/// <param name="After">Its value after; null likewise.</param>
internal sealed record PropertyChange(IReadOnlyList<string> Path, string? Before, string? After);

/// <summary>Data that an update takes away from the stack.</summary>
/// <param name="Name">What it is accepted by.</param>
/// <param name="Message">Whose it is, and what becomes of it.</param>
internal sealed record DataLoss(string Name, string Message);
