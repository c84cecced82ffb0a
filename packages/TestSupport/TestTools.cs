using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace TestSupport;

/// <summary>System tools that tests run themselves.</summary>
internal static class TestTools
{
    /// <summary>The log of the test run.</summary>
    public static ILogger Logger { get; } = LoggerFactory
        .Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true))
        .CreateLogger("tests");

    /// <summary>Installs those that are missing; says so in the log of the test run.</summary>
    /// <exception cref="MachineException">They can't be installed: what is missing, and with what it comes.</exception>
    public static Task EnsureAsync(params string[] tools) => new AptPackages().EnsureAsync(
        TestContext.Current.TestClass?.TestClassSimpleName ?? "tests", tools, Logger, Patience.Token);
}
