using System.Globalization;

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
    /// <param name="timeout">How long the answer may take, in whole seconds; <see cref="StartTime"/> comes to it.</param>
    public static IReadOnlyList<string> Command(Uri address, TimeSpan timeout) =>
        ["CMD", "dotnet", $"/app/{Program}", address.AbsoluteUri, timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)];

    /// <summary>What the .NET runtime may take to start on the least share of a processor that a task has.</summary>
    public static TimeSpan StartTime { get; } = TimeSpan.FromSeconds(3);

    /// <summary>Puts the program into a folder.</summary>
    public static async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var name in new[] { Program, $"{Name}.runtimeconfig.json" })
        {
            await EmbeddedFile.WriteAsync(name, Path.Combine(folder, name), cancellationToken).ConfigureAwait(false);
        }
    }
}
