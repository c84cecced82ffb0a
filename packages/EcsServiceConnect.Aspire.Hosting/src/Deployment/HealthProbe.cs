namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>
/// A program of a few kilobytes beside the application: what ECS runs in the container to see whether it is healthy.
/// The chiseled .NET images have no shell and no curl; <c>dotnet</c> they have.
/// </summary>
internal static class HealthProbe
{
    /// <summary>The program's name.</summary>
    public const string Name = "health-probe";

    private const string Program = $"{Name}.dll";

    /// <summary>The command of an ECS health check that asks for an address of the container's own.</summary>
    /// <param name="address"><c>http://127.0.0.1:8080/alive</c>, answered with 2xx; or <c>tcp://127.0.0.1:8080</c>, accepted.</param>
    public static IReadOnlyList<string> Command(Uri address) => ["CMD", "dotnet", $"/app/{Program}", address.AbsoluteUri];

    /// <summary>Puts the program into a folder.</summary>
    public static async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var name in new[] { Program, $"{Name}.runtimeconfig.json" })
        {
            await EmbeddedFile.WriteAsync(name, Path.Combine(folder, name), cancellationToken).ConfigureAwait(false);
        }
    }
}
