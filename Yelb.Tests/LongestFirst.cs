using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Yelb.Tests.LongestFirst))]

namespace Yelb.Tests;

/// <summary>
/// Begins with what takes a minute or more, so that nothing long is left to run alone at the end. The others come in the
/// order of their names.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] _long =
    [
        nameof(Web.TwoOfEach), nameof(Rehearsal.RehearsalTests), nameof(Web.OutageTests), nameof(Stores.FailingStores),
        nameof(Web.BrowserTests), nameof(Api.TwoServers), nameof(Ecs.PublishTests), nameof(Rehearsal.PipelineStepTests),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(Place).ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];

    private static int Place<TTestCollection>(TTestCollection collection) where TTestCollection : ITestCollection =>
        Array.FindIndex(_long, name => Names(collection.TestCollectionDisplayName, name)) is var place and >= 0 ? place : _long.Length;

    // That of a class is its whole name in some words.
    private static bool Names(string collection, string name) => collection == name || collection.Contains($".{name} ", StringComparison.Ordinal);
}
