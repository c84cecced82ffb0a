using System.Text.Json.Nodes;

namespace EcsServiceConnect.Templates.CloudFormation;

/// <summary>How the stacks that a template was put together from are linked. A template that is one stack has no links.</summary>
internal sealed class StackLinks
{
    private readonly Dictionary<string, JsonNode?> _names = [];
    private readonly HashSet<string> _used = [];
    private readonly Dictionary<string, string> _stacks = [];
    private readonly Dictionary<string, (string Stack, string Resource)> _parents = [];
    private readonly Dictionary<string, HashSet<string>> _earlier = [];

    /// <summary>The stacks, each once.</summary>
    public IEnumerable<string> Stacks => _stacks.Values.Distinct();

    /// <summary>What a name stands for that another stack gives its value: a parameter, `Nested.Outputs.Name` or `Fn::ImportValue name`.</summary>
    public JsonNode? Find(string name) => _names.GetValueOrDefault(name);

    /// <summary>Lets a name stand for a value of another stack.</summary>
    public void Add(string name, JsonNode? value) => _names.TryAdd(name, value);

    /// <summary>Says that an output is read by stacks that are there.</summary>
    public void Use(string output) => _used.Add(output);

    /// <summary>Whether the stacks that read an output are there.</summary>
    public bool IsUsed(string output) => _used.Contains(output);

    /// <summary>Says in which stack a resource, parameter or output is.</summary>
    public void Place(string logicalId, string stack) => _stacks[logicalId] = stack;

    /// <summary>Says which resource of which stack makes a nested one.</summary>
    public void Nest(string stack, string parent, string resource) => _parents[stack] = (parent, resource);

    /// <summary>Whether a resource is a nested stack that is there.</summary>
    public bool IsNested(string resource) => _parents.Values.Any(p => p.Resource == resource);

    /// <summary>Says that a stack is deployed after another one, whose exports it imports or whose dependent it is.</summary>
    public void Order(string later, string earlier) => (_earlier.TryGetValue(later, out var known) ? known : _earlier[later] = []).Add(earlier);

    /// <summary>The stack of a resource, parameter or output; empty where there is but one.</summary>
    public string StackOf(string logicalId) => _stacks.GetValueOrDefault(logicalId, "");

    /// <summary>A resource, the nested stack that it is in, the one that this is in, and so on.</summary>
    public IEnumerable<string> Chain(string logicalId)
    {
        yield return logicalId;
        while (_parents.TryGetValue(StackOf(logicalId), out var parent))
        {
            logicalId = parent.Resource;
            yield return logicalId;
        }
    }

    /// <summary>Whether one stack is deployed after the other; null where nothing says which is the first.</summary>
    public bool? IsDeployedAfter(string stack, string other) => Reaches(stack, other) ? true : Reaches(other, stack) ? false : null;

    private bool Reaches(string later, string earlier)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>([later]);
        while (open.TryPop(out var next))
        {
            foreach (var before in _earlier.GetValueOrDefault(next) ?? [])
            {
                if (before == earlier)
                {
                    return true;
                }

                if (seen.Add(before))
                {
                    open.Push(before);
                }
            }
        }

        return false;
    }
}
