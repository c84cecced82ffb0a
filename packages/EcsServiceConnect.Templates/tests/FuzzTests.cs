using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>
/// Whatever a template has in place of what it should, the checks come to an end in time. `YELB_FUZZ` is how many are tried:
/// 10,000 take some minutes.
/// </summary>
public sealed class FuzzTests
{
    private const int DefaultCount = 150;

    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(5);

    private static readonly Func<JsonNode?>[] _others =
    [
        () => null, () => "text", () => "", () => -1, () => 1e300, () => true, () => new JsonArray(), () => new JsonObject(),
        () => new JsonArray(null, new JsonArray(), 1, "a"), () => new JsonObject { ["Ref"] = "Nobody" }, () => new JsonObject { ["Ref"] = new JsonArray() },
        () => new JsonObject { ["Fn::If"] = new JsonArray("Nobody", 1) }, () => new JsonObject { ["Fn::If"] = new JsonArray(null, 1, 2) },
        () => new JsonObject { ["Fn::GetAtt"] = new JsonObject() }, () => new JsonObject { ["Fn::Sub"] = new JsonArray("${A}", "b") }, () => new JsonObject { ["Fn::Sub"] = new JsonArray(null, null) },
        () => new JsonObject { ["Fn::Join"] = new JsonArray(null, "x") }, () => new JsonObject { ["Fn::Select"] = new JsonArray("x", null) }, () => new JsonObject { ["Fn::Split"] = new JsonArray(null, null) },
        () => new JsonObject { ["Fn::Split"] = new JsonArray("", "a") }, () => new JsonObject { ["Fn::FindInMap"] = new JsonArray(1, 2, 3) }, () => new JsonObject { ["Fn::ImportValue"] = null }, () => "⟦", () => "⟦a.b⟧⟦", () => "http://:x@[::", () => "{\"a\":",
    ];

    [Fact]
    public void A_template_with_values_left_out_or_of_another_type_is_checked_in_time()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("YELB_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : DefaultCount;

        Gen.Select(Gen.Int[0, int.MaxValue].Array[1, 6], Gen.Int[-3, _others.Length - 1].Array[6]).Sample(
            (places, changes) =>
            {
                var template = EcsTemplates.Yelb();
                for (var i = 0; i < places.Length; i++)
                {
                    Change(template, places[i], changes[i]);
                }

                var clock = Stopwatch.StartNew();
                TemplateChecks.Check(template);
                return clock.Elapsed < _bound;
            },
            iter: count, threads: 1);
    }

    private static void Change(JsonObject template, int place, int change)
    {
        var all = Values(template).ToList();
        var (parent, key) = all[place % all.Count];
        var other = change < 0 ? null : _others[change]();
        switch (parent)
        {
            case JsonObject o when change < 0:
                o.Remove((string)key);
                break;
            case JsonObject o:
                o[(string)key] = other;
                break;
            case JsonArray a when change < 0:
                a.RemoveAt((int)key);
                break;
            case JsonArray a:
                a[(int)key] = other;
                break;
        }
    }

    private static IEnumerable<(JsonNode Parent, object Key)> Values(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => Values(p.Value).Prepend((o, p.Key))),
        JsonArray a => a.SelectMany((v, i) => Values(v).Prepend((a, i))),
        _ => [],
    };
}
