using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Logs go somewhere that is there.</summary>
/// <remarks>Amazon ECS Developer Guide, "Send Amazon ECS logs to CloudWatch": the options of awslogs, and which are required.</remarks>
internal static class LogRules
{
    [TemplateRule("a log configuration without the options that its driver needs on Fargate", "Amazon ECS Developer Guide, \"Send Amazon ECS logs to CloudWatch\"; Amazon ECS API Reference, \"LogConfiguration\"")]
    public const string Incomplete = "incomplete-log-configuration";

    [TemplateRule("a log group that looks like the stack's own and is not in it", "Amazon ECS Developer Guide, \"Send Amazon ECS logs to CloudWatch\", awslogs-group and awslogs-create-group")]
    public const string UnknownGroup = "unknown-log-group";

    [TemplateRule("a log of the stack's in another region than the others, where its group is not", "Amazon ECS Developer Guide, \"Send Amazon ECS logs to CloudWatch\", awslogs-region")]
    public const string Region = "other-log-region";

    [TemplateRule("an option of awslogs that the driver does not have", "Amazon ECS Developer Guide, \"Send Amazon ECS logs to CloudWatch\"; Docker, Amazon CloudWatch Logs logging driver")]
    public const string UnknownOption = "unknown-log-option";

    [TemplateRule("a task with two containers that route logs (FireLens)", "Amazon ECS Developer Guide, Example Amazon ECS task definition: Route logs to FireLens: a log router container")]
    public const string TwoRouters = "two-log-routers";

    private const string Group = "AWS::Logs::LogGroup";

    // Those of ECS, and those of Docker's driver.
    private static readonly string[] _known =
    [
        "awslogs-group", "awslogs-region", "awslogs-stream-prefix", "awslogs-create-group", "awslogs-datetime-format", "awslogs-multiline-pattern", "awslogs-endpoint",
        "awslogs-stream", "awslogs-format", "awslogs-credentials-endpoint", "awslogs-force-flush-interval-seconds", "awslogs-max-buffered-events",
        "mode", "max-buffer-size", "tag", "labels", "labels-regex", "env", "env-regex",
    ];

    private static readonly string[] _drivers = ["awslogs", "awsfirelens", "splunk"];
    private static readonly string[] _splunkOptions = ["splunk-url", "splunk-token"];
    private static readonly string[] _options = ["awslogs-group", "awslogs-region", "awslogs-stream-prefix"];

    /// <summary>The driver has its options.</summary>
    public static IEnumerable<TemplateViolation> OptionsAreGiven(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        where topology.ServicesOf(task).Any(s => s.IsFargate)
        from log in ContainerLog.In(task, topology)
        let missing = Missing(log, task).ToList()
        where missing.Count > 0
        select topology.Violation(Incomplete, task, $"the log configuration of {log.Of} ({log.Driver}) lacks {string.Join(", ", missing)}, so no task starts; add it.");

    /// <summary>A group of the stack's is made by it.</summary>
    public static IEnumerable<TemplateViolation> GroupsExist(EcsTopology topology)
    {
        // What a condition rules out goes with the service whose task logs to it.
        var made = topology.Template.Written.Select(r => r.Value).OfType<JsonObject>()
            .Where(r => new TemplateValue(topology.Template, r["Type"]).Text == Group)
            .Select(r => new TemplateValue(topology.Template, r["Properties"])["LogGroupName"].Text).OfType<string>().ToHashSet();
        return from task in topology.TaskDefinitions
               from log in ContainerLog.In(task, topology)
               let name = log.Group.Text
               where log.IsCloudWatch && !log.MakesGroup && !topology.Template.MayHaveMore && name is not null && log.Group.Target is null && !made.Contains(name)
                   && (IsOfStack(name) || made.Any(m => IsMeant(m, name)))
               select topology.Violation(UnknownGroup, task, $"{log.Of} logs to group {Placeholder.Readable(name)}, which the stack does not make ({List(made)}), so no task starts; refer to its own group.");
    }

    /// <summary>A group of the stack's is in the stack's region.</summary>
    public static IEnumerable<TemplateViolation> RegionsAreOne(EcsTopology topology)
    {
        var own = (from task in topology.TaskDefinitions
                   from log in ContainerLog.In(task, topology)
                   where log.IsCloudWatch && topology.Template.Find(log.Group.Target, Group) is not null && log.Region.Text is not null
                   select (task, log, Region: log.Region.Text!)).ToList();
        var usual = own.GroupBy(l => l.Region).OrderByDescending(g => g.Key.Contains(Placeholder.Open)).ThenByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()?.Key;
        return from other in own
               where other.Region != usual && !other.Region.Contains(Placeholder.Open)
               select topology.Violation(Region, other.task, $"{other.log.Of} logs to region {other.Region}, and the group {other.log.Group.Target} is made in the stack's own, as the other logs are ({Placeholder.Readable(usual!)}); use AWS::Region.");
    }

    /// <summary>ECS refuses other options: "Log driver awslogs disallows options".</summary>
    public static IEnumerable<TemplateViolation> OptionsAreOfTheDriver(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from log in ContainerLog.In(task, topology)
        where log.IsCloudWatch && log.Configuration["Options"].Node is JsonObject
        let options = (JsonObject)log.Configuration["Options"].Node!
        let other = options.Select(o => o.Key).FirstOrDefault(o => !_known.Contains(o) && !o.StartsWith("Fn::", StringComparison.Ordinal) && o != "Ref")
        where other is not null
        select topology.Violation(UnknownOption, task, $"the log configuration of {log.Of} has the option {other}, which awslogs does not have; there are {string.Join(", ", _known.Take(6))}, mode and max-buffer-size.");

    /// <summary>What logs by awsfirelens names no router: it is the one that the task has.</summary>
    public static IEnumerable<TemplateViolation> OneRoutes(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        let routers = task.Containers.Where(c => c.Definition["FirelensConfiguration"]["Type"].IsPresent && !c.Definition.IsUnknown).Select(c => c.Name).ToList()
        where routers.Count > 1 && !task.HasUnknownContainers
        select topology.Violation(TwoRouters, task, $"its containers {string.Join(" and ", routers)} both have a FirelensConfiguration, and a task has one log router; leave one, which can send to several places.");

    private static IEnumerable<string> Missing(ContainerLog log, TaskDefinition task) => log.Driver switch
    {
        "awslogs" when log.Configuration["Options"].Node is null or JsonObject =>
            _options.Where(o => !log.Option(o).IsPresent && log.Configuration["Options"]["Fn::If"].Node is null),
        { } driver when !driver.Contains(Placeholder.Open) && !_drivers.Contains(driver) => ["a driver that Fargate has (awslogs, awsfirelens or splunk)"],
        "awsfirelens" when !task.Containers.Any(c => c.Definition["FirelensConfiguration"].IsPresent) => ["a container with FirelensConfiguration, to which it sends"],
        "splunk" => _splunkOptions.Where(o => !log.Option(o).IsPresent && log.Configuration["Options"].Node is JsonObject or null
            && !log.Configuration["SecretOptions"].IsUnknownList && log.Configuration["SecretOptions"].Items.All(s => s["Name"].Text != o)),
        _ => [],
    };

    // Beside other stacks it is this one's by what is before.
    private static bool IsOfStack(string name) => name.Contains($"AWS::StackName{Placeholder.Close}", StringComparison.Ordinal);

    // In one folder with the stack's, or the same but for case.
    private static bool IsMeant(string made, string name) =>
        made.Equals(name, StringComparison.OrdinalIgnoreCase)
        || (made.LastIndexOf('/') is > 0 and var end && name.StartsWith(made[..(end + 1)], StringComparison.Ordinal) && made[1..end].Contains('/', StringComparison.Ordinal));

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal).Take(5).Select(Placeholder.Readable)) is { Length: > 0 } list ? $"it makes {list}" : "it makes none";
}
