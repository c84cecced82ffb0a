using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is known of a resource at one moment; what the dashboard shows.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>What kind of resource it is, such as Project.</summary>
    public required string ResourceType { get; init; }

    /// <summary>Facts to show. The dashboard knows some names, such as <c>project.path</c>.</summary>
    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>When the resource was added to the model.</summary>
    public DateTime? CreationTimeStamp { get; init; }

    /// <summary>When it was last started.</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When it last ended.</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>Its state, one of <see cref="KnownResourceStates"/>.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>The exit code of a process that has ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What its health checks said last.</summary>
    public ImmutableArray<HealthReportSnapshot> HealthReports { get; internal init; } = [];

    /// <summary>The worst of its health reports; a report still to come counts as unhealthy. Null unless it runs.</summary>
    public HealthStatus? HealthStatus => State?.Text != KnownResourceStates.Running
        ? null
        : HealthReports.Length == 0
            ? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy
            : HealthReports.Min(r => r.Status ?? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy);

    /// <summary>Its environment variables.</summary>
    public ImmutableArray<EnvironmentVariableSnapshot> EnvironmentVariables { get; init; } = [];

    /// <summary>Where it can be reached.</summary>
    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    /// <summary>Its lines in the graph.</summary>
    public ImmutableArray<RelationshipSnapshot> Relationships { get; init; } = [];

    /// <summary>Its buttons.</summary>
    public ImmutableArray<ResourceCommandSnapshot> Commands { get; init; } = [];

    /// <summary>Completes when those who wanted to act on its being ready have done so; null until it is healthy.</summary>
    internal Task? Ready { get; init; }
}

/// <summary>A state and how it looks.</summary>
/// <param name="Text">The state.</param>
/// <param name="Style">One of <see cref="KnownResourceStateStyles"/>; null for the dashboard's choice.</param>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>A state that looks as the dashboard likes.</summary>
    public static implicit operator ResourceStateSnapshot?(string? s) => s is null ? null : new(s, null);
}

/// <summary>A fact to show.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
public sealed record ResourcePropertySnapshot(string Name, object? Value)
{
    /// <summary>Whether the dashboard hides the value until asked.</summary>
    public bool IsSensitive { get; init; }
}

/// <summary>An environment variable of a resource.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsFromSpec">Whether the model set it, rather than the machine.</param>
public sealed record EnvironmentVariableSnapshot(string Name, string? Value, bool IsFromSpec);

/// <summary>An address of a resource.</summary>
/// <param name="Name">The endpoint's name.</param>
/// <param name="Url">The address.</param>
/// <param name="IsInternal">Whether it is of no use to people.</param>
public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal)
{
    /// <summary>How it is shown.</summary>
    public UrlDisplayPropertiesSnapshot DisplayProperties { get; init; } = new();
}

/// <summary>How an address is shown.</summary>
/// <param name="DisplayName">The text; the address by default.</param>
/// <param name="SortOrder">Higher comes first.</param>
public sealed record UrlDisplayPropertiesSnapshot(string DisplayName = "", int SortOrder = 0);

/// <summary>What a health check said.</summary>
/// <param name="Name">The check's key.</param>
/// <param name="Status">What it said; null before its first run.</param>
/// <param name="Description">Its words.</param>
/// <param name="ExceptionText">What it failed with.</param>
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description, string? ExceptionText);

/// <summary>A line from one resource to another.</summary>
/// <param name="ResourceName">The other resource.</param>
/// <param name="Type">What the line means.</param>
public sealed record RelationshipSnapshot(string ResourceName, string Type);

/// <summary>A button of a resource.</summary>
/// <param name="Name">The command's name.</param>
/// <param name="State">Whether it can be pressed now.</param>
/// <param name="DisplayName">The button's text.</param>
/// <param name="DisplayDescription">What it does.</param>
/// <param name="Parameter">Unused; a button takes no parameter.</param>
/// <param name="ConfirmationMessage">What is asked first; null for nothing.</param>
/// <param name="IconName">The name of a Fluent UI icon.</param>
/// <param name="IconVariant">How the icon is drawn.</param>
/// <param name="IsHighlighted">Whether it is shown beside the resource rather than in its menu.</param>
public sealed record ResourceCommandSnapshot(string Name, ResourceCommandState State, string DisplayName, string? DisplayDescription, object? Parameter, string? ConfirmationMessage, string? IconName, IconVariant? IconVariant, bool IsHighlighted);
