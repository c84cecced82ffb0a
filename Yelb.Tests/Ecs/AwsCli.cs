using System.Collections.Concurrent;
using System.IO.Compression;
using System.Runtime.InteropServices;
using ProcessesAndTools;

namespace Yelb.Tests.Ecs;

/// <summary>The AWS CLI itself, version 2, asked whether it takes a command line. It gets no further than to connect to a port of this machine that nobody listens on.</summary>
internal static class AwsCli
{
    // AWS CLI User Guide, "Command line return codes": the syntax, a parameter or its value is wrong.
    private const int Invalid = 252;

    private static readonly Lazy<Task<string>> _program = new(FetchAsync);

    private static readonly Dictionary<string, string> _nowhere = new()
    {
        ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9",
        ["AWS_ACCESS_KEY_ID"] = "loopback",
        ["AWS_SECRET_ACCESS_KEY"] = "loopback",
        ["AWS_REGION"] = "eu-west-1",
        ["AWS_MAX_ATTEMPTS"] = "1",
        ["AWS_CONFIG_FILE"] = "/nonexistent",
        ["AWS_SHARED_CREDENTIALS_FILE"] = "/nonexistent",
    };

    /// <summary>Whether there is one for this machine.</summary>
    public static bool IsThere => OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture is Architecture.X64;

    /// <summary>The command lines that it does not take, each with the reason. Those of the same parameters are asked once.</summary>
    public static async Task<IReadOnlyList<string>> RefusalsAsync(IEnumerable<string[]> calls)
    {
        if (!IsThere)
        {
            return [];
        }

        var program = await _program.Value;
        var refusals = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            calls.DistinctBy(call => string.Join(' ', call.Where((argument, i) => i < 2 || argument.StartsWith("--", StringComparison.Ordinal) || call[i - 1] == "--query"))),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = Patience.Token },
            async (call, cancellationToken) =>
            {
                var result = await ChildProcess.RunAsync(new() { FileName = program, Arguments = call, StandardInput = "text", Environment = _nowhere }, cancellationToken);
                if (result.ExitCode == Invalid)
                {
                    refusals.Add($"aws {string.Join(' ', call)}: {result.Failure("[ERROR]")}");
                }
            });
        return [.. refusals];
    }

    /// <summary>Of npm's packages with programs of AWS, this one has the CLI, in the archive of a layer for AWS Lambda.</summary>
    private static async Task<string> FetchAsync()
    {
        var package = await new ToolCache().NpmPackageAsync("@aws-cdk/asset-awscli-v2", "2.0.186", TestTools.Logger, Patience.Token);
        var folder = Path.Combine(package, "cli");
        if (!Directory.Exists(folder))
        {
            var half = $"{folder}-{Guid.NewGuid():N}";
            await ZipFile.ExtractToDirectoryAsync(Path.Combine(package, "lib", "layer.zip"), half, Patience.Token);
            try
            {
                Directory.Move(half, folder);
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                Directory.Delete(half, recursive: true);
            }
        }

        return Directory.EnumerateFiles(folder, "aws", SearchOption.AllDirectories).Single(file => file.Contains("/dist/", StringComparison.Ordinal));
    }
}
