using System.Text.Json.Nodes;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Images;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Reads a template into what is rehearsed of it.</summary>
internal static class PlanReader
{
    /// <summary>Reads it.</summary>
    /// <param name="template">The template. It is not changed.</param>
    /// <param name="parameters">
    /// Values of its parameters; beside them what only AWS would know: attributes (`Database.Endpoint.Address`), imports
    /// (`Fn::ImportValue name`), secrets and Systems Manager parameters of other stacks by their ARN or name.
    /// </param>
    /// <param name="images">What to run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RehearsalException">The template can't be rehearsed: a line for each reason.</exception>
    public static async Task<RehearsalPlan> ReadAsync(JsonObject template, IReadOnlyDictionary<string, string> parameters, ImageCatalog images, CancellationToken cancellationToken)
    {
        var read = new CloudFormationTemplate(template);
        return await ReadAsync(read.With(PseudoParameters.With(parameters, read)), parameters, images, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads several stacks that belong together; see <see cref="ReadAsync(JsonObject, IReadOnlyDictionary{string, string}, ImageCatalog, CancellationToken)"/>.</summary>
    public static async Task<RehearsalPlan> ReadAsync(RehearsedTemplate template, IReadOnlyDictionary<string, string> parameters, ImageCatalog images, CancellationToken cancellationToken)
    {
        var plan = await ReadAsync(template.With(parameters), parameters, images, cancellationToken).ConfigureAwait(false);
        return plan with { NotRehearsed = [.. template.NotRead, .. plan.NotRehearsed] };
    }

    private static async Task<RehearsalPlan> ReadAsync(CloudFormationTemplate stack, IReadOnlyDictionary<string, string> parameters, ImageCatalog images, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        var notRehearsed = new NotRehearsed();
        TemplateSections.Check(stack.Source, problems, notRehearsed);
        GivenParameters.Check(stack, problems);
        ParameterLimits.Check(stack, problems, notRehearsed);
        var topology = new EcsTopology(stack);
        if (topology.Services.Count == 0)
        {
            var nested = stack.OfType(UnreadStacks.Type).Select(s => s.LogicalId).ToList();
            problems.Add($"The template has no AWS::ECS::Service; give {(nested.Count == 0 ? "one that has" : $"that of the stack within it that has ({string.Join(", ", nested)})")}.");
        }

        var values = new StackValues(topology, problems);
        var names = new PhysicalNames(stack);
        var targetGroups = new TargetGroupReader(stack, values, names, notRehearsed);
        var alarms = new AlarmReader(stack, values, targetGroups, notRehearsed);
        var scaling = new ScalingReader(stack, values, notRehearsed);
        var services = await new ServiceReader(
            topology,
            values,
            new TaskDefinitionReader(new ContainerReader(values, images, problems, notRehearsed), new VolumeReader(stack, values, notRehearsed), names, problems, notRehearsed),
            targetGroups,
            new ServiceConnectReader(topology, values, problems, notRehearsed),
            scaling,
            new CapacityReader(stack, values, notRehearsed),
            new DeploymentReader(values, alarms, problems, notRehearsed),
            problems,
            notRehearsed).ReadAsync(cancellationToken).ConfigureAwait(false);
        var balancers = new LoadBalancerReader(stack, values, names, new ListenerActionReader(targetGroups, values, notRehearsed), problems, notRehearsed).Read();
        services = ShiftedTargets.Of(services, balancers, notRehearsed);
        balancers = [.. balancers.Select(b => ShiftedTargets.With(b, services))];
        services = [.. services.Select(s => s with { Targets = [.. s.Targets.Where(t => IsReached(t, s))] })];
        foreach (var shared in balancers.SelectMany(b => b.TargetGroups.Select(g => g.Name).Distinct(), (b, group) => (Balancer: b.Name, Group: group)).GroupBy(s => s.Group).Where(s => s.Count() > 1))
        {
            // Elastic Load Balancing User Guide, "Target groups for your Application Load Balancers".
            problems.Add($"target group {shared.Key}: load balancers {string.Join(", ", shared.Select(s => s.Balancer))} forward to it, and AWS allows one; give each a target group of its own.");
        }

        var groups = SecurityGroupReader.Read(topology, notRehearsed);
        foreach (var (subject, keys) in services.Select(s => (s.Name, s.SecurityGroups)).Concat(balancers.Select(b => (b.Name, b.SecurityGroups))))
        {
            SecurityGroupReader.TellMissing(subject, keys, topology, notRehearsed);
        }

        foreach (var task in topology.TaskDefinitions.Where(t => !topology.ServicesOf(t).Any()))
        {
            notRehearsed.Add($"{topology.NameOf(task.Resource)}: a task definition that no service of the template runs, so nothing starts it");
        }

        GivenParameters.TellUnknown(stack, parameters, values.Secrets.Asked, problems);
        scaling.ReportUnread(topology);
        UnreadStacks.Tell(stack, values, notRehearsed);
        ResourceTypes.Tell(stack, alarms.Read().Select(a => a.LogicalId).ToHashSet(), notRehearsed);
        problems.ThrowIfAny();
        return new(services, balancers, groups, notRehearsed.Lines, values.Secrets.All) { Alarms = alarms.Read(), Images = images };

        bool IsReached(TargetPlan target, ServicePlan service)
        {
            var isReached = balancers.Any(b => b.TargetGroups.Contains(target.TargetGroup));
            if (!isReached)
            {
                notRehearsed.Add($"{service.Name}: target group {target.TargetGroup.Name}, to which nothing that is rehearsed forwards");
            }

            return isReached;
        }
    }
}
