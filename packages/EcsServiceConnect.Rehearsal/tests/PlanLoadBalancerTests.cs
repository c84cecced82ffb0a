using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>Load balancers, listeners, rules and target groups.</summary>
public sealed class PlanLoadBalancerTests
{
    private const string Behind = """ "LoadBalancers": [{ "ContainerName": "web", "ContainerPort": 8080, "TargetGroupArn": { "Ref": "Group" } }] """;

    [Fact]
    public async Task What_is_not_said_is_the_default_of_the_load_balancer()
    {
        var plan = await ReadAsync("", """ "Type": "forward", "TargetGroupArn": { "Ref": "Group" } """);
        var balancer = plan.LoadBalancers.Single();
        Assert.Equal((true, 60, false), (balancer.IsInternetFacing, balancer.IdleTimeout.TotalSeconds, balancer.DropsInvalidHeaders));
        var group = plan.Services[0].Targets.Single().TargetGroup;
        Assert.Equal(300, group.DeregistrationDelay.TotalSeconds);
        Assert.Equal(new("/", null, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), 5, 2, "200"), group.HealthCheck);
        Assert.Equal(("HTTP", 80), (balancer.Listeners[0].Protocol, balancer.Listeners[0].Port));
    }

    [Fact]
    public async Task Rules_are_in_the_order_of_their_priorities()
    {
        var plan = await ReadAsync(
            """
            "Last": { "Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": { "ListenerArn": { "Ref": "Listener" }, "Priority": 20,
              "Conditions": [{ "Field": "host-header", "HostHeaderConfig": { "Values": ["*.example.com"] } }],
              "Actions": [{ "Type": "fixed-response", "FixedResponseConfig": { "StatusCode": "404", "MessageBody": "no" } }] } },
            "First": { "Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": { "ListenerArn": { "Ref": "Listener" }, "Priority": 3,
              "Conditions": [{ "Field": "path-pattern", "Values": ["/api/*"] }],
              "Actions": [{ "Type": "forward", "ForwardConfig": { "TargetGroups": [{ "TargetGroupArn": { "Ref": "Other" }, "Weight": 1 }, { "TargetGroupArn": { "Ref": "Group" }, "Weight": 9 }] } }] } },
            "Strange": { "Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": { "ListenerArn": { "Ref": "Listener" }, "Priority": 1,
              "Conditions": [{ "Field": "source-ip", "SourceIpConfig": { "Values": ["10.0.0.0/8"] } }], "Actions": [{ "Type": "forward", "TargetGroupArn": { "Ref": "Group" } }] } },
            "Other": { "Type": "AWS::ElasticLoadBalancingV2::TargetGroup" },
            """,
            """ "Type": "redirect", "RedirectConfig": { "StatusCode": "HTTP_301", "Protocol": "HTTPS", "Port": "443" } """);
        var listener = plan.LoadBalancers.Single().Listeners.Single();
        Assert.Equal(new ListenerActionPlan.Redirect(301, "HTTPS", "#{host}", "443", "/#{path}", "#{query}"), listener.DefaultAction);
        Assert.Equal(["/api/*"], listener.Rules[0].PathPatterns);
        Assert.Equal([("Other", 1), ("Group", 9)], Assert.IsType<ListenerActionPlan.Forward>(listener.Rules[0].Action).TargetGroups.Select(g => (g.TargetGroup.Name, g.Weight)));
        Assert.Equal(["*.example.com"], listener.Rules[1].HostPatterns);
        Assert.Equal(new ListenerActionPlan.FixedResponse(404, null, "no"), listener.Rules[1].Action);
        Assert.Equal(2, listener.Rules.Count);
        Assert.Contains("rule Strange: a condition on source-ip, not on a path, a host or a header; the rule is left out", plan.NotRehearsed);
    }

    [Fact]
    public async Task Who_signs_in_is_not_rehearsed_and_said_so()
    {
        var plan = await ReadAsync("", """ "Type": "authenticate-oidc", "Order": 1 }, { "Type": "forward", "Order": 2, "TargetGroupArn": { "Ref": "Group" } """);
        Assert.IsType<ListenerActionPlan.Forward>(plan.LoadBalancers.Single().Listeners.Single().DefaultAction);
        Assert.Contains(plan.NotRehearsed, line => line.Contains("action authenticate-oidc", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_target_that_its_task_does_not_have_is_a_problem()
    {
        var template = PlanTemplates.WithContainer(more: """ "Group": { "Type": "AWS::ElasticLoadBalancingV2::TargetGroup" } """, service: Behind);
        Assert.Contains("port 8080 of container web, which its task does not have", await PlanTemplates.ProblemsAsync(template), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_group_without_a_listener_is_a_problem()
    {
        var template = PlanTemplates.WithContainer("\"PortMappings\": [{ \"ContainerPort\": 8080 }]", """ "Group": { "Type": "AWS::ElasticLoadBalancingV2::TargetGroup" } """, Behind);
        Assert.Contains("no listener forwards to target group Group, so ECS refuses the service", await PlanTemplates.ProblemsAsync(template), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_group_has_one_load_balancer()
    {
        var problem = await Assert.ThrowsAsync<RehearsalException>(() => ReadAsync(
            """
            "Second": { "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer" },
            "Other": { "Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": { "LoadBalancerArn": { "Ref": "Second" }, "Port": 80, "Protocol": "HTTP", "DefaultActions": [{ "Type": "forward", "TargetGroupArn": { "Ref": "Group" } }] } },
            """,
            """ "Type": "forward", "TargetGroupArn": { "Ref": "Group" } """));
        Assert.Equal("target group Group: load balancers Second, Balancer forward to it, and AWS allows one; give each a target group of its own.", problem.Message);
    }

    [Fact]
    public async Task A_target_group_that_is_not_rehearsed_is_named()
    {
        var plan = await ReadAsync("", """ "Type": "forward", "TargetGroupArn": { "Ref": "Group" } """, balancer: """ "Type": "network" """);
        Assert.Empty(plan.Services[0].Targets);
        Assert.Contains(plan.NotRehearsed, line => line.EndsWith("target group Group, to which nothing that is rehearsed forwards", StringComparison.Ordinal));
    }

    private static Task<RehearsalPlan> ReadAsync(string more, string action, string balancer = "") => PlanTemplates.ReadAsync(PlanTemplates.WithContainer(
        "\"PortMappings\": [{ \"ContainerPort\": 8080 }]",
        $$"""
        {{more}}
        "Balancer": { "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": { {{balancer}} } },
        "Listener": { "Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": { "LoadBalancerArn": { "Ref": "Balancer" }, "Port": 80, "Protocol": "HTTP", "DefaultActions": [{ {{action}} }] } },
        "Group": { "Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": { "TargetType": "ip" } }
        """,
        Behind));
}
