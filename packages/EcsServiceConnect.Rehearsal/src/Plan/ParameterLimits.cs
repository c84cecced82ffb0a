using System.Globalization;
using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Whether the values of parameters keep to what the template allows. CloudFormation refuses a stack whose values do not.</summary>
/// <remarks>AWS CloudFormation User Guide, "CloudFormation template Parameters syntax". No value is told: it may be a secret.</remarks>
internal static class ParameterLimits
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    public static void Check(CloudFormationTemplate template, Problems problems, NotRehearsed notRehearsed)
    {
        foreach (var (name, parameter) in template.Parameters)
        {
            // What they say of other types concerns AWS's own things: a parameter of Systems Manager by its name, a key pair, an image.
            if (parameter["Type"].Text is "String" or "Number" or "CommaDelimitedList" or "List<Number>" or null && template.ValueOf(name) is { } value)
            {
                foreach (var fault in Faults(name, parameter, value, notRehearsed).Take(1))
                {
                    var description = parameter["ConstraintDescription"].Text is { } text ? $" ({text})" : "";
                    problems.Add(name, $"parameter {name}: its value {fault}{description}, so CloudFormation refuses it; give another one in \"parameters\" of the map.");
                }
            }
        }
    }

    private static IEnumerable<string> Faults(string name, TemplateValue parameter, string value, NotRehearsed notRehearsed)
    {
        var type = parameter["Type"].Text;
        string[] items = type is "CommaDelimitedList" or "List<Number>" ? value.Split(',', StringSplitOptions.TrimEntries) : [value];
        if (type is "Number" or "List<Number>")
        {
            foreach (var item in items)
            {
                if (!double.TryParse(item, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                {
                    yield return "is no number";
                }
                else if (Limit(parameter["MinValue"]) > number)
                {
                    yield return $"is less than its MinValue {parameter["MinValue"].Text}";
                }
                else if (Limit(parameter["MaxValue"]) < number)
                {
                    yield return $"is more than its MaxValue {parameter["MaxValue"].Text}";
                }
            }
        }
        else if (type != "CommaDelimitedList")
        {
            if (parameter["MinLength"].Number > value.Length)
            {
                yield return $"is shorter than its MinLength {parameter["MinLength"].Text}";
            }

            if (parameter["MaxLength"].Number < value.Length)
            {
                yield return $"is longer than its MaxLength {parameter["MaxLength"].Text}";
            }
        }

        var allowed = parameter["AllowedValues"].Items.Select(a => a.Text).ToList();
        if (allowed.Count > 0 && items.Any(i => !allowed.Exists(a => a == i || (IsNumber(a, out var one) && IsNumber(i, out var other) && one == other))))
        {
            yield return $"is none of its AllowedValues {string.Join(", ", allowed)}";
        }

        if (parameter["AllowedPattern"].Text is { } pattern && items.Any(i => Fits(name, pattern, i, notRehearsed) == false))
        {
            yield return $"does not match its AllowedPattern {pattern}";
        }
    }

    // Null where the pattern is none that .NET can read; CloudFormation reads Java's.
    private static bool? Fits(string name, string pattern, string value, NotRehearsed notRehearsed)
    {
        try
        {
            return Regex.IsMatch(value, $@"\A(?:{pattern})\z", RegexOptions.CultureInvariant, _patience);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            notRehearsed.Add($"parameter {name}: its AllowedPattern {pattern}, which only AWS can read");
            return null;
        }
    }

    private static double? Limit(TemplateValue limit) => IsNumber(limit.Text, out var number) ? number : null;

    private static bool IsNumber(string? text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
