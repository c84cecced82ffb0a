using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A template is not larger than CloudFormation takes.</summary>
/// <remarks>
/// AWS CloudFormation User Guide, "Understand CloudFormation quotas", and for dynamic references "Get values stored in
/// other services using dynamic references". None of them can be raised.
/// </remarks>
internal static partial class LimitRules
{
    [TemplateRule("more than the 60 that CloudFormation takes: one for each text with a generated password in it, and for each managed store with one; given passwords need none", "AWS CloudFormation User Guide, Get values stored in other services using dynamic references")]
    public const string References = "too-many-dynamic-references";

    [TemplateRule("more than 500 resources, 200 parameters or 200 outputs: a service has about ten resources", "AWS CloudFormation User Guide, Understand CloudFormation quotas")]
    public const string Size = "too-large-for-a-stack";

    private const int MaxReferences = 60;
    private const int MaxResources = 500;
    private const int MaxParameters = 200;
    private const int MaxOutputs = 200;
    private const int NamesInMessage = 5;
    private const string Stack = "The stack";

    /// <summary>No more dynamic references than 60.</summary>
    public static IEnumerable<TemplateViolation> FewDynamicReferences(EcsTopology topology) =>
        from stack in ByStack(topology, topology.Template.Resources, r => r.LogicalId)
        let found = stack.SelectMany(r => In(topology, r.Properties.Node)).ToList()
        where found.Count > MaxReferences
        select Violation(References, stack.Key,
            $"has {found.Count} dynamic references, and CloudFormation takes {MaxReferences}: one for each text with a password in it that AWS generates, and for each managed store ({Most(found)}). "
            + "Give some of these passwords as parameters, which need none, as AddPostgres(\"db\", password: builder.AddParameter(\"db-password\", secret: true)), or make two AppHosts of this one.");

    /// <summary>No more resources, parameters and outputs than CloudFormation takes.</summary>
    public static IEnumerable<TemplateViolation> FitsOneStack(EcsTopology topology) =>
        [
            .. Above(ByStack(topology, topology.Template.Resources, r => r.LogicalId), "resources", MaxResources, stack => $" ({Most(stack.Select(topology.NameOf))})"),
            .. Above(ByStack(topology, topology.Template.Parameters.Keys, name => name), "parameters", MaxParameters, _ => ""),
            .. Above(ByStack(topology, topology.Template.Outputs.Select(o => o.Key), name => name), "outputs", MaxOutputs, _ => ""),
        ];

    private static IEnumerable<TemplateViolation> Above<T>(IEnumerable<IGrouping<string, T>> stacks, string what, int max, Func<IEnumerable<T>, string> most) =>
        from stack in stacks
        let count = stack.Count()
        where count > max
        select Violation(Size, stack.Key, $"has {count} {what}, and CloudFormation takes {max}{most(stack)}: make two AppHosts of this one, each with services that call each other.");

    private static IEnumerable<IGrouping<string, T>> ByStack<T>(EcsTopology topology, IEnumerable<T> entries, Func<T, string> name) =>
        entries.GroupBy(entry => topology.Template.StackOf(name(entry)));

    private static IEnumerable<string> In(EcsTopology topology, JsonNode? node) => node switch
    {
        JsonObject o when CloudFormation.Intrinsics.Render(topology.Template, o) is { } text => In(topology, text),
        JsonObject o => o.SelectMany(p => In(topology, p.Value)),
        JsonArray a => a.SelectMany(n => In(topology, n)),
        JsonValue v => In(topology, v.ToString()),
        _ => [],
    };

    /// <summary>What the references in a text are to, by the names in the AppHost.</summary>
    private static IEnumerable<string> In(EcsTopology topology, string text) =>
        DynamicReference().Matches(text).Select(m => CloudFormation.Placeholder.Leading(m.Groups["id"].Value) is { Id: { } id } && topology.Template.Find(id) is { } secret
            ? topology.NameOf(secret)
            : m.Groups["id"].Value);

    private static string Most(IEnumerable<string> names)
    {
        var most = names.GroupBy(n => n).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        return $"{string.Join(", ", most.Take(NamesInMessage).Select(g => $"{g.Count()} of '{g.Key}'"))}{(most.Count > NamesInMessage ? ", …" : "")}";
    }

    private static TemplateViolation Violation(string rule, string stack, string message) =>
        stack.Length == 0 ? new(rule, "Resources", $"{Stack} {message}", Stack) : new(rule, stack, $"{Stack} {stack} {message}", $"{Stack} {stack}");

    [GeneratedRegex(@"\{\{resolve:[a-z-]+:(?<id>[^}]*)\}\}")]
    private static partial Regex DynamicReference();
}
