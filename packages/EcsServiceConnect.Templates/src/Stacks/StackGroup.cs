using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Stacks;

/// <summary>Stacks that nest, import or depend on each other, as one template.</summary>
internal sealed partial class StackGroup
{
    private static readonly string[] _pseudoParameters = ["AWS::StackName", "AWS::StackId"];
    private static readonly string[] _sections = ["Parameters", "Mappings", "Conditions", "Resources", "Outputs"];

    private readonly IReadOnlyList<Member> _members;

    private StackGroup(IReadOnlyList<Member> members, StackLinks links)
    {
        _members = members;
        Template = new CloudFormationTemplate(Merge(members), links: links);
    }

    public CloudFormationTemplate Template { get; }

    /// <summary>What a name of its stacks is called in <see cref="Template"/>, where each has one of that name.</summary>
    public IEnumerable<string> NamesOf(string name) => _members.Select(m => m.New(name));

    /// <summary>Where something with that logical id in <see cref="Template"/> is written: the stack and its name there.</summary>
    public (DeployedStack Stack, string LogicalId) Find(string logicalId) =>
        _members.FirstOrDefault(m => logicalId == m.Key || m.Owns(logicalId)) is { } member ? (member.Stack, member.Original(logicalId)) : (_members[0].Stack, logicalId);

    /// <summary>A text about something in a stack, with the names that are written there.</summary>
    public string Readable(string text, DeployedStack stack) =>
        _members.First(m => m.Stack == stack).Key is { Length: > 0 } key ? text.Replace($"{key}_", "", StringComparison.Ordinal) : text;

    /// <summary>Puts together what belongs together; a stack that nothing leads to or from is alone.</summary>
    public static IReadOnlyList<StackGroup> Of(IReadOnlyList<DeployedStack> stacks)
    {
        if (stacks is [var only])
        {
            return [new([new(only, "", new Dictionary<string, string>())], new())];
        }

        var links = new StackLinks();
        var members = Members(stacks);
        foreach (var member in members)
        {
            Place(member, members, links);
        }

        var all = new CloudFormationTemplate(Merge(members), links: links);
        var made = members.Where(m => m.Parent is null || links.Chain($"{m.Key}_").Skip(1).All(id => all.Find(id) is not null)).ToList();
        var groups = made.ToDictionary(m => m, m => m.Root);
        foreach (var (later, earlier) in StackImports.Link(all, made, links).Concat(Dependencies(made)))
        {
            links.Order(later.Root.Key, earlier.Root.Key);
            var (from, to) = (groups[later], groups[earlier]);
            foreach (var member in made.Where(m => groups[m] == from))
            {
                groups[member] = to;
            }
        }

        return [.. made.GroupBy(m => groups[m]).Select(g => new StackGroup([.. g], links))];
    }

    private static List<Member> Members(IReadOnlyList<DeployedStack> stacks)
    {
        var names = stacks.Select(s => LogicalIds.Of(s.File.Template).ToList()).ToList();
        var counts = names.SelectMany(n => n).CountBy(n => n).ToDictionary(c => c.Key, c => c.Value);
        var keys = new HashSet<string>();
        var members = new List<Member>();
        foreach (var (stack, own) in stacks.Zip(names))
        {
            var name = NoLetter().Replace(stack.Name, "-").Trim('-');
            var key = keys.Add(name) ? name : $"{name}-{keys.Count}";
            keys.Add(key);
            members.Add(new(stack, key, own.Where(n => counts[n] > 1).Concat(_pseudoParameters).ToDictionary(n => n, n => $"{key}_{n}"))
            {
                Parent = stack.Parent is { } parent ? members.First(m => m.Stack == parent.Stack) : null,
            });
        }

        return members;
    }

    private static void Place(Member member, List<Member> members, StackLinks links)
    {
        foreach (var name in LogicalIds.Of(member.Stack.File.Template).Append("").Select(member.New))
        {
            links.Place(name.Length == 0 ? $"{member.Key}_" : name, member.Key);
        }

        if (member.Stack.StackName is { } stackName)
        {
            links.Add(member.New("AWS::StackName"), stackName);
            foreach (var (name, _) in member.Stack.File.Template["Outputs"] as JsonObject ?? [])
            {
                links.Add(Intrinsics.OutputName(stackName, name), Output(member, name));
            }
        }

        if (member.Stack.Parent is not { } parent)
        {
            return;
        }

        var owner = members.First(m => m.Stack == parent.Stack);
        var resource = owner.New(parent.Resource);
        links.Nest(member.Key, owner.Key, resource);
        foreach (var (name, value) in (owner.Template["Resources"]![resource]!["Properties"] as JsonObject)?["Parameters"] as JsonObject ?? [])
        {
            links.Add(member.New(name), value);
        }

        foreach (var name in (member.Stack.File.Template["Outputs"] as JsonObject ?? []).Select(o => o.Key))
        {
            links.Add($"{resource}.Outputs.{name}", Output(member, name));
            links.Use(member.New(name));
        }
    }

    private static JsonNode? Output(Member member, string name) => (member.Template["Outputs"]![member.New(name)] as JsonObject)?["Value"];

    private static IEnumerable<(Member Later, Member Earlier)> Dependencies(List<Member> members) =>
        from member in members
        from name in member.Stack.After
        from other in members
        where other.Stack.Name == name && other.Parent is null
        select (member, other);

    private static JsonObject Merge(IReadOnlyList<Member> members) => members is [var only]
        ? only.Template
        : new JsonObject(_sections.Select(section => KeyValuePair.Create(section, (JsonNode?)new JsonObject(
            members.SelectMany(m => m.Template[section] as JsonObject ?? []).DistinctBy(e => e.Key).Select(e => KeyValuePair.Create(e.Key, e.Value?.DeepClone()))))));

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NoLetter();

    /// <summary>A stack whose names are those of no other.</summary>
    internal sealed class Member(DeployedStack stack, string key, IReadOnlyDictionary<string, string> names)
    {
        private readonly HashSet<string> _own = [.. LogicalIds.Of(stack.File.Template).Select(n => names.GetValueOrDefault(n, n))];

        public DeployedStack Stack => stack;

        /// <summary>What its names begin with, where another stack has the same.</summary>
        public string Key => key;

        /// <summary>With its names.</summary>
        public JsonObject Template { get; } = names.Count == 0 ? stack.File.Template : new LogicalIds(names).Rename(stack.File.Template);

        public Member? Parent { get; init; }

        public Member Root => Parent?.Root ?? this;

        public string New(string name) => names.GetValueOrDefault(name, name);

        public bool Owns(string name) => _own.Contains(name);

        public string Original(string name) => name.StartsWith($"{key}_", StringComparison.Ordinal) ? name[(key.Length + 1)..] : name;
    }
}
