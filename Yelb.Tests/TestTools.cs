using EcsServiceConnect.Rehearsal;
using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace Yelb.Tests;

/// <summary>System tools that tests run themselves.</summary>
internal static class TestTools
{
    private static readonly ILogger _logger = LoggerFactory
        .Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true))
        .CreateLogger("tests");

    /// <summary>Installs those that are missing; says so in the log of the test run.</summary>
    /// <exception cref="MachineException">They can't be installed: what is missing, and with what it comes.</exception>
    public static Task EnsureAsync(params string[] tools) => new AptPackages().EnsureAsync(
        TestContext.Current.TestClass?.TestClassSimpleName ?? "tests", tools, _logger, Patience.Token);

    /// <summary>Installs what the parts of a rehearsal run, where it is missing.</summary>
    /// <exception cref="MachineException">It can't be installed: what is missing, and with what it comes.</exception>
    public static Task EnsureRehearsalAsync() => RehearsalTools.EnsureAsync(_logger, Patience.Token);
}
