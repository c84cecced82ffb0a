using System.Globalization;
using EcsServiceConnect.Hosting.Deployment;

namespace EcsServiceConnect.Hosting.Diffing;

/// <summary>A difference in lines, one for each thing that happens: data first, then security, then the rest.</summary>
internal static class DifferenceReport
{
    private const int MostProperties = 8;

    /// <summary>Of what a deployment does; of a first one what it costs.</summary>
    /// <param name="deployment">What is deployed.</param>
    /// <param name="difference">What it changes; null where there is nothing yet.</param>
    public static IReadOnlyList<string> Lines(StackDeployment deployment, StackDifference? difference) => difference is null
        ? [$"The stack '{deployment.StackName}' is not deployed yet: all of it is new{(deployment.Cost is { } cost ? $", and costs {cost}" : "")}."]
        : Lines(difference) is [_, ..] lines ? lines
        : [$"The stack '{deployment.StackName}' is deployed as it is published; only what its images and parameters hold may be other."];

    private static IReadOnlyList<string> Lines(StackDifference difference) =>
    [
        .. difference.Changes.GroupBy(Group).SelectMany(Lines),
        .. difference.Rest.GroupBy(r => (r.Kind, r.Section)).Select(g => $"other: {g.Key.Kind}: the stack's {g.Key.Section}{(g.Count() > 1 ? "s" : "")} {string.Join(", ", g.Select(r => r.Name))}"),
    ];

    // What is new, or goes, as a whole is told in one line; of what is changed, each has its own.
    private static (ChangeConcern, ChangeKind, string Resource, string) Group(StackChange change) =>
        (change.Concern, change.Kind, change.Resource, change.Kind is ChangeKind.Added or ChangeKind.Deleted && change.Losses.Count == 0 ? "" : change.LogicalId);

    private static IEnumerable<string> Lines(IGrouping<(ChangeConcern, ChangeKind, string Resource, string), StackChange> group)
    {
        var change = group.First();
        var concern = change.Concern.ToString().ToLowerInvariant();
        return change.Losses.Count > 0
            ? change.Losses.Select(loss => $"{concern}: {loss.Message} [{LossAcceptance.Option} {loss.Name}]")
            : [$"{concern}: {Verb(change.Kind)}: {change.Resource}: {string.Join(", ", group.CountBy(c => ResourceWords.Type(c.Type)).Select(Counted))}{Properties(change)}"];
    }

    private static string Counted(KeyValuePair<string, int> type) => type.Value == 1 ? type.Key : string.Create(CultureInfo.InvariantCulture, $"{type.Key} ({type.Value})");

    private static string Properties(StackChange change)
    {
        var told = change.Properties.Select(p => $"{ResourceWords.Property(p, change.Resource)}{(RefusedChanges.Of(change.Type, p) is { } refused ? $", {refused}" : "")}").Distinct().ToList();
        return told.Count == 0 ? ""
            : $": {string.Join("; ", told.Take(MostProperties))}{(told.Count > MostProperties ? string.Create(CultureInfo.InvariantCulture, $"; and {told.Count - MostProperties} more") : "")}";
    }

    private static string Verb(ChangeKind kind) => kind switch
    {
        ChangeKind.Replaced => "replaced",
        ChangeKind.MayBeReplaced => "perhaps replaced",
        ChangeKind.Deleted => "deleted",
        ChangeKind.Changed => "changed",
        _ => "added",
    };
}
