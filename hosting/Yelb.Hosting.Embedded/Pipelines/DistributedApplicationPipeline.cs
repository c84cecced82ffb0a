using System.Diagnostics;

namespace Aspire.Hosting.Pipelines;

/// <summary>The steps of all resources, put in order and run.</summary>
internal sealed class DistributedApplicationPipeline(PipelineContext context)
{
    /// <summary>Runs a step and all that come before it.</summary>
    /// <exception cref="DistributedApplicationException">There is no such step, or steps wait for each other.</exception>
    public async Task RunAsync(string step)
    {
        foreach (var next in await InOrderAsync(step).ConfigureAwait(false))
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            var clock = Stopwatch.StartNew();
            await next.Action(new PipelineStepContext { PipelineContext = context }).ConfigureAwait(false);
            if (next.Description is not null)
            {
                context.Logger.StepDone(next.Name, clock.Elapsed.TotalSeconds);
            }
        }

        foreach (var (key, value) in context.Summary.All)
        {
            context.Logger.Summary(key, value);
        }
    }

    private async Task<List<PipelineStep>> InOrderAsync(string asked)
    {
        List<PipelineStep> all = [.. new[] { WellKnownPipelineSteps.Publish, WellKnownPipelineSteps.Deploy, WellKnownPipelineSteps.Destroy }
            .Select(name => new PipelineStep { Name = name, Action = _ => Task.CompletedTask })];
        foreach (var resource in context.Model.Resources)
        {
            foreach (var annotation in resource.Annotations.OfType<PipelineStepAnnotation>())
            {
                all.AddRange(await annotation.CreateStepsAsync(new PipelineStepFactoryContext { PipelineContext = context, Resource = resource }).ConfigureAwait(false));
            }
        }

        var ordered = new List<PipelineStep>();
        Visit(asked, []);
        return ordered;

        void Visit(string name, List<string> waiting)
        {
            var step = all.SingleOrDefault(s => s.Name == name)
                ?? throw new DistributedApplicationException($"There is no step '{name}'; there are: {string.Join(", ", all.Select(s => s.Name).Order(StringComparer.Ordinal))}.");
            if (waiting.Contains(name))
            {
                throw new DistributedApplicationException($"The steps {string.Join(" -> ", waiting)} -> {name} wait for each other.");
            }

            if (!ordered.Contains(step))
            {
                foreach (var before in step.DependsOnSteps.Concat(all.Where(s => s.RequiredBySteps.Contains(name)).Select(s => s.Name)))
                {
                    Visit(before, [.. waiting, name]);
                }

                ordered.Add(step);
            }
        }
    }
}
