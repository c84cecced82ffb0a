using Aspire.Hosting;
using Aspire.Hosting.Pipelines;
using Aspire.Hosting.Publishing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace EcsServiceConnect.Hosting.Publishing;

/// <summary>
/// One run of Aspire's pipeline, as its user sees it. Aspire's CLI shows steps, failures and summary, and knows how it
/// ended. Without the CLI, by <c>dotnet run … --operation publish</c>, Aspire logs each failure four times with its
/// stack trace, leaves the summary out, and ends with exit code 0: what is here mends that.
/// </summary>
internal sealed class PipelineRun(
    IConfiguration configuration, IOptions<PipelineOptions> options, IHostApplicationLifetime lifetime, ILogger<PipelineRun> logger) : IHostedLifecycleService
{
    private readonly bool _listsSteps = configuration.GetValue<bool>("Pipeline:ListSteps");
    private IReadOnlyList<PipelineStep> _steps = [];
    private bool _hasBegun;
    private bool _hasSucceeded;

    /// <summary>What the steps have to say in the end; the same one for all steps of a run.</summary>
    public PipelineSummary? Summary { private get; set; }

    /// <summary>Takes part in the runs of an AppHost's pipeline; once, however many environments there are.</summary>
    public static void AddTo(IDistributedApplicationBuilder builder)
    {
        if (builder.Services.Any(s => s.ServiceType == typeof(PipelineRun)))
        {
            return;
        }

        builder.Services.AddSingleton<PipelineRun>();
        builder.Services.AddHostedService(services => services.GetRequiredService<PipelineRun>());
        builder.Pipeline.AddPipelineConfiguration(context => Of(context.Services).Configure(context.Steps));
        builder.Eventing.Subscribe<BeforePublishEvent>((started, _) => Of(started.Services).Begin());
        builder.Eventing.Subscribe<AfterPublishEvent>((ended, _) =>
        {
            Of(ended.Services).Succeed();
            return Task.CompletedTask;
        });
        if (!IsUnderCli(builder.Configuration))
        {
            builder.Services.AddSingleton<ConsoleFormatter, PipelineConsoleFormatter>();
            builder.Services.PostConfigure<ConsoleLoggerOptions>(console => console.FormatterName ??= PipelineConsoleFormatter.FormatterName);
        }
    }

    /// <summary>Whether Aspire's CLI started this process: it passes the socket on which it waits for it.</summary>
    /// <remarks>It takes this process's standard output for its log then, and leaves standard input empty.</remarks>
    public static bool IsUnderCli(IConfiguration configuration) => !string.IsNullOrEmpty(configuration["ASPIRE_BACKCHANNEL_PATH"]);

    public static PipelineRun Of(IServiceProvider services) => services.GetRequiredService<PipelineRun>();

    /// <summary>All that was asked for is done; without the CLI, the summary is shown.</summary>
    public void Succeed()
    {
        if (_hasSucceeded)
        {
            return;
        }

        _hasSucceeded = true;
        if (!IsUnderCli(configuration))
        {
            foreach (var item in Summary?.Items ?? [])
            {
                logger.SummaryItem(item.Key, item.Value);
            }
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // Aspire lists them to its CLI only, and would wait for it for ever.
        if (_listsSteps && !IsUnderCli(configuration))
        {
            foreach (var step in _steps)
            {
                logger.Step(step.Description is { } description ? $"{step.Name}: {description}" : step.Name);
            }

            lifetime.StopApplication();
        }

        return Task.CompletedTask;
    }

    /// <summary>After all that runs has ended, by itself or by a signal.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (!_hasSucceeded && !_listsSteps)
        {
            Environment.ExitCode = 1;
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Listens to all steps: at the start of the AppHost, and when the pipeline begins.</summary>
    private Task Configure(IReadOnlyList<PipelineStep> steps)
    {
        _steps = steps;
        return _hasBegun && options.Value.Step is { Length: > 0 } asked && !steps.Any(s => s.Name == asked)
            ? throw new DistributedApplicationException(
                $"There is no step '{asked}'. There are: {string.Join(", ", steps.Select(s => s.Name).Order(StringComparer.Ordinal))}.")
            : Task.CompletedTask;
    }

    private Task Begin()
    {
        _hasBegun = true;
        return Task.CompletedTask;
    }
}
