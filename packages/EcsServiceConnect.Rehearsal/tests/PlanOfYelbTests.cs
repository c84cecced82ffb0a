using System.Text.Json.Nodes;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.Services;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>The plans of templates that our publisher writes.</summary>
public sealed class PlanOfYelbTests
{
    [Fact]
    public async Task Yelb_is_four_services_in_their_order_behind_one_load_balancer()
    {
        var plan = await ReadAsync(Stacks.Yelb);
        Assert.Equal(["yelb-appserver", "yelb-db", "yelb-redis", "yelb-ui"], plan.Services.Select(s => s.Name).Order());
        var ui = Service(plan, "yelb-ui");
        Assert.Contains("yelb-appserver", ui.CreatedAfter);
        Assert.Equal(["yelb-db", "yelb-redis"], Service(plan, "yelb-appserver").CreatedAfter.Order());
        Assert.Empty(Service(plan, "yelb-db").CreatedAfter);
        var listener = Assert.Single(Assert.Single(plan.LoadBalancers).Listeners);
        var target = Assert.Single(ui.Targets);
        Assert.Same(target.TargetGroup, Assert.IsType<ListenerActionPlan.Forward>(listener.DefaultAction).TargetGroups.Single().TargetGroup);
        Assert.Equal(("yelb-ui", 8080), (target.ContainerName, target.ContainerPort));
        Assert.All(plan.Services.SelectMany(s => s.SecurityGroups), key => Assert.Contains(key, plan.SecurityGroups.Keys));
    }

    [Theory]
    [InlineData("yelb-appserver", "yelb-db")]
    [InlineData("yelb-appserver", "yelb-redis")]
    [InlineData("yelb-ui", "yelb-appserver")]
    public async Task Where_the_template_leaves_the_order_open_the_client_comes_first(string client, string server)
    {
        var plan = await ReadAsync(Stacks.Yelb);
        Assert.Equal([server, client], CreationOrder.WorstOf(plan).Select(o => o.Service.Name).Where(n => n == client || n == server));

        var open = plan with { Services = [.. plan.Services.Select(s => s with { CreatedAfter = [.. s.CreatedAfter.Where(n => n != server)] })] };
        var order = CreationOrder.WorstOf(open);
        Assert.Equal([client, server], order.Select(o => o.Service.Name).Where(n => n == client || n == server));
        Assert.Contains(client, order.Single(o => o.Service.Name == server).Clients);
    }

    [Fact]
    public async Task Yelbs_database_has_its_secret_its_folder_and_its_alias()
    {
        var db = Service(await ReadAsync(Stacks.Yelb), "yelb-db");
        var container = Assert.Single(db.TaskDefinition.Containers);
        Assert.Matches("^[a-zA-Z0-9]{32}$", container.Secrets["POSTGRES_PASSWORD"]);
        Assert.Equal(new ContainerUser(999, 999), container.User);
        Assert.Equal("/ecs/yelb/yelb-db", container.LogGroup);
        Assert.Equal("container", container.LogStreamPrefix);
        var volume = Assert.Single(db.TaskDefinition.Volumes);
        Assert.Matches("^yelbdbFiles[0-9A-F]+/yelb-db-data$", volume.SharedFolder);
        Assert.Equal(new ContainerUser(999, 999), volume.Owner);
        Assert.Equal(new MountPlan("yelb-db-data", "/var/lib/postgresql", false), Assert.Single(container.Mounts));
        var endpoint = Assert.Single(db.Endpoints);
        Assert.Equal((null, 5432, TimeSpan.Zero, TimeSpan.FromHours(1)), (endpoint.AppProtocol, endpoint.ContainerPort, endpoint.PerRequestTimeout, endpoint.IdleTimeout));
        Assert.Equal(["yelb-db:5432"], endpoint.Aliases.Select(a => a.ToString()));
        Assert.Equal(("yelb", 0, 100), (db.Namespace, db.MinimumHealthyPercent, db.MaximumPercent));
    }

    [Fact]
    public async Task Clients_of_a_secret_have_the_same_one()
    {
        var plan = await ReadAsync(Stacks.Yelb);
        var password = Service(plan, "yelb-db").TaskDefinition.Containers[0].Secrets["POSTGRES_PASSWORD"];
        var client = Service(plan, "yelb-appserver").TaskDefinition.Containers[0];
        Assert.Contains($"Password={password}", client.Secrets["ConnectionStrings__yelbdatabase"], StringComparison.Ordinal);
        Assert.Contains(password, plan.Secrets);
        Assert.All(plan.Services.SelectMany(s => s.TaskDefinition.Containers), c => Assert.All(c.Environment.Values, v => Assert.DoesNotContain(plan.Secrets, s => v.Contains(s, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Scaling_has_the_published_metrics()
    {
        var server = Service(await ReadAsync(Stacks.Scaled), "yelb-appserver");
        Assert.Equal(server.Scaling!.Minimum, server.DesiredCount);
        Assert.Equal(
            ["ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization", "RequestCountPerTarget", "TargetResponseTime"],
            server.Scaling.Policies.Select(p => p.Metric).Order());
        Assert.Equal("yelb-appserver-http", server.Scaling.Policies.Single(p => p.Metric == "RequestCountPerTarget").Dimensions["TargetDiscoveryName"]);
    }

    [Fact]
    public async Task A_stack_that_is_not_Yelb_is_read_as_well()
    {
        var plan = await ReadAsync(Stacks.Second);
        Assert.Equal(["catalog", "db", "idle", "prices", "queue", "worker"], plan.Services.Select(s => s.Name).Order());
        Assert.Equal("grpc", Assert.Single(Service(plan, "catalog").Endpoints).AppProtocol);
        Assert.Equal((TimeSpan.FromSeconds(90), TimeSpan.Zero), (Service(plan, "catalog").Endpoints[0].PerRequestTimeout, Service(plan, "catalog").Endpoints[0].IdleTimeout));
        Assert.Equal(2, Service(plan, "queue").TaskDefinition.Volumes.Count(v => v.SharedFolder is not null));
        Assert.Equal(2, Service(plan, "queue").TaskDefinition.Volumes.Count(v => v.SharedFolder is null));
        Assert.Contains(plan.NotRehearsed, line => line.StartsWith("catalog: TLS of endpoint", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Managed_stores_are_named_with_what_to_give()
    {
        var template = JsonNode.Parse(Stacks.Managed.Text)!;
        var problems = await PlanTemplates.ProblemsAsync(template, Images(Stacks.Managed));
        var missing = problems.Split(Environment.NewLine).Select(l => l.Split("give '")[1].Split('\'')[0]).ToList();
        Assert.Contains(missing, m => m.EndsWith(".Endpoint.Address", StringComparison.Ordinal));
        var plan = await PlanTemplates.ReadAsync(template, [.. Images(Stacks.Managed), .. missing.Select(m => (m, "store.example.com"))]);
        Assert.Contains("store.example.com", Service(plan, "yelb-appserver").TaskDefinition.Containers[0].Secrets["ConnectionStrings__yelbdatabase"], StringComparison.Ordinal);
        Assert.Contains(plan.NotRehearsed, line => line.StartsWith("managed stores", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_its_images_each_is_one_line()
    {
        var problems = await PlanTemplates.ProblemsAsync(JsonNode.Parse(Stacks.Yelb.Text)!);
        Assert.Equal(3, problems.Split(Environment.NewLine).Length);
        Assert.Contains("parameter YelbUiImage has no value; give it in \"parameters\" of the map.", problems, StringComparison.Ordinal);
    }

    private static Task<RehearsalPlan> ReadAsync(Template template) => PlanTemplates.ReadAsync(JsonNode.Parse(template.Text)!, Images(template));

    private static (string, string)[] Images(Template template) =>
        [.. template.Parameters.Where(p => p.Value!["Default"] is null).Select(p => (p.Key, $"app:{p.Key}"))];

    private static ServicePlan Service(RehearsalPlan plan, string name) => plan.Services.Single(s => s.Name == name);
}
