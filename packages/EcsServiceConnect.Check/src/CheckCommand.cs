using System.CommandLine;
using EcsServiceConnect.Templates;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Stacks;
using EcsServiceConnect.Templates.Validation;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsServiceConnect.Check;

/// <summary>The command line: what to check, how to tell it, and with which exit code.</summary>
/// <param name="output">Gets the report.</param>
/// <param name="errors">Gets what could not be read, and what is not checked.</param>
/// <param name="validates">Whether AWS's own validator looks at the templates too.</param>
internal sealed class CheckCommand(TextWriter output, TextWriter errors, bool validates = true)
{
    private const int Clean = 0;
    private const int Found = 1;
    private const int Failed = 2;

    private static readonly Dictionary<string, Action<CheckResult, TextWriter>> _formats = new()
    {
        ["text"] = TextReport.Write,
        ["json"] = JsonReport.Write,
        ["sarif"] = SarifReport.Write,
    };

    /// <summary>Checks what the arguments name.</summary>
    /// <param name="arguments">As on the command line.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>0 where nothing is wrong, or advice is all; 1 where something is; 2 where something can't be read.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Templates in JSON or YAML, folders of them, or cloud assemblies of the CDK (cdk.out).", Arity = ArgumentArity.ZeroOrMore };
        paths.Validators.Add(given =>
        {
            if (given.Tokens.FirstOrDefault(t => t.Value.StartsWith('-')) is { } other)
            {
                given.AddError($"'{other.Value}' is no option; there are --format, --accept and --rules.");
            }
        });
        var format = new Option<string>("--format") { Description = "How to tell what is found.", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong([.. _formats.Keys]);
        var accept = new Option<string?>("--accept") { Description = "A file of what is accepted, in JSON or YAML: a list of rule, resource and reason." };
        var rules = new Option<bool>("--rules") { Description = "Tells what the rules find and where AWS says so, and ends." };
        var command = new RootCommand("Checks CloudFormation templates of Amazon ECS services for what AWS would refuse or run other than meant.") { paths, format, accept, rules };
        command.SetAction(async (parsed, cancelled) =>
        {
            if (parsed.GetValue(rules))
            {
                foreach (var rule in TemplateRule.All)
                {
                    output.WriteLine($"{rule.Name}{(rule.IsPractice ? " (advice)" : "")}: {rule.Finds}. {rule.Source}.");
                }

                return Clean;
            }

            if (parsed.GetValue(paths) is not { Length: > 0 } given)
            {
                errors.WriteLine("error: nothing to check; name a template, a folder of templates or cdk.out.");
                return Failed;
            }

            return await CheckAsync(given, _formats[parsed.GetValue(format)!], parsed.GetValue(accept), cancelled).ConfigureAwait(false);
        });
        var result = command.Parse(arguments);
        var code = await result.InvokeAsync(new() { Output = output, Error = errors }, cancellationToken).ConfigureAwait(false);
        return result.Errors.Count > 0 ? Failed : code;
    }

    private async Task<int> CheckAsync(string[] paths, Action<CheckResult, TextWriter> write, string? acceptFile, CancellationToken cancellationToken)
    {
        Acceptances acceptances;
        try
        {
            acceptances = acceptFile is null ? new([]) : Acceptances.Read(acceptFile);
        }
        catch (TemplateFileException e)
        {
            errors.WriteLine($"error: {e.Message}");
            return Failed;
        }

        // It reads its schemas while the rules run.
        var validator = validates ? AwsValidator.Start(NullLogger.Instance, cancellationToken) : null;
        var stacks = StackChecks.Check(paths);
        if (validator is not null)
        {
            await using var _ = validator.ConfigureAwait(false);
            var (more, leftOut) = await stacks.ValidatedAsync(validator).ConfigureAwait(false);
            stacks = more;
            errors.Write(leftOut is null ? "" : $"note: {leftOut}{Environment.NewLine}");
        }

        foreach (var unreadable in stacks.Unreadable)
        {
            errors.WriteLine($"error: {unreadable.Message}");
        }

        foreach (var line in stacks.NotRead)
        {
            errors.WriteLine($"note: {line}");
        }

        var result = new CheckResult(stacks, acceptances);
        foreach (var line in result.Unused)
        {
            errors.WriteLine($"warning: {line}");
        }

        write(result, output);
        return stacks.Unreadable.Count > 0 ? Failed : result.Faults.Any() ? Found : Clean;
    }
}
