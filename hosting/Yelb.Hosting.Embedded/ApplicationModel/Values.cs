namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that is known when the application runs.</summary>
public interface IValueProvider
{
    /// <summary>The value; waits where it is not known yet.</summary>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}

/// <summary>A value that can be written down as a placeholder before it is known.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>The placeholder, such as <c>{yelb-db.bindings.tcp.port}</c>.</summary>
    string ValueExpression { get; }
}

/// <summary>A value that is made of others.</summary>
public interface IValueWithReferences
{
    /// <summary>The values and resources that it is made of.</summary>
    IEnumerable<object> References { get; }
}

/// <summary>The connection string of a resource, as the value of a variable.</summary>
/// <param name="resource">The resource.</param>
/// <param name="optional">Whether the variable may be left out where there is no connection string.</param>
public class ConnectionStringReference(IResourceWithConnectionString resource, bool optional) : IManifestExpressionProvider, IValueProvider, IValueWithReferences
{
    /// <summary>The resource.</summary>
    public IResourceWithConnectionString Resource { get; } = resource;

    /// <summary>Whether the variable may be left out.</summary>
    public bool Optional { get; } = optional;

    string IManifestExpressionProvider.ValueExpression => Resource.ValueExpression;

    IEnumerable<object> IValueWithReferences.References => [Resource];

    async ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken)
    {
        var value = await Resource.GetConnectionStringAsync(cancellationToken).ConfigureAwait(false);
        return value is null && !Optional
            ? throw new DistributedApplicationException($"The connection string of '{Resource.Name}' is not available.")
            : value;
    }
}
