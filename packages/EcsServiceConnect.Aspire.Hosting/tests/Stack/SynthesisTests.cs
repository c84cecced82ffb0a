using EcsServiceConnect.Hosting.Cdk;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Tests.Stack;

/// <summary>The writer itself.</summary>
public sealed class SynthesisTests
{
    [Fact]
    public void The_same_application_gives_the_same_bytes() => Assert.Equal(Stacks.Yelb.Text, Template.Of(StackModels.Yelb()).Text);

    [Fact]
    public void A_callback_changes_the_constructs_of_its_service()
    {
        var application = StackModels.Yelb();
        var template = Template.Of(application, customizations: new Dictionary<EcsService, Action<Amazon.CDK.Stack, EcsServiceConstructs>>
        {
            [application.Services[2]] = (_, service) =>
            {
                service.Container.AddEnvironment("EXTRA", "1");
                ((Amazon.CDK.CfnResource)service.TaskDefinition.Node.DefaultChild!).AddPropertyOverride("EphemeralStorage.SizeInGiB", 30);
            },
        });
        Assert.Equal("1", template.Environment("yelb-appserver")["EXTRA"]);
        Assert.Equal(30, (int)template.Of("yelb-appserver", "AWS::ECS::TaskDefinition").Properties["EphemeralStorage"]!["SizeInGiB"]!);
        Assert.False(template.Environment("yelb-ui").ContainsKey("EXTRA"));
    }

    [Theory]
    [InlineData(1, 1, false, 256, 512)]
    [InlineData(256, 512, false, 256, 512)]
    [InlineData(256, 513, false, 256, 1024)]
    [InlineData(256, 512, true, 512, 1024)]
    [InlineData(256, 4096, true, 1024, 5120)]
    [InlineData(257, 512, false, 512, 1024)]
    [InlineData(1024, 2048, true, 2048, 4096)]
    [InlineData(4096, 30721, false, 8192, 32768)]
    [InlineData(8192, 16385, false, 8192, 20480)]
    [InlineData(16384, 122880, false, 16384, 122880)]
    public void A_task_has_the_least_size_that_fargate_has(int cpu, int memory, bool hasProxy, int taskCpu, int taskMemory)
    {
        var service = new EcsService
        {
            Name = "service",
            Image = new EcsRegistryImage("image"),
            Options = new() { Cpu = cpu, Memory = memory },
            Replicas = 1,
            Runtime = EcsRuntime.Other,
            Ports = [],
            Volumes = [],
        };
        Assert.Equal(new FargateSize(taskCpu, taskMemory), FargateSize.For(service, hasProxy));
    }
}
