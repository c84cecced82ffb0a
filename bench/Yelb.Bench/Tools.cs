using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace Yelb.Bench;

/// <summary>The system's tools that make load and measure limits, and the store of production.</summary>
internal static class Tools
{
    /// <summary>Installs those that are missing; says what is missing where it can't, and returns false.</summary>
    /// <param name="isSmoke">Whether Garnet, which the AppHost takes where there is no Redis, is good enough.</param>
    public static async Task<bool> EnsureAsync(bool isSmoke)
    {
        string[] load = ["pgbench", "redis-benchmark", "wrk"];
        using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
        try
        {
            await new AptPackages().EnsureAsync(
                "the benchmark", isSmoke ? load : [.. load, "redis-server"], loggers.CreateLogger("bench"), CancellationToken.None);
            return true;
        }
        catch (MachineException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return false;
        }
    }
}
