using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace ProcessesAndTools.Tests;

/// <summary>This program as one that installs hello, instead of running tests.</summary>
internal static class InstallingProcess
{
    private const string Variable = "YELB_TESTS_INSTALLING_PROCESS";

    /// <summary>Packages with their lock, apt's lists and its downloads below a folder.</summary>
    public static AptPackages Packages(string folder, params string[] options) => new(
        Path.Combine(folder, "lock"),
        [$"-oDir::State::lists={folder}/lists", $"-oDir::Cache={folder}/cache", .. options]);

    /// <summary>Starts the program; it says `asking`, and then what it logs.</summary>
    public static ChildProcess Start(string folder, Action<string> output) => ChildProcess.Start(
        new() { FileName = Environment.ProcessPath!, Environment = new Dictionary<string, string> { [Variable] = folder } },
        (line, _) => output(line));

    // Before the test runner's entry point: a program of its own would be a whole project.
    [ModuleInitializer]
    internal static void Run()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } folder)
        {
            // No other thread may go on in this module before this returns: hence no async method here.
            using (var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true)))
            {
                Console.WriteLine("asking");
                Packages(folder).EnsureAsync("the test", ["hello"], loggers.CreateLogger("process"), CancellationToken.None).GetAwaiter().GetResult();
            }

            Environment.Exit(0);
        }
    }
}
