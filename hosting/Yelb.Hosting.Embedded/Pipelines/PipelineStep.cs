using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Pipelines;

/// <summary>The steps that are there in every pipeline, for others to stand before or behind.</summary>
public static class WellKnownPipelineSteps
{
    /// <summary>Writes what is needed to deploy.</summary>
    public const string Publish = "publish";

    /// <summary>Deploys.</summary>
    public const string Deploy = "deploy";

    /// <summary>Takes away what was deployed.</summary>
    public const string Destroy = "destroy";
}

/// <summary>One thing that a pipeline does.</summary>
public class PipelineStep
{
    /// <summary>Its name, by which it is asked for and referred to.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, for people.</summary>
    public string? Description { get; init; }

    /// <summary>What it does.</summary>
    public required Func<PipelineStepContext, Task> Action { get; init; }

    /// <summary>The steps that come before it.</summary>
    public List<string> DependsOnSteps { get; init; } = [];

    /// <summary>The steps that it comes before.</summary>
    public List<string> RequiredBySteps { get; init; } = [];
}

/// <summary>What all steps of a run share.</summary>
/// <param name="model">The model.</param>
/// <param name="executionContext">What the AppHost was started for.</param>
/// <param name="serviceProvider">The host's services.</param>
/// <param name="logger">What is said to the user.</param>
/// <param name="cancellationToken">Gives up.</param>
public sealed class PipelineContext(DistributedApplicationModel model, DistributedApplicationExecutionContext executionContext, IServiceProvider serviceProvider, ILogger logger, CancellationToken cancellationToken)
{
    /// <summary>The model.</summary>
    public DistributedApplicationModel Model { get; } = model;

    /// <summary>What the AppHost was started for.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    /// <summary>The host's services.</summary>
    public IServiceProvider Services { get; } = serviceProvider;

    /// <summary>What is said to the user.</summary>
    public ILogger Logger { get; } = logger;

    /// <summary>Gives up.</summary>
    public CancellationToken CancellationToken { get; set; } = cancellationToken;

    /// <summary>What is told at the end.</summary>
    public PipelineSummary Summary { get; } = new();
}

/// <summary>What a step is given.</summary>
public sealed class PipelineStepContext
{
    /// <summary>What it shares with the other steps.</summary>
    public required PipelineContext PipelineContext { get; init; }

    /// <summary>The model.</summary>
    public DistributedApplicationModel Model => PipelineContext.Model;

    /// <summary>What the AppHost was started for.</summary>
    public DistributedApplicationExecutionContext ExecutionContext => PipelineContext.ExecutionContext;

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => PipelineContext.Services;

    /// <summary>What is said to the user.</summary>
    public ILogger Logger => PipelineContext.Logger;

    /// <summary>Gives up.</summary>
    public CancellationToken CancellationToken => PipelineContext.CancellationToken;

    /// <summary>What is told at the end.</summary>
    public PipelineSummary Summary => PipelineContext.Summary;
}

/// <summary>What those who make steps are given.</summary>
public class PipelineStepFactoryContext
{
    /// <summary>What all steps share.</summary>
    public required PipelineContext PipelineContext { get; init; }

    /// <summary>The resource whose steps are made.</summary>
    public required IResource Resource { get; init; }
}

/// <summary>The steps of a resource.</summary>
public class PipelineStepAnnotation : IResourceAnnotation
{
    private readonly Func<PipelineStepFactoryContext, IEnumerable<PipelineStep>> _factory;

    /// <summary>Makes several steps.</summary>
    public PipelineStepAnnotation(Func<PipelineStepFactoryContext, IEnumerable<PipelineStep>> factory) => _factory = factory;

    /// <summary>Makes the steps.</summary>
    public Task<IEnumerable<PipelineStep>> CreateStepsAsync(PipelineStepFactoryContext context) => Task.FromResult(_factory(context));
}

/// <summary>What is told at the end of a run.</summary>
public sealed class PipelineSummary
{
    private readonly List<(string Key, string Value)> _items = [];

    internal IReadOnlyList<(string Key, string Value)> All => _items;

    /// <summary>Adds a line.</summary>
    public void Add(string key, string value) => _items.Add((key, value));
}
