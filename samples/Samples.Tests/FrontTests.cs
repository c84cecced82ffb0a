namespace Samples.Tests;

/// <summary>A front end with a Dockerfile before a .NET API.</summary>
public sealed class FrontTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_rehearsed_with_the_map_that_lies_beside_its_AppHost()
    {
        var result = await SampleAppHost.RunAsync("Front", _folder.Path, "rehearse", "--check");

        Assert.True(result.ExitCode == 0, result.Text());
        var template = SampleAppHost.Template(_folder.Path, "front");
        Assert.Contains("FrontendImage", template["Parameters"]!.AsObject());
        Assert.Equal("frontend", (string?)template.Of("frontend", "AWS::ECS::Service")["ServiceName"]);
    }

    [Fact]
    public async Task A_deployment_says_first_that_the_Dockerfiles_image_has_to_be_pushed()
    {
        var result = await SampleAppHost.RunAsync("Front", _folder.Path, "deploy");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("The image of 'frontend' is made of a Dockerfile", result.Text(), StringComparison.Ordinal);
        Assert.Contains("Images__frontend=", result.Text(), StringComparison.Ordinal);
    }
}
