using System.Reflection;
using Yelb.Hosting.Machine;

namespace Yelb.Hosting.Native;

/// <summary>Whether containers can be run here.</summary>
internal static class ContainerRuntime
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);
    private static readonly Lazy<bool> _answers = new(() => Task.Run(AnyAnswersAsync).GetAwaiter().GetResult());

    /// <summary>
    /// Whether this host runs containers and the engine behind the runtime answers. Asked once, within 2 seconds: a
    /// client may be installed with no engine behind it, and Aspire would then wait for its containers for ever.
    /// </summary>
    public static bool Answers => HostRunsContainers && _answers.Value;

    // The project file knows which host this was built for.
    private static bool HostRunsContainers => typeof(ContainerRuntime).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Any(m => m is { Key: "Yelb.Hosting.RunsContainers", Value: "true" });

    private static async Task<bool> AnyAnswersAsync()
    {
        // The names under which Aspire lets its users choose.
        var chosen = Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME")
            ?? Environment.GetEnvironmentVariable("DOTNET_ASPIRE_CONTAINER_RUNTIME");
        string[] runtimes = string.IsNullOrEmpty(chosen) ? ["docker", "podman"] : [chosen];
        var answers = await Task.WhenAll(runtimes.Select(AnswersAsync)).ConfigureAwait(false);
        return answers.Contains(true);
    }

    private static async Task<bool> AnswersAsync(string runtime)
    {
        if (Executables.Find(runtime) is not { } client)
        {
            return false;
        }

        using var patience = new CancellationTokenSource(_patience);
        try
        {
            // Unlike "version", listing takes the engine in docker and in podman.
            var list = new ChildProcessSpec { FileName = client, Arguments = ["container", "ls", "--quiet"], StopTimeout = TimeSpan.Zero };
            var (code, _) = await ChildProcess.RunAsync(list, patience.Token).ConfigureAwait(false);
            return code == 0;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return false;
        }
    }
}
