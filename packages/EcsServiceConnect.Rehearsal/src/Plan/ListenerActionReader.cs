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
        var groups = config["TargetGroups"].Items.OrderByDescending(g => g["Weight"].Number ?? 1).Select(g => g["TargetGroupArn"]).ToList();
        if (config["TargetGroupStickinessConfig"]["Enabled"].IsTrue)
        {
            notRehearsed.Add($"{where}: stickiness of target groups");
        }

        var target = action["TargetGroupArn"].IsPresent ? action["TargetGroupArn"] : groups.FirstOrDefault();
        if (targetGroups.Find(target.Target) is not { } group)
        {
            return LeftOut($"{where}: it forwards to a target group that is not in the template", null);
        }

        if (groups.Count > 1)
        {
            notRehearsed.Add($"{where}: weighted target groups; everything goes to {group.Name}");
        }

        return new ListenerActionPlan.Forward(group);
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
