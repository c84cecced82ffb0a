using Aspire.Hosting;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Tests.Stack;

/// <summary>Applications that no stack can be written for: one line says what to change.</summary>
public sealed class RefusedStackTests
{
    [Fact]
    public void A_task_larger_than_any_of_fargate() =>
        Refused("Resource 'yelb-appserver' needs 16640 CPU units and 576 MiB", StackModels.Yelb(appserverOptions: new() { Cpu = 16384 }));

    [Fact]
    public void A_secret_among_the_arguments()
    {
        var application = StackModels.Yelb();
        application.Services[1].Command = [new([new EcsParameterPart(StackModels.CachePassword)])];
        Refused("Resource 'yelb-redis' has a secret among its arguments", application);
    }

    [Fact]
    public void An_image_out_of_reach() =>
        Refused("Resource 'yelb-db' has the image 'docker.io/library/postgres:18.4', which is out of reach", StackModels.Yelb(), e => e.NatGateways = 0);

    [Fact]
    public void Files_where_what_brings_them_is_out_of_reach()
    {
        var queue = SecondModel.Application().Services.Single(s => s.Name == "queue");
        var own = new EcsService { Name = "own", Image = new EcsProjectImage("Own/Own.csproj", "OwnImage"), Options = queue.Options, Replicas = 1, Runtime = queue.Runtime, Ports = [], Volumes = [], FileFolders = queue.FileFolders };
        Refused("Resource 'own' has files for /etc/queue, and the image that brings them into it", new("shop", [own], [], []), e => e.NatGateways = 0);
    }

    [Fact]
    public void Scaling_by_the_requests_of_no_one() =>
        Refused("Resource 'yelb-ui' scales by Service Connect's metric RequestCountPerTarget, but no resource calls", StackModels.Yelb(uiOptions: new() { Scaling = new() { RequestsPerTarget = 100 } }));

    [Fact]
    public void A_volume_of_two_services()
    {
        var application = SecondModel.Application();
        var queue = application.Services.Single(s => s.Name == "queue");
        var second = new EcsService
        {
            Name = "second-queue",
            Image = queue.Image,
            Options = queue.Options,
            Replicas = 1,
            Runtime = queue.Runtime,
            Ports = [],
            Volumes = queue.Volumes,
        };
        Refused("The volume 'spool' is mounted by 'queue' and 'second-queue'", new("shop", [queue, second], [], []));
    }

    [Fact]
    public void More_nat_gateways_than_zones() => Refused("Environment 'yelb' has 3 NAT gateways", StackModels.Yelb(), e => e.NatGateways = 3);

    [Fact]
    public void A_callback_for_a_service_that_is_none()
    {
        var application = StackModels.Yelb(managed: true);
        var exception = Assert.Throws<DistributedApplicationException>(() => Template.Of(application, customizations: new Dictionary<EcsService, Action<Amazon.CDK.Stack, EcsServiceConstructs>>
        {
            [application.Services[0]] = (_, _) => { },
        }));
        Assert.StartsWith("Resource 'yelb-db' is published as a managed store", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_cdk_refuses()
    {
        var application = StackModels.Yelb();
        var exception = Assert.Throws<DistributedApplicationException>(() => Template.Of(application, customizations: new Dictionary<EcsService, Action<Amazon.CDK.Stack, EcsServiceConstructs>>
        {
            [application.Services[0]] = (stack, _) => new Amazon.CDK.CfnOutput(stack, "Vpc", new Amazon.CDK.CfnOutputProps { Value = "x" }).OverrideLogicalId("Vpc"),
        }));
        Assert.StartsWith("The AWS CDK refused the stack 'yelb': ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    private static void Refused(string message, EcsApplication application, Action<EcsEnvironmentResource>? configure = null)
    {
        var exception = Assert.Throws<DistributedApplicationException>(() => Template.Of(application, configure));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }
}
