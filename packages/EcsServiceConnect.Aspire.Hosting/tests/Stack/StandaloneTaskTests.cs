using System.Text.Json.Nodes;
using Aspire.Hosting;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Templates;
using EcsServiceConnect.Templates.Rules;

namespace EcsServiceConnect.Hosting.Tests.Stack;

/// <summary>yelb-load in the stack: a task definition, and the command that runs it.</summary>
public sealed class StandaloneTaskTests
{
    [Fact]
    public void It_is_a_task_definition_without_a_service()
    {
        var task = Stacks.Yelb.Of("yelb-load", "AWS::ECS::TaskDefinition").Properties;
        Assert.Equal("yelb-yelb-load", (string?)task["Family"]);
        // No proxy to make room for.
        Assert.Equal(("256", "512"), ((string?)task["Cpu"], (string?)task["Memory"]));
        Assert.DoesNotContain(Stacks.Yelb.All("AWS::ECS::Service"), s => s.AspireResource == "yelb-load");
        Assert.Equal("${YelbLoadImage}", Template.Written(Stacks.Yelb.Container("yelb-load")["Image"]!));
        Assert.Contains("YelbLoadImage", Stacks.Yelb.Parameters);
        Assert.Equal("/ecs/yelb/yelb-load", (string?)Stacks.Yelb.Of("yelb-load", "AWS::Logs::LogGroup").Properties["LogGroupName"]);
    }

    [Fact]
    public void It_calls_the_load_balancer_and_nobody_calls_it()
    {
        var balancer = Stacks.Yelb.All("AWS::ElasticLoadBalancingV2::LoadBalancer").Single().Id;
        Assert.Equal($"http://${{{balancer}.DNSName}}", Stacks.Yelb.Environment("yelb-load")["services__yelb-ui__http__0"]);
        var group = Stacks.Yelb.Of("yelb-load", "AWS::EC2::SecurityGroup");
        Assert.Equal([80, 443], group.Properties["SecurityGroupEgress"]!.AsArray().Select(r => (int)r!["FromPort"]!).Order());
        Assert.False(group.Properties.ContainsKey("SecurityGroupIngress"));
        Assert.DoesNotContain(Stacks.Yelb.Openings(), o => o.From == "yelb-load" || o.To == "yelb-load");

        // HTTPS is open to all anyway.
        Assert.Equal("http://yelb.example.com", Stacks.Domain.Environment("yelb-load")["services__yelb-ui__http__0"]);
        Assert.Equal([443], Stacks.Domain.Of("yelb-load", "AWS::EC2::SecurityGroup").Properties["SecurityGroupEgress"]!.AsArray().Select(r => (int)r!["FromPort"]!));
    }

    [Fact]
    public void An_output_is_the_command_that_runs_it_where_there_is_a_way_to_the_load_balancer()
    {
        var template = Stacks.Isolated;
        var task = template.Of("yelb-load", "AWS::ECS::TaskDefinition").Id;
        var group = template.Of("yelb-load", "AWS::EC2::SecurityGroup").Id;
        var cluster = template.All("AWS::ECS::Cluster").Single().Id;
        var subnets = template.All("AWS::EC2::Subnet").Where(s => s.Id.Contains("public", StringComparison.Ordinal)).Select(s => $"${{{s.Id}}}");
        Assert.Equal(
            $"aws ecs run-task --region ${{AWS::Region}} --cluster ${{{cluster}}} --launch-type FARGATE --task-definition ${{{task}}}"
            + $" --network-configuration 'awsvpcConfiguration={{subnets=[{string.Join(',', subnets)}],securityGroups=[${{{group}.GroupId}}],assignPublicIp=ENABLED}}'",
            Template.Written(template.Outputs["YelbLoadRun"]!["Value"]!));
    }

    [Fact]
    public void There_is_no_service_for_a_callback_to_change()
    {
        var application = StackModels.Yelb();
        var fault = Assert.Throws<DistributedApplicationException>(() => Template.Of(application, customizations: new Dictionary<EcsService, Action<Amazon.CDK.Stack, EcsServiceConstructs>>
        {
            [application.Services.Single(s => s.Name == "yelb-load")] = (_, _) => { },
        }));
        Assert.Contains("'yelb-load' is published as a standalone task", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://yelb-appserver:4567")]
    [InlineData("http://yelb-appserver.yelb:4567")]
    public void An_alias_in_it_is_a_fault(string address)
    {
        var template = JsonNode.Parse(Stacks.Yelb.Text)!.AsObject();
        var yelb = new YelbTemplate(template);
        var container = yelb.Resources[Stacks.Yelb.Of("yelb-load", "AWS::ECS::TaskDefinition").Id]!["Properties"]!["ContainerDefinitions"]![0]!;
        container["Environment"]!.AsArray()[0]!["Value"] = address;

        var fault = Assert.Single(TemplateChecks.Check(template));
        Assert.Equal((StandaloneTaskRules.Alias, "yelb-load"), (fault.Rule, fault.Resource));
    }
}
