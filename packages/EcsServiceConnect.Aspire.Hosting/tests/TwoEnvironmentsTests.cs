using Aspire.Hosting;
using EcsServiceConnect.Hosting.Tests.Model;

namespace EcsServiceConnect.Hosting.Tests;

/// <summary>An AppHost with two environments, published by its own pipeline.</summary>
public sealed class TwoEnvironmentsTests
{
    [Fact]
    public async Task One_publish_writes_each_into_its_own_folder()
    {
        using var folder = new TemporaryFolder();
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = ["--operation", "publish", "--step", "publish", "--output-path", folder.Path] });
        var shop = builder.AddEcsEnvironment("shop");
        var office = builder.AddEcsEnvironment("office");
        builder.AddThing("till").WithComputeEnvironment(shop);
        builder.AddThing("desk").WithComputeEnvironment(office);
        await using var application = builder.Build();

        await application.RunAsync(Patience.Token);

        Assert.Equal(["till"], Services("shop"));
        Assert.Equal(["desk"], Services("office"));
        Assert.All(["shop", "office"], environment => Assert.True(File.Exists(Path.Combine(folder.Path, environment, "topology.md"))));

        IEnumerable<string?> Services(string environment) =>
            Template.Read(Path.Combine(folder.Path, environment), environment).All("AWS::ECS::Service").Select(s => (string?)s.Properties["ServiceName"]);
    }
}
