using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Pipelines;
using EcsServiceConnect.Hosting.Cdk;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Templates;
using EcsServiceConnect.Templates.Validation;
using Microsoft.Extensions.DependencyInjection;

namespace EcsServiceConnect.Hosting.Publishing;

/// <summary>The publish step: Aspire's model, ours, the template, its checks, and the topology for people.</summary>
internal static class EcsPublisher
{
    /// <exception cref="DistributedApplicationException">The model can't be published.</exception>
    public static Task<EcsApplication> ReadAsync(EcsEnvironmentResource environment, PipelineStepContext context) =>
        new EcsApplicationReader(environment, context.ExecutionContext).ReadAsync(context.Model, context.CancellationToken);

    /// <exception cref="DistributedApplicationException">The stack can't be written, or the template has violations; a line for each.</exception>
    /// <exception cref="ProcessesAndTools.MachineException">There is no Node.js.</exception>
    public static async Task PublishAsync(EcsEnvironmentResource environment, EcsApplication application, PipelineStepContext context)
    {
        var output = OutputFolder(environment, context);
        if (File.Exists(output))
        {
            throw new DistributedApplicationException($"The output path {output} is a file; give a folder, or a name that is free.");
        }

        // It reads its schemas while the CDK writes.
        var validator = AwsValidator.Start(context.Logger, context.CancellationToken);
        await using var _ = validator.ConfigureAwait(false);
        var assembly = Path.Combine(output, EcsStackWriter.AssemblyFolder);
        await context.TaskAsync(
            $"The AWS CDK writes the stack '{environment.Name}'",
            () => Task.Run(() => EcsStackWriter.Write(application, environment, Customizations(application, context.Model), output))).ConfigureAwait(false);
        var warnings = new List<string>(application.Warnings);
        await context.TaskAsync(
            "The template is checked",
            async () => warnings.AddRange(await CheckAsync(assembly, environment.Name, context.Model, validator, context.CancellationToken).ConfigureAwait(false))).ConfigureAwait(false);

        var report = new TopologyReport(application, environment, warnings);
        var topology = Path.Combine(output, "topology.md");
        await File.WriteAllTextAsync(topology, report.Markdown(), context.CancellationToken).ConfigureAwait(false);
        foreach (var note in report.Notes)
        {
            context.Logger.Note(note);
        }

        context.Summary.Add($"Services of {environment.Name}", Environment.NewLine + report.Table());
        context.Summary.Add("Cloud assembly", assembly);
        context.Summary.Add("Topology", topology);
    }

    /// <summary>The output folder; a folder in it for each environment where there are several.</summary>
    public static string OutputFolder(EcsEnvironmentResource environment, PipelineStepContext context)
    {
        var output = context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory();
        return context.Model.Resources.OfType<IComputeEnvironmentResource>().Count() > 1 ? Path.Combine(output, environment.Name) : output;
    }

    /// <returns>What the template has against it that does not stop the publish.</returns>
    private static async Task<IReadOnlyList<string>> CheckAsync(string assemblyFolder, string stackName, DistributedApplicationModel model, AwsValidator validator, CancellationToken cancellationToken)
    {
        var template = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(assemblyFolder, $"{stackName}.template.json"), cancellationToken).ConfigureAwait(false))!.AsObject();
        // AWS's validator has a process of its own, and looks at it meanwhile.
        var validation = validator.ValidateAsync([template]);
        var ours = TemplateChecks.Check(template);
        var (schemas, leftOut) = await validation.ConfigureAwait(false);
        var violations = ours.Concat(schemas[0]).ToLookup(v => v.IsAdvice || Accepted(v) is not null);
        if (violations[false].Any())
        {
            // So that nobody deploys it by hand.
            Directory.Delete(assemblyFolder, recursive: true);
            throw new DistributedApplicationException(string.Join(Environment.NewLine, violations[false]));
        }

        var told = violations[true].Select(v => Accepted(v) is { } accepted ? $"{v.Message} [{v.Rule}, accepted: {accepted.Reason}]" : v.ToString());
        return leftOut is null ? [.. told] : [.. told, leftOut];

        EcsAcceptedRule? Accepted(TemplateViolation violation) =>
            model.Resources.FirstOrDefault(r => r.Name == violation.Resource)?.Annotations.OfType<EcsAcceptedRule>().LastOrDefault(a => a.Rule == violation.Rule);
    }

    private static Dictionary<EcsService, Action<Amazon.CDK.Stack, EcsServiceConstructs>> Customizations(EcsApplication application, DistributedApplicationModel model) =>
        (from service in application.Services
         let own = model.Resources.Single(r => r.Name == service.Name).Annotations.OfType<EcsServiceCustomization>().ToList()
         where own.Count > 0
         select (service, own)).ToDictionary(
            p => p.service,
            p => new Action<Amazon.CDK.Stack, EcsServiceConstructs>((stack, constructs) => p.own.ForEach(c => c.Customize(stack, constructs))));
}
