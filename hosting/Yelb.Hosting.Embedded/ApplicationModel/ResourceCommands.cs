using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The commands that host and dashboard know.</summary>
public static class KnownResourceCommands
{
    /// <summary>Starts the resource.</summary>
    public static readonly string StartCommand = "start";

    /// <summary>Stops it.</summary>
    public static readonly string StopCommand = "stop";

    /// <summary>Stops and starts it.</summary>
    public static readonly string RestartCommand = "restart";
}

/// <summary>Whether a command can be given.</summary>
public enum ResourceCommandState
{
    /// <summary>It can.</summary>
    Enabled,

    /// <summary>It can not, and is shown so.</summary>
    Disabled,

    /// <summary>It is not shown.</summary>
    Hidden,
}

/// <summary>How an icon is drawn.</summary>
public enum IconVariant
{
    /// <summary>In outline.</summary>
    Regular,

    /// <summary>Filled.</summary>
    Filled,
}

/// <summary>A command that can be given to a resource.</summary>
public sealed class ResourceCommandAnnotation : IResourceAnnotation
{
    internal ResourceCommandAnnotation(string name, string displayName, Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand, CommandOptions options)
    {
        Name = name;
        DisplayName = displayName;
        ExecuteCommand = executeCommand;
        Options = options;
    }

    /// <summary>The command's name.</summary>
    public string Name { get; }

    /// <summary>The button's text.</summary>
    public string DisplayName { get; }

    /// <summary>What the command does.</summary>
    public Func<ExecuteCommandContext, Task<ExecuteCommandResult>> ExecuteCommand { get; }

    internal CommandOptions Options { get; }

    internal ResourceCommandSnapshot SnapshotFor(CustomResourceSnapshot resource, IServiceProvider services) => new(
        Name,
        Options.UpdateState?.Invoke(new UpdateCommandStateContext { ResourceSnapshot = resource, Services = services }) ?? ResourceCommandState.Enabled,
        DisplayName, Options.Description, Parameter: null, ConfirmationMessage: null, Options.IconName, Options.IconVariant, Options.IsHighlighted);
}

/// <summary>How a command looks and when it can be given.</summary>
public class CommandOptions
{
    /// <summary>What it does, for people.</summary>
    public string? Description { get; set; }

    /// <summary>Tells from the resource's snapshot whether it can be given; always by default.</summary>
    public Func<UpdateCommandStateContext, ResourceCommandState>? UpdateState { get; set; }

    /// <summary>The name of a Fluent UI icon.</summary>
    public string? IconName { get; set; }

    /// <summary>How the icon is drawn.</summary>
    public IconVariant? IconVariant { get; set; }

    /// <summary>Whether it is shown beside the resource rather than in its menu.</summary>
    public bool IsHighlighted { get; set; }
}

/// <summary>What a command's state depends on.</summary>
public sealed class UpdateCommandStateContext
{
    /// <summary>What is known of the resource.</summary>
    public required CustomResourceSnapshot ResourceSnapshot { get; init; }

    /// <summary>The host's services.</summary>
    public IServiceProvider Services { get; init; } = null!;
}

/// <summary>What a command is given.</summary>
public sealed class ExecuteCommandContext
{
    /// <summary>The resource, or the one replica, that it is given to.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Gives up the command.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>The host's services.</summary>
    public IServiceProvider Services { get; init; } = null!;

    /// <summary>The resource's log.</summary>
    public required ILogger Logger { get; init; }
}

/// <summary>How a command ended.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>Whether it did what it should.</summary>
    public required bool Success { get; init; }

    /// <summary>What to tell the person who gave it.</summary>
    public string? Message { get; init; }
}

/// <summary>Makes results of commands.</summary>
public static class CommandResults
{
    /// <summary>It did what it should.</summary>
    public static ExecuteCommandResult Success() => new() { Success = true };

    /// <summary>It did not.</summary>
    public static ExecuteCommandResult Failure(string? errorMessage = null) => new() { Success = false, Message = errorMessage };
}
