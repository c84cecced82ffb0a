using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Images;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Reads a container: what the task definition says, else its image, else what ECS takes.</summary>
/// <remarks>Amazon ECS API Reference, "ContainerDefinition", "HealthCheck", "ContainerDependency" and "LogConfiguration".</remarks>
internal sealed class ContainerReader(StackValues values, ImageCatalog images, Problems problems, NotRehearsed notRehearsed)
{
    /// <summary>Null where there is nothing to run for its image, which is then a problem.</summary>
    public async Task<ContainerPlan?> ReadAsync(Container container, string service, CancellationToken cancellationToken)
    {
        var definition = container.Definition;
        var name = values.Text(definition["Name"], service) ?? "";
        var where = $"{service}, container {name}";
        PropertyTable.Container.Tell(definition, where, notRehearsed);
        PropertyTable.Tell(PropertyTable.WithinContainer, definition, where, notRehearsed);

        // All of it is read before the image is looked for, so that all problems are told at once.
        var image = values.Text(definition["Image"], $"{where}, image") ?? "";
        var environment = Variables(container.Environment, values.Text, where);
        var secrets = Variables(container.Secrets, values.Secrets.From, where);
        var entryPoint = values.Texts(definition["EntryPoint"], $"{where}, EntryPoint");
        var command = values.Texts(definition["Command"], $"{where}, Command");
        var healthCheck = HealthCheckOf(definition["HealthCheck"], where);
        var (logGroup, logPrefix) = LogOf(definition["LogConfiguration"], where);
        var stopTimeout = Seconds(definition["StopTimeout"], 30, $"{where}, StopTimeout");
        if (image.Contains(Placeholder.Open) || await FindAsync(image, where, cancellationToken).ConfigureAwait(false) is not { } local)
        {
            return null;
        }

        foreach (var line in local.NotRehearsed)
        {
            notRehearsed.Add(line);
        }

        var mounts = container.Mounts.Zip(definition["MountPoints"].Items, (mount, point) =>
            new MountPlan(mount.Volume ?? "", values.Text(point["ContainerPath"], $"{where}, mount point") ?? "", mount.IsReadOnly)).ToList();
        var plan = Of(image, local);
        if (!UserNamespace.Has(plan.User))
        {
            notRehearsed.Add("who may read and write which files: without root, all files belong to the user of every container", where);
        }

        return plan;

        ContainerPlan Of(string image, LocalImage local) => new()
        {
            Name = name,
            Image = image,
            Of = Of,
            Files = local.Files,
            Programs = local.Programs,

            // An entry point of the task's own takes the image's command with it, as `docker run --entrypoint` does.
            EntryPoint = entryPoint.Count > 0 ? entryPoint : local.EntryPoint,
            Command = command.Count > 0 ? command : entryPoint.Count > 0 ? [] : local.Command,
            WorkingDirectory = values.Text(definition["WorkingDirectory"], $"{where}, WorkingDirectory") ?? local.WorkingDirectory,
            User = UserOf(definition["User"], local.User, where),
            Environment = local.Environment.Where(v => !environment.ContainsKey(v.Key)).Concat(environment).ToDictionary(),
            Secrets = secrets,
            Mounts = mounts,
            OwnVolumes = [.. local.Volumes.Where(v => mounts.All(m => m.ContainerPath.TrimEnd('/') != v))],
            HealthCheck = healthCheck,
            IsEssential = !definition["Essential"].IsPresent || definition["Essential"].IsTrue,
            HasReadOnlyRoot = definition["ReadonlyRootFilesystem"].IsTrue,
            DependsOn = definition["DependsOn"].Items.DistinctBy(d => d["ContainerName"].Text).ToDictionary(d => d["ContainerName"].Text ?? "", d => d["Condition"].Text ?? "START"),
            StopSignal = local.StopSignal,
            StopTimeout = stopTimeout,
            LogGroup = logGroup,
            LogStreamPrefix = logPrefix,
        };
    }

    private Dictionary<string, string> Variables(IReadOnlyList<Variable> variables, Func<string, string, string> read, string where)
    {
        foreach (var twice in variables.GroupBy(v => v.Name).Where(g => g.Count() > 1))
        {
            problems.Add($"{where}: variable {twice.Key} is there more than once; leave one of them.");
        }

        return variables.DistinctBy(v => v.Name).ToDictionary(v => v.Name, v => read(v.Value, $"{where}, variable {v.Name}"));
    }

    private async Task<LocalImage?> FindAsync(string image, string where, CancellationToken cancellationToken)
    {
        try
        {
            return await images.FindAsync(image, cancellationToken).ConfigureAwait(false);
        }
        catch (RehearsalException exception)
        {
            problems.Add(image, $"{where}: {exception.Message}");
            return null;
        }
    }

    // Defaults: 30 s, 5 s, 3 times, no start period.
    private HealthCheckPlan? HealthCheckOf(TemplateValue check, string where)
    {
        var command = values.Texts(check["Command"], $"{where}, HealthCheck");
        if (command is [] or ["NONE", ..])
        {
            return null;
        }

        if (command[0] is not ("CMD" or "CMD-SHELL"))
        {
            problems.Add($"{where}: its health check begins with '{command[0]}', and ECS takes only CMD and CMD-SHELL; put one of them first.");
        }

        return new(
            command,
            Seconds(check["Interval"], 30, $"{where}, HealthCheck"),
            Seconds(check["Timeout"], 5, $"{where}, HealthCheck"),
            values.Number(check["Retries"], $"{where}, HealthCheck") ?? 3,
            Seconds(check["StartPeriod"], 0, $"{where}, HealthCheck"));
    }

    private (string? Group, string StreamPrefix) LogOf(TemplateValue log, string where)
    {
        if (!log.IsPresent)
        {
            return (null, "");
        }

        if (log["LogDriver"].Text is not "awslogs" and var driver)
        {
            notRehearsed.Add($"{where}: log driver {driver}; its output is thrown away");
            return (null, "");
        }

        return (
            values.Text(log["Options"]["awslogs-group"], $"{where}, awslogs-group"),
            values.Text(log["Options"]["awslogs-stream-prefix"], $"{where}, awslogs-stream-prefix") ?? "");
    }

    private ContainerUser UserOf(TemplateValue user, ContainerUser ofImage, string where)
    {
        if (values.Text(user, $"{where}, User") is not { } text)
        {
            return ofImage;
        }

        if (ContainerUsers.Parse(text, ofImage) is { } known)
        {
            return known;
        }

        notRehearsed.Add($"{where}: user '{text}', a name that only the image knows; it runs as {ofImage.UserId}:{ofImage.GroupId}");
        return ofImage;
    }

    private TimeSpan Seconds(TemplateValue value, int otherwise, string where) => TimeSpan.FromSeconds(values.Number(value, where) ?? otherwise);
}
