using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;

namespace EcsServiceConnect.Hosting.Publishing;

/// <summary>The part of the AppHost's command line that is for a step: what stands behind <c>--step</c> and is not the host's own.</summary>
/// <remarks>The host reads the same arguments as its configuration, where a name without a value takes the next argument for it.</remarks>
internal static class ForwardedArguments
{
    // Aspire's own for pipelines (aspire do), and .NET's host's.
    private static readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase)
    {
        "--operation", "--step", "--publisher", "--list-steps", "--output-path", "--log-level", "--include-exception-details",
        "--clear-cache", "--yes", "--environment",
    };

    /// <summary>Those of the command line that a configuration was made of.</summary>
    /// <exception cref="DistributedApplicationException">One would take a host's option from it: which.</exception>
    public static IReadOnlyList<string> Of(IConfiguration configuration) =>
        configuration is IConfigurationBuilder { Sources: var sources }
            && sources.OfType<CommandLineConfigurationSource>().LastOrDefault() is { Args: var args }
            ? Of([.. args])
            : [];

    internal static IReadOnlyList<string> Of(IReadOnlyList<string> args)
    {
        var ours = new List<string>();
        var isHosts = false;
        string? open = null;
        foreach (var argument in args.SkipWhile(a => Name(a) != "--step"))
        {
            if (!argument.StartsWith("--", StringComparison.Ordinal))
            {
                if (!isHosts)
                {
                    ours.Add(argument);
                }

                // One value to a name.
                (isHosts, open) = (false, null);
                continue;
            }

            // A name with a colon is a setting, such as --Parameters:name=value.
            isHosts = _hosts.Contains(Name(argument)) || Name(argument).Contains(':', StringComparison.Ordinal);
            if (isHosts && open is not null)
            {
                throw new DistributedApplicationException($"Put {argument} before {open}: the host would take it for the value of {open}.");
            }

            if (!isHosts)
            {
                ours.Add(argument);
                open = argument.Contains('=', StringComparison.Ordinal) ? null : argument;
            }

            isHosts &= !argument.Contains('=', StringComparison.Ordinal);
        }

        return ours;
    }

    /// <summary>The values of an option, in the order in which they were given.</summary>
    /// <exception cref="DistributedApplicationException">It has no value.</exception>
    public static IReadOnlyList<string> Values(IReadOnlyList<string> arguments, string option) =>
    [
        .. from position in Enumerable.Range(0, arguments.Count)
           let argument = arguments[position]
           where Name(argument) == option
           select argument.Contains('=', StringComparison.Ordinal) ? argument.Split('=', 2)[1]
               : position + 1 < arguments.Count && !arguments[position + 1].StartsWith("--", StringComparison.Ordinal) ? arguments[position + 1]
               : throw new DistributedApplicationException($"{option} has no value: give it one, as in '{option}=…'."),
    ];

    /// <summary>The file that a value names, from where the command is typed: Aspire's CLI starts an AppHost in its own folder, and the shell's variable stays.</summary>
    public static string File(string value) => new[] { Environment.CurrentDirectory, Environment.GetEnvironmentVariable("PWD") }
        .OfType<string>().Select(folder => Path.Combine(folder, value)).FirstOrDefault(System.IO.File.Exists) ?? value;

    private static string Name(string argument) => argument.Split('=', 2)[0];
}
