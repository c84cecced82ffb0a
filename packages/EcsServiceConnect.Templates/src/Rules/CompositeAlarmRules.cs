using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A composite alarm is made after those that it is about.</summary>
internal static partial class CompositeAlarmRules
{
    [TemplateRule("a composite alarm that is about itself, or about an alarm of the template by its name without waiting for it", "Amazon CloudWatch API Reference, PutCompositeAlarm: AlarmRule; AWS CloudFormation User Guide, DependsOn attribute")]
    public const string TooEarly = "composite-alarm-too-early";

    /// <summary>Of an alarm that is not there yet, none is made. One of another stack is there already.</summary>
    public static IEnumerable<TemplateViolation> OthersComeFirst(EcsTopology topology) =>
        from composite in topology.Template.OfType("AWS::CloudWatch::CompositeAlarm")
        from name in Name().Matches(composite["AlarmRule"].Text ?? "").Select(m => m.Groups["name"].Value.Trim('"', '\'')).Distinct()
        let alarm = topology.Template.OfType("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm").FirstOrDefault(a => a["AlarmName"].Text == name)
        where alarm is not null && TwiceRules.IsExact(name) && !topology.Template.IsMadeAfter(composite, alarm)
        select topology.Violation(TooEarly, composite, alarm == composite
            ? $"composite alarm {composite.LogicalId} is about itself ({name}); name others."
            : $"composite alarm {composite.LogicalId} is about {name}, and may be made before that alarm ({alarm.LogicalId}), which is refused; refer to that by Fn::Sub (${{{alarm.LogicalId}}}), or add it to DependsOn.");

    [GeneratedRegex(@"\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?<name>""[^""]+""|'[^']+'|[^()""']+?)\s*\)")]
    private static partial Regex Name();
}
