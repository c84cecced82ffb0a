using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Reads application load balancers with their listeners and rules.</summary>
/// <remarks>Defaults: Elastic Load Balancing API Reference (version 2015-12-01), "CreateLoadBalancer" and "LoadBalancerAttribute".</remarks>
internal sealed class LoadBalancerReader(CloudFormationTemplate template, StackValues values, PhysicalNames names, ListenerActionReader actions, Problems problems, NotRehearsed notRehearsed)
{
    private const string Listener = "AWS::ElasticLoadBalancingV2::Listener";
    private const string Rule = "AWS::ElasticLoadBalancingV2::ListenerRule";

    private static readonly string[] _rehearsedAttributes = ["idle_timeout.timeout_seconds", "routing.http.drop_invalid_header_fields.enabled"];

    private static readonly Dictionary<string, string> _harmlessAttributes = new()
    {
        ["deletion_protection.enabled"] = "false",
        ["access_logs.s3.enabled"] = "false",
        ["connection_logs.s3.enabled"] = "false",
        ["routing.http2.enabled"] = "true",
        ["routing.http.desync_mitigation_mode"] = "defensive",
        ["routing.http.preserve_host_header.enabled"] = "false",
        ["routing.http.xff_header_processing.mode"] = "append",
        ["routing.http.xff_client_port.enabled"] = "false",
        ["waf.fail_open.enabled"] = "false",
    };

    public IReadOnlyList<LoadBalancerPlan> Read()
    {
        var balancers = template.OfType("AWS::ElasticLoadBalancingV2::LoadBalancer").ToList();
        foreach (var other in balancers.Where(b => b["Type"].Text is { } type and not "application"))
        {
            notRehearsed.Add($"load balancer {other.LogicalId}: it is of type {other["Type"].Text}, and only application load balancers are rehearsed");
        }

        foreach (var stray in template.OfType(Listener).Where(l => balancers.All(b => l["LoadBalancerArn"].Target != b.LogicalId))
            .Concat(template.OfType(Rule).Where(r => template.Find(r["ListenerArn"].Target, Listener) is null)))
        {
            notRehearsed.Add($"{stray.Type.Split("::")[^1]} {stray.LogicalId}: its load balancer is not in the template");
        }

        return [.. balancers.Where(b => b["Type"].Text is null or "application").Select(Read)];
    }

    private LoadBalancerPlan Read(TemplateResource balancer)
    {
        var where = $"load balancer {balancer.LogicalId}";
        var attributes = balancer["LoadBalancerAttributes"];
        PropertyTable.LoadBalancer.Tell(balancer.Properties, where, notRehearsed);
        LoadBalancerAttributes.Tell(attributes, _rehearsedAttributes, _harmlessAttributes, where, notRehearsed);
        return new(
            names.NameOf(balancer),
            SecurityGroup.Keys(balancer["SecurityGroups"]),
            balancer["Scheme"].Text is null or "internet-facing",
            TimeSpan.FromSeconds(LoadBalancerAttributes.Number(attributes, "idle_timeout.timeout_seconds") ?? 60),
            LoadBalancerAttributes.Text(attributes, "routing.http.drop_invalid_header_fields.enabled") == "true",
            [.. template.OfType(Listener).Where(l => l["LoadBalancerArn"].Target == balancer.LogicalId).Select(ReadListener).OfType<ListenerPlan>()]);
    }

    private ListenerPlan? ReadListener(TemplateResource listener)
    {
        var where = $"listener {listener.LogicalId}";
        PropertyTable.Listener.Tell(listener.Properties, where, notRehearsed);
        var action = actions.Read(listener["DefaultActions"], where);
        if (values.Number(listener["Port"], where) is not { } port)
        {
            problems.Add($"{where}: it has no port; give it one.");
            return null;
        }

        if (action is null)
        {
            problems.Add($"{where}: nothing of its default actions can be rehearsed; give it a forward, a redirect or a fixed response.");
            return null;
        }

        var rules = template.OfType(Rule).Where(r => r["ListenerArn"].Target == listener.LogicalId).OrderBy(r => values.Number(r["Priority"], $"rule {r.LogicalId}"));
        return new(port, values.Text(listener["Protocol"], where) ?? "HTTP", [.. rules.Select(ReadRule).OfType<ListenerRulePlan>()], action) { Id = listener.LogicalId };
    }

    // A rule that is not understood whole is left out whole: half of its conditions would catch what it doesn't.
    private ListenerRulePlan? ReadRule(TemplateResource rule)
    {
        var where = $"rule {rule.LogicalId}";
        PropertyTable.ListenerRule.Tell(rule.Properties, where, notRehearsed);
        var paths = new List<string>();
        var hosts = new List<string>();
        var headers = new List<(string Header, IReadOnlyList<string> Patterns)>();
        foreach (var condition in rule["Conditions"].Items)
        {
            var field = condition["Field"].Text;
            if (field == "http-header" && values.Text(condition["HttpHeaderConfig"]["HttpHeaderName"], where) is { } header)
            {
                headers.Add((header, values.Texts(condition["HttpHeaderConfig"]["Values"], where)));
                continue;
            }

            List<string> patterns = field switch
            {
                "path-pattern" => [.. values.Texts(condition["Values"], where), .. values.Texts(condition["PathPatternConfig"]["Values"], where)],
                "host-header" => [.. values.Texts(condition["Values"], where), .. values.Texts(condition["HostHeaderConfig"]["Values"], where)],
                _ => [],
            };
            if (patterns.Count == 0)
            {
                notRehearsed.Add($"{where}: a condition on {field}, not on a path, a host or a header; the rule is left out");
                return null;
            }

            (field == "path-pattern" ? paths : hosts).AddRange(patterns);
        }

        return actions.Read(rule["Actions"], where) is { } action ? new(paths, hosts, action) { Id = rule.LogicalId, HeaderPatterns = headers } : null;
    }
}
