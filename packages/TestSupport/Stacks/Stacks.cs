using EcsServiceConnect.Hosting;

namespace TestSupport.Stacks;

/// <summary>Templates that several tests read, each synthesised once.</summary>
internal static class Stacks
{
    private static readonly Lazy<Template> _yelb = new(() => Template.Of(StackModels.Yelb()));

    private static readonly Lazy<Template> _managed = new(() => Template.Of(StackModels.Yelb(managed: true)));

    private static readonly Lazy<Template> _scaled = new(() => Template.Of(StackModels.Yelb(appserverOptions: new()
    {
        Scaling = new() { CpuUtilization = 50, MemoryUtilization = 60, RequestsPerTarget = 500, ResponseTime = TimeSpan.FromMilliseconds(250) },
    })));

    private static readonly Lazy<Template> _domain = new(() => Template.Of(
        StackModels.Yelb(uiOptions: new() { IsStreaming = true, HealthCheckPath = "/ready" }),
        environment => environment.Domain = new EcsDomain("yelb.example.com", "example.com", "Z0123456789")));

    private static readonly Lazy<Template> _isolated = new(() => Template.Of(StackModels.Yelb(managed: true), environment =>
    {
        environment.NatGateways = 0;
        environment.AvailabilityZones = 3;
        environment.EnableExecuteCommand = true;
        environment.KeepData = false;
    }));

    private static readonly Lazy<Template> _second = new(() => Template.Of(SecondModel.Application(), environment =>
    {
        environment.Architecture = EcsArchitecture.Arm64;
        environment.AccessLogs = true;
        environment.PrivateCertificateAuthorityArn = "arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/0";
        environment.Tags["owner"] = "shop";
    }));

    private static readonly Lazy<Template> _blueGreen = new(() => Deployed(new EcsBlueGreen()));

    private static readonly Lazy<Template> _canary = new(() => Deployed(new EcsCanary { Percent = 2.5, TestHeader = "x-yelb-test", TestHeaderValue = "me" }));

    private static readonly Lazy<Template> _linear = new(() => Deployed(new EcsLinear { StepPercent = 25, StepBakeTime = TimeSpan.FromMinutes(4) }));

    internal static Template Yelb => _yelb.Value;

    /// <summary>Yelb on RDS and ElastiCache.</summary>
    internal static Template Managed => _managed.Value;

    /// <summary>Yelb with its application server scaled by everything.</summary>
    internal static Template Scaled => _scaled.Value;

    /// <summary>Yelb with a domain, and a page that streams.</summary>
    internal static Template Domain => _domain.Value;

    /// <summary>Yelb with no way out of the VPC.</summary>
    internal static Template Isolated => _isolated.Value;

    internal static Template Second => _second.Value;

    /// <summary>Yelb with its page and its application server deployed by blue/green.</summary>
    internal static Template BlueGreen => _blueGreen.Value;

    /// <summary>The same by a canary, and a header of its own for those who test.</summary>
    internal static Template Canary => _canary.Value;

    /// <summary>The same in equal steps.</summary>
    internal static Template Linear => _linear.Value;

    private static Template Deployed(EcsDeploymentStrategy strategy) => Template.Of(StackModels.Yelb(uiOptions: new() { Deployment = strategy }, appserverOptions: new() { Deployment = strategy }));
}
