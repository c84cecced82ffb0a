using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace TestSupport;

/// <summary>
/// Begins with the test collections, or classes, that take half a minute or more, so that nothing long is left to run alone at the end. The
/// others come in the order of their names.
/// </summary>
/// <param name="names">Of those that are long, the longest first.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class LongestFirstAttribute(params string[] names) : Attribute, ITestCollectionOrdererAttribute
{
    public IReadOnlyList<string> Names => names;

    public Type OrdererType => typeof(LongestFirst);
}

/// <summary>What <see cref="LongestFirstAttribute"/> asks for.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] _long = [.. typeof(LongestFirst).Assembly.GetCustomAttribute<LongestFirstAttribute>()!.Names];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(Place).ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];

    private static int Place<TTestCollection>(TTestCollection collection) where TTestCollection : ITestCollection =>
        Array.FindIndex(_long, name => Names(collection.TestCollectionDisplayName, name)) is var place and >= 0 ? place : _long.Length;

    // That of a class is its whole name in some words.
    private static bool Names(string collection, string name) => collection == name || collection.Contains($".{name} ", StringComparison.Ordinal);
}
