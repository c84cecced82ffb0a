using System.Globalization;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Reads what a listener does with a request.</summary>
/// <remarks>Elastic Load Balancing API Reference (version 2015-12-01), "Action", "ForwardActionConfig" and "RedirectActionConfig".</remarks>
internal sealed class ListenerActionReader(TargetGroupReader targetGroups, StackValues values, NotRehearsed notRehearsed)
{
    /// <summary>The last of a list of actions, which ends it; null where it can't be rehearsed.</summary>
    public ListenerActionPlan? Read(TemplateValue actions, string where)
    {
        ListenerActionPlan? last = null;
        foreach (var action in actions.Items.OrderBy(a => a["Order"].Number ?? int.MaxValue))
        {
            last = action["Type"].Text switch
            {
                "forward" => Forward(action, where),
                "redirect" => Redirect(action["RedirectConfig"], where),
                "fixed-response" => FixedResponse(action["FixedResponseConfig"], where),
                var other => LeftOut($"{where}: action {other}; what comes after it is done for everybody", last),
            };
        }

        return last;
    }

    private ListenerActionPlan? Forward(TemplateValue action, string where)
    {
        var config = action["ForwardConfig"];
        var weighted = config["TargetGroups"].Items.Select(g => (Arn: g["TargetGroupArn"], Weight: g["Weight"].Number ?? 1)).ToList();
        if (config["TargetGroupStickinessConfig"]["Enabled"].IsTrue)
        {
            notRehearsed.Add($"{where}: stickiness of target groups");
        }

        if (weighted.Count == 0)
        {
            weighted.Add((action["TargetGroupArn"], 1));
        }

        var groups = weighted.Select(g => (Plan: targetGroups.Find(g.Arn.Target), g.Weight)).ToList();
        return groups.TrueForAll(g => g.Plan is not null)
            ? new ListenerActionPlan.Forward([.. groups.Select(g => new WeightedTargetGroupPlan(g.Plan!, g.Weight))])
            : LeftOut($"{where}: it forwards to a target group that is not in the template", null);
    }

    private ListenerActionPlan.Redirect Redirect(TemplateValue config, string where) => new(
        Status(config["StatusCode"], where) ?? 302,
        values.Text(config["Protocol"], where) ?? "#{protocol}",
        values.Text(config["Host"], where) ?? "#{host}",
        values.Text(config["Port"], where) ?? "#{port}",
        values.Text(config["Path"], where) ?? "/#{path}",
        values.Text(config["Query"], where) ?? "#{query}");

    private ListenerActionPlan.FixedResponse FixedResponse(TemplateValue config, string where) => new(
        Status(config["StatusCode"], where) ?? 503,
        values.Text(config["ContentType"], where),
        values.Text(config["MessageBody"], where) ?? "");

    // `404`, or `HTTP_301` of a redirect.
    private int? Status(TemplateValue code, string where) =>
        int.TryParse((values.Text(code, where) ?? "").Replace("HTTP_", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : null;

    private ListenerActionPlan? LeftOut(string line, ListenerActionPlan? instead)
    {
        notRehearsed.Add(line);
        return instead;
    }
}
