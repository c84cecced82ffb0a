using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>What a container is where the task definition says something, and where it doesn't.</summary>
public sealed class PlanContainerTests
{
    [Fact]
    public async Task What_is_not_said_is_the_images_or_the_default_of_ECS()
    {
        var container = await PlanTemplates.ContainerAsync("");
        Assert.Equal(["/entry"], container.EntryPoint);
        Assert.Equal(["serve", "--all"], container.Command);
        Assert.Equal(("/app", new ContainerUser(1654, 1654), "image"), (container.WorkingDirectory, container.User, container.Environment["MODE"]));
        Assert.Equal((true, false, TimeSpan.FromSeconds(30)), (container.IsEssential, container.HasReadOnlyRoot, container.StopTimeout));
        Assert.Null(container.HealthCheck);
        Assert.Null(container.LogGroup);
    }

    [Theory]
    [InlineData("\"Command\": [\"once\"]", "/entry", "once")]
    [InlineData("\"EntryPoint\": [\"/mine\"]", "/mine", "")]
    [InlineData("\"EntryPoint\": [\"/mine\"], \"Command\": [\"a\", \"b\"]", "/mine", "a b")]
    [InlineData("\"EntryPoint\": [], \"Command\": []", "/entry", "serve --all")]
    public async Task An_entry_point_takes_the_images_command_with_it(string properties, string entryPoint, string command)
    {
        var container = await PlanTemplates.ContainerAsync(properties);
        Assert.Equal((entryPoint, command), (string.Join(' ', container.EntryPoint), string.Join(' ', container.Command)));
    }

    [Theory]
    [InlineData("999:998", 999, 998)]
    [InlineData("1654", 1654, 1654)]
    [InlineData("1000", 1000, 0)]
    [InlineData("root", 0, 0)]
    [InlineData("nobody", 65534, 65534)]
    [InlineData("nobody:nogroup", 65534, 65534)]
    [InlineData("postgres", 1654, 1654)]
    public async Task A_user_is_a_number_or_a_name(string user, int userId, int groupId) =>
        Assert.Equal(new ContainerUser(userId, groupId), (await PlanTemplates.ContainerAsync($"\"User\": \"{user}\"")).User);

    [Fact]
    public async Task A_health_check_has_defaults()
    {
        var check = (await PlanTemplates.ContainerAsync("\"HealthCheck\": { \"Command\": [\"CMD-SHELL\", \"true\"] }")).HealthCheck!;
        Assert.Equal((30, 5, 3, 0), (check.Interval.TotalSeconds, check.Timeout.TotalSeconds, check.Retries, check.StartPeriod.TotalSeconds));
        Assert.Null((await PlanTemplates.ContainerAsync("\"HealthCheck\": { \"Command\": [\"NONE\"] }")).HealthCheck);
    }

    [Fact]
    public async Task Variables_have_their_references_resolved()
    {
        var container = await PlanTemplates.ContainerAsync(
            """
            "Environment": [
              { "Name": "MODE", "Value": { "Ref": "AWS::Region" } },
              { "Name": "CLUSTER", "Value": { "Ref": "Cluster" } },
              { "Name": "TABLE", "Value": { "Fn::GetAtt": ["Balancer", "DNSName"] } },
              { "Name": "ROLE", "Value": { "Fn::GetAtt": ["Role", "Arn"] } },
              { "Name": "ADDRESS", "Value": { "Fn::GetAtt": ["Db", "Endpoint.Address"] } }]
            """,
            """
            "Cluster": { "Type": "AWS::ECS::Cluster" },
            "Balancer": { "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": { "Name": "front" } },
            "Role": { "Type": "AWS::IAM::Role", "Properties": { "RoleName": "worker" } },
            "Db": { "Type": "AWS::RDS::DBInstance" }
            """,
            ("Db.Endpoint.Address", "db.example.com"));
        Assert.Equal("us-east-1", container.Environment["MODE"]);
        Assert.Equal("Cluster", container.Environment["CLUSTER"]);
        Assert.Equal("front-1234567890.us-east-1.elb.amazonaws.com", container.Environment["TABLE"]);
        Assert.Equal("arn:aws:iam::123456789012:role/worker", container.Environment["ROLE"]);
        Assert.Equal("db.example.com", container.Environment["ADDRESS"]);
        Assert.Equal("C.UTF-8", container.Environment["LANG"]);
    }

    [Theory]
    [InlineData("\"Environment\": [{ \"Name\": \"A\", \"Value\": { \"Fn::ImportValue\": \"host\" } }]", "web, container web, variable A: it is imported from another stack; give 'Fn::ImportValue host'")]
    [InlineData("\"Environment\": [{ \"Name\": \"A\", \"Value\": { \"Ref\": \"Nothing\" } }]", "web, container web, variable A: Nothing is not in the template")]
    [InlineData("\"Environment\": [{ \"Name\": \"A\", \"Value\": \"{{resolve:ssm:/x}}\" }]", "'/x' is not in the template; give it")]
    [InlineData("\"Environment\": [{ \"Name\": \"A\", \"Value\": \"1\" }, { \"Name\": \"A\", \"Value\": \"2\" }]", "variable A is there more than once")]
    [InlineData("\"Image\": \"nothing:1\", \"Essential\": true", "nothing:1")]
    [InlineData("\"HealthCheck\": { \"Command\": [\"curl\"] }", "ECS takes only CMD and CMD-SHELL")]
    [InlineData("\"DependsOn\": [{ \"ContainerName\": \"side\", \"Condition\": \"START\" }]", "it depends on container side")]
    [InlineData("\"DependsOn\": [{ \"ContainerName\": \"web\", \"Condition\": \"START\" }]", "its containers web wait for each other")]
    [InlineData("\"DependsOn\": [{ \"ContainerName\": \"web\", \"Condition\": \"RUNNING\" }]", "DependsOn has the condition 'RUNNING'")]
    [InlineData("\"DependsOn\": [{ \"ContainerName\": \"web\", \"Condition\": \"SUCCESS\" }]", "it waits for the end of container web, which is essential")]
    [InlineData("\"DependsOn\": [{ \"ContainerName\": \"web\", \"Condition\": \"HEALTHY\" }]", "which has no health check")]
    [InlineData("\"MountPoints\": [{ \"SourceVolume\": \"data\", \"ContainerPath\": \"/data\" }]", "it mounts volume 'data'")]
    public async Task What_ECS_or_this_machine_would_not_start_is_a_problem(string properties, string problem)
    {
        var template = PlanTemplates.WithContainer(properties.Contains("Image", StringComparison.Ordinal) ? "" : properties);
        if (properties.Contains("Image", StringComparison.Ordinal))
        {
            template["Resources"]!["Task"]!["Properties"]!["ContainerDefinitions"]![0]!["Image"] = "nothing:1";
        }

        Assert.Contains(problem, await PlanTemplates.ProblemsAsync(template), StringComparison.Ordinal);
    }
}
