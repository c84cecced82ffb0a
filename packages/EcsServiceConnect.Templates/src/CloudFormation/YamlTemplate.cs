using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EcsServiceConnect.Templates.CloudFormation;

/// <summary>Templates in YAML.</summary>
/// <remarks>
/// AWS CloudFormation User Guide, "CloudFormation template formats": YAML 1.1. Anchors and merges, which it does not take,
/// are resolved all the same: `aws cloudformation package` does so too.
/// </remarks>
internal sealed partial class YamlTemplate
{
    private const int MaxDepth = 200;

    // CloudFormation takes templates of a megabyte; anchors of anchors can make any number of a few lines.
    private const int MaxNodes = 1_000_000;

    private readonly string _path;
    private readonly Dictionary<string, int> _lines;
    private readonly Dictionary<AnchorName, (JsonNode? Node, int Size)> _anchors = [];
    private readonly Parser _parser;
    private int _nodes;

    private YamlTemplate(string path, string text, Dictionary<string, int> lines)
    {
        _path = path;
        _lines = lines;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>Reads one.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="text">The file's text.</param>
    /// <param name="lines">Gets the lines; see <see cref="TemplateFile.Lines"/>.</param>
    public static JsonNode? Parse(string path, string text, Dictionary<string, int> lines)
    {
        try
        {
            return new YamlTemplate(path, text, lines).Document();
        }
        catch (YamlException e)
        {
            throw new TemplateFileException(path, (int)e.End.Line, $"it is no YAML: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}");
        }
    }

    private JsonNode? Document()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            return null;
        }

        var root = Node(0, "");
        _parser.Consume<DocumentEnd>();
        return _parser.Accept<StreamEnd>(out _) ? root : throw Refused(_parser.Current!, "it has more than one document");
    }

    private JsonNode? Node(int depth, string place)
    {
        var start = _parser.Current!;
        if (depth > MaxDepth || ++_nodes > MaxNodes)
        {
            throw Refused(start, depth > MaxDepth ? $"it is nested more than {MaxDepth} deep" : $"its anchors make more than {MaxNodes} values of it");
        }

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            var (node, size) = _anchors.TryGetValue(alias.Value, out var known) ? known : throw Refused(alias, $"there is no anchor '{alias.Value}' before this line");
            _nodes += size;
            return _nodes > MaxNodes ? throw Refused(alias, $"its anchors make more than {MaxNodes} values of it") : node?.DeepClone();
        }

        var before = _nodes;
        var value = Value(depth, place);
        var tagged = start is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } tag } ? Tagged(tag.Value, value) : value;
        if (start is NodeEvent { Anchor: { IsEmpty: false } anchor })
        {
            _anchors[anchor] = (tagged, _nodes - before + 1);
        }

        return tagged;
    }

    private JsonNode? Value(int depth, string place)
    {
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty ? Plain(scalar.Value) : JsonValue.Create(scalar.Value);
        }

        if (_parser.TryConsume<SequenceStart>(out _))
        {
            var array = new JsonArray();
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                array.Add(Node(depth + 1, ""));
            }

            return array;
        }

        return Mapping(depth, place);
    }

    private JsonObject Mapping(int depth, string place)
    {
        _parser.Consume<MappingStart>();
        var mapping = new JsonObject();
        List<JsonNode?> merged = [];
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = _parser.TryConsume<Scalar>(out var scalar) ? scalar : throw Refused(_parser.Current!, "a key is no text");
            if (key is { Value: "<<", Style: ScalarStyle.Plain })
            {
                var node = Node(depth + 1, "");
                merged.AddRange(node is JsonArray several ? several : [node]);
                continue;
            }

            if (depth == 1)
            {
                _lines[$"{place}/{key.Value}"] = (int)key.Start.Line;
            }

            if (!mapping.TryAdd(key.Value, Node(depth + 1, key.Value)))
            {
                throw Refused(key, $"'{key.Value}' is there twice, and one of them would not count; take one away");
            }
        }

        foreach (var (key, node) in merged.OfType<JsonObject>().SelectMany(m => m).Where(m => !mapping.ContainsKey(m.Key)).ToList())
        {
            mapping.TryAdd(key, node?.DeepClone());
        }

        return mapping;
    }

    // YAML 1.1 has more words for true and false. What is no number in JSON, as an account with a zero in front, stays text.
    private static JsonNode? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        _ when True().IsMatch(text) => true,
        _ when False().IsMatch(text) => false,
        _ when Number().IsMatch(text) => text.Contains('.', StringComparison.Ordinal) ? decimal.Parse(text, CultureInfo.InvariantCulture) : long.Parse(text, CultureInfo.InvariantCulture),
        _ => text,
    };

    // A short form; `!!str` and the like are YAML's own.
    private static JsonNode? Tagged(string tag, JsonNode? value) => tag switch
    {
        ['!', .. var function] when !function.StartsWith('!') => new JsonObject
        {
            [function is "Ref" or "Condition" ? function : $"Fn::{function}"] = function == "GetAtt" && value is JsonValue name ? Attribute(name.ToString()) : value,
        },
        _ => value,
    };

    private static JsonArray Attribute(string name) => [.. name.Split('.', 2).Select(part => JsonValue.Create(part))];

    private TemplateFileException Refused(ParsingEvent at, string why) => new(_path, (int)at.Start.Line, why);

    [GeneratedRegex("^(true|True|TRUE|yes|Yes|YES|on|On|ON)$")]
    private static partial Regex True();

    [GeneratedRegex("^(false|False|FALSE|no|No|NO|off|Off|OFF)$")]
    private static partial Regex False();

    [GeneratedRegex(@"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,10})?$")]
    private static partial Regex Number();
}
