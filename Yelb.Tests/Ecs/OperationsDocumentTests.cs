using System.Text.RegularExpressions;
using ProcessesAndTools;

namespace Yelb.Tests.Ecs;

/// <summary>The commands of docs/operations.md, typed one block after the other, with the AWS CLI's own word on each of its calls.</summary>
public sealed partial class OperationsDocumentTests : IDisposable
{
    // What it would answer is not known here; what follows from an answer goes on with this one.
    private const string Aws = """
        #!/bin/sh
        printf '%s\0' "$@" >> calls; printf '\n\0' >> calls
        echo arn:aws:stand-in
        """;

    // These have tests of their own, or a machine of their own.
    private const string Other = """
        #!/bin/sh
        exit 0
        """;

    private static readonly string[] _others = ["dotnet", "sudo", "pg_dump", "psql", "operations/yelb-db"];

    private readonly TemporaryFolder _folder = new();

    private static string Text { get; } = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));

    public void Dispose() => _folder.Dispose();

    [Fact(Explicit = true), Trait("Run", "by hand")]
    public async Task Every_command_runs_and_the_AWS_CLI_takes_all_that_it_is_given()
    {
        await TestTools.EnsureAsync("bash");
        foreach (var (name, script) in _others.Select(name => (name, Other)).Append(("aws", Aws)))
        {
            await AddProgramAsync(name, script);
        }

        var blocks = Blocks().Matches(Text).Select(m => Unindented(m.Groups["indent"].Value, m.Groups["text"].Value)).ToList();
        Assert.True(blocks.Count > 10, "There are no blocks of commands; do they begin with ```bash?");
        foreach (var block in blocks)
        {
            var result = await ChildProcess.RunAsync(
                new()
                {
                    FileName = "bash",
                    Arguments = ["-euo", "pipefail", "-c", block],
                    WorkingDirectory = _folder.Path,
                    Environment = new Dictionary<string, string> { ["PATH"] = $"{_folder.Path}:{Environment.GetEnvironmentVariable("PATH")}" },
                },
                Patience.Token);
            Assert.True(result.ExitCode == 0, $"{block}\n{string.Join('\n', result.Lines)}");
        }

        var calls = (await File.ReadAllTextAsync(Path.Combine(_folder.Path, "calls"), Patience.Token)).Split("\n\0", StringSplitOptions.RemoveEmptyEntries)
            .Select(call => call.Split('\0', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Empty(await AwsCli.RefusalsAsync(calls));
    }

    [Fact]
    public async Task The_AWS_CLI_refuses_what_it_does_not_know()
    {
        Assert.SkipUnless(AwsCli.IsThere, "npm has the AWS CLI for Linux on x86-64 only.");

        var refusal = Assert.Single(await AwsCli.RefusalsAsync([["ecs", "list-tasks", "--clster", "yelb"], ["ecs", "list-tasks", "--cluster", "yelb"]]));

        Assert.StartsWith("aws ecs list-tasks --clster yelb: ", refusal, StringComparison.Ordinal);
    }

    private async Task AddProgramAsync(string name, string script)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, script + "\n", Patience.Token);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static string Unindented(string indent, string block) => string.Join('\n', block.Split('\n').Select(line => line.StartsWith(indent, StringComparison.Ordinal) ? line[indent.Length..] : line));

    [GeneratedRegex("^(?<indent> *)```bash\n(?<text>.*?)^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
