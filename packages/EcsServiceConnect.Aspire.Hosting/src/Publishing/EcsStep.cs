using Aspire.Hosting;
using Aspire.Hosting.Pipelines;

namespace EcsServiceConnect.Hosting.Publishing;

/// <summary>What all steps of an ECS environment have in common.</summary>
internal static class EcsStep
{
    /// <summary>
    /// An action that tells its failure once: as the end of its step, which the CLI shows. Aspire would log it there and
    /// show it at the whole pipeline too; for these it has a message that names the step only.
    /// </summary>
    public static Func<PipelineStepContext, Task> Action(string step, Func<PipelineStepContext, Task> action) => async context =>
    {
        PipelineRun.Of(context.Services).Summary = context.Summary;
        try
        {
            await action(context).ConfigureAwait(false);
        }
        catch (Exception e) when (PipelineConsoleFormatter.IsEnough(e))
        {
            await context.ReportingStep.FailAsync(e.Message, CancellationToken.None).ConfigureAwait(false);
            throw new StepFailedException(step, e);
        }
    };

    /// <summary>A part of a step that takes its time, with a line of its own.</summary>
    public static async Task TaskAsync(this PipelineStepContext context, string what, Func<Task> work)
    {
        // Not disposed of where the work fails: that would be a success.
        var task = await context.ReportingStep.CreateTaskAsync(what, context.CancellationToken).ConfigureAwait(false);
        await work().ConfigureAwait(false);
        await task.SucceedAsync(what, context.CancellationToken).ConfigureAwait(false);
    }
}

/// <summary>A step failed for a reason that its user has been told.</summary>
internal sealed class StepFailedException(string step, Exception reason) : DistributedApplicationException($"{step} failed; its reason is above.", reason);
