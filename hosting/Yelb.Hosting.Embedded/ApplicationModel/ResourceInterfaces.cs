using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>A resource that runs as a process or container of its own.</summary>
    public interface IComputeResource : IResource;

    /// <summary>A resource that others can call.</summary>
    public interface IResourceWithEndpoints : IResource;

    /// <summary>A resource that takes environment variables.</summary>
    public interface IResourceWithEnvironment : IResource;

    /// <summary>A resource that takes command-line arguments.</summary>
    public interface IResourceWithArgs : IResource;

    /// <summary>A resource that can wait for another.</summary>
    public interface IResourceWithWaitSupport : IResource;

    /// <summary>A resource that lives inside another, as a database in its server.</summary>
    public interface IResourceWithParent : IResource
    {
        /// <summary>The resource that this one lives in.</summary>
        IResource Parent { get; }
    }

    /// <summary>A resource that lives inside another of a known type.</summary>
    public interface IResourceWithParent<out T> : IResourceWithParent where T : IResource
    {
        /// <inheritdoc cref="IResourceWithParent.Parent"/>
        new T Parent { get; }

        IResource IResourceWithParent.Parent => Parent;
    }

    /// <summary>A resource that is reached through a connection string.</summary>
    public interface IResourceWithConnectionString : IResource, IManifestExpressionProvider, IValueProvider, IValueWithReferences
    {
        /// <summary>The connection string, by reference to what it is made of.</summary>
        ReferenceExpression ConnectionStringExpression { get; }

        /// <summary>The variable that carries it; null for <c>ConnectionStrings__NAME</c>.</summary>
        string? ConnectionStringEnvironmentVariable => null;

        /// <summary>The connection string as it stands now; waits for endpoints to be allocated.</summary>
        ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
            ConnectionStringExpression.GetValueAsync(cancellationToken);

        /// <summary>The parts of the connection string, each of which becomes a variable of its own.</summary>
        IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties() => [];

        string IManifestExpressionProvider.ValueExpression => $"{{{Name}.connectionString}}";

        ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => GetConnectionStringAsync(cancellationToken);

        IEnumerable<object> IValueWithReferences.References => [ConnectionStringExpression];
    }
}

namespace Aspire.Hosting
{
    /// <summary>A resource whose endpoints are found by its name.</summary>
    public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
}
