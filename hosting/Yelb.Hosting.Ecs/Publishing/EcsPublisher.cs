using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Yelb.Hosting.Ecs.Cdk;
using Yelb.Hosting.Ecs.Checks;
using Yelb.Hosting.Ecs.Model;
using Yelb.Hosting.Machine;

namespace Yelb.Hosting.Ecs.Publishing;

/// <summary>The publish step: Aspire's model, ours, the template, its checks, and the topology for people.</summary>
internal static class EcsPublisher
{
    /// <exception cref="DistributedApplicationException">The model can't be published, or the template has faults; a line for each.</exception>
    public static async Task<EcsApplication> PublishAsync(EcsEnvironmentResource environment, PipelineStepContext context)
    {
        var output = OutputFolder(context);
        if (File.Exists(output))
        {
            throw new DistributedApplicationException($"The output path {output} is a file; give a folder, or a name that is free.");
        }

        var application = await new EcsApplicationReader(environment, context.ExecutionContext).ReadAsync(context.Model, context.CancellationToken).ConfigureAwait(false);
        try
        {
            EcsStackWriter.Write(application, environment, Customizations(application, context.Model), output);
        }
        catch (MachineException e)
        {
            throw new DistributedApplicationException(e.Message, e);
        }

        await CheckAsync(Path.Combine(output, EcsStackWriter.AssemblyFolder), environment.Name, context.CancellationToken).ConfigureAwait(false);

        var topology = new TopologyReport(application);
        await File.WriteAllTextAsync(Path.Combine(output, "topology.md"), topology.Markdown(), context.CancellationToken).ConfigureAwait(false);
        Console.WriteLine(topology.Table());
        foreach (var cycle in application.Cycles)
        {
            context.Logger.Cycle(TopologyReport.CycleNote(cycle));
        }

        context.Summary.Add("Cloud assembly", Path.Combine(output, EcsStackWriter.AssemblyFolder));
        context.Summary.Add("Topology", Path.Combine(output, "topology.md"));
        return application;
    }

    public static string OutputFolder(PipelineStepContext context) => context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory();

    private static async Task CheckAsync(string assemblyFolder, string stackName, CancellationToken cancellationToken)
    {
        var template = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(assemblyFolder, $"{stackName}.template.json"), cancellationToken).ConfigureAwait(false))!.AsObject();
        var faults = TemplateChecks.Check(template);
        if (faults.Count > 0)
        {
            // So that nobody deploys it by hand.
            Directory.Delete(assemblyFolder, recursive: true);
            throw new DistributedApplicationException(string.Join(Environment.NewLine, faults));
        }
    }

    private static Dictionary<EcsService, Action<Amazon.CDK.Stack, EcsServiceConstructs>> Customizations(EcsApplication application, DistributedApplicationModel model) =>
        (from service in application.Services
         let own = model.Resources.Single(r => r.Name == service.Name).Annotations.OfType<EcsServiceCustomization>().ToList()
         where own.Count > 0
         select (service, own)).ToDictionary(
            p => p.service,
            p => new Action<Amazon.CDK.Stack, EcsServiceConstructs>((stack, constructs) => p.own.ForEach(c => c.Customize(stack, constructs))));
}
