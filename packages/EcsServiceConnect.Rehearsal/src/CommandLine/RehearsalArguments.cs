using System.Globalization;
using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.CommandLine;

/// <summary>What the program was asked to do.</summary>
internal sealed record RehearsalArguments
{
    public const string Usage = "--template PATH --map FILE [--scenario FILE] [--speed FACTOR] [--check] [--load] [--report] [--install-tools]";

    /// <summary>The option of <see cref="InstallsTools"/>.</summary>
    public const string InstallTools = "--install-tools";

    /// <summary>The template in JSON or YAML, or a folder with those of several stacks.</summary>
    public required string Template { get; init; }

    /// <summary>What to run for its images.</summary>
    public required string Map { get; init; }

    /// <summary>What to ask of the application; null for nothing of its own.</summary>
    public string? Scenario { get; init; }

    /// <summary>How many of AWS's seconds pass in one of ours; 20 by default.</summary>
    public double Speed { get; init; } = 20;

    /// <summary>Whether to run the standard checks and end with their result.</summary>
    public bool IsCheck { get; init; }

    /// <summary>Whether to run the scenarios under load and end with their result.</summary>
    public bool IsLoad { get; init; }

    /// <summary>Whether to tell it in lines of JSON (<see cref="ReportLine"/>), for a program that started this one.</summary>
    public bool IsReport { get; init; }

    /// <summary>Whether to install the system's tools that are missing, as root on Debian; otherwise they are named.</summary>
    public bool InstallsTools { get; init; }

    /// <exception cref="RehearsalException">They make no sense: which one, and what there is.</exception>
    public static RehearsalArguments Parse(IReadOnlyList<string> arguments)
    {
        var values = new Dictionary<string, string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            values[arguments[i]] = arguments[i] switch
            {
                "--check" or "--load" or ReportLine.Option or InstallTools => "",
                "--template" or "--map" or "--scenario" or "--speed" when i + 1 < arguments.Count => arguments[++i],
                var other => throw new RehearsalException($"'{other}' is no option, or lacks its value: {Usage}"),
            };
        }

        if (values.ContainsKey(ReportLine.Option) && !values.ContainsKey("--check") && !values.ContainsKey("--load"))
        {
            throw new RehearsalException($"{ReportLine.Option} goes with --check or --load: what takes commands tells it to a person.");
        }

        var speed = values.GetValueOrDefault("--speed", "20");
        return new()
        {
            Template = Required("--template"),
            Map = Required("--map"),
            Scenario = values.GetValueOrDefault("--scenario"),
            Speed = double.TryParse(speed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) && factor is >= 1 and <= 100
                ? factor
                : throw new RehearsalException($"--speed {speed} is no number from 1 to 100: how many of AWS's seconds pass in one of ours."),
            IsCheck = values.ContainsKey("--check"),
            IsLoad = values.ContainsKey("--load"),
            IsReport = values.ContainsKey(ReportLine.Option),
            InstallsTools = values.ContainsKey(InstallTools),
        };

        string Required(string name) => values.GetValueOrDefault(name) ?? throw new RehearsalException($"{name} is missing: {Usage}");
    }
}
