using EcsServiceConnect.Templates.Images;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>What is known of published images.</summary>
public sealed class KnownImageTests
{
    [Theory]
    [InlineData("postgres:18.4", "bash sh psql", "curl wget redis-cli dotnet")]
    [InlineData("public.ecr.aws/docker/library/postgres:17-alpine", "bash wget pg_isready", "curl mysqladmin")]
    [InlineData("redis:8.6-alpine", "wget nc redis-cli", "curl bash valkey-cli")]
    [InlineData("valkey/valkey:9", "valkey-cli redis-cli", "curl psql")]
    [InlineData("mcr.microsoft.com/dotnet/aspnet:10.0", "dotnet bash sh", "curl wget redis-cli")]
    [InlineData("mcr.microsoft.com/dotnet/aspnet:10.0-alpine", "dotnet wget", "curl bash")]
    [InlineData("mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled", "dotnet", "sh bash curl wget grep")]
    [InlineData("node:22", "curl wget node", "dotnet psql")]
    [InlineData("node:22-slim", "bash node", "curl wget")]
    [InlineData("nginx:1.29", "curl nginx", "dotnet")]
    [InlineData("example.com/tools/postgres:1", "curl wget", "")]
    public void Programs(string name, string maybe, string missing)
    {
        var image = KnownImage.Of(name)!;

        Assert.All(maybe.Split(' '), p => Assert.DoesNotContain(p, image.Lacks));
        Assert.All(missing.Split(' ', StringSplitOptions.RemoveEmptyEntries), p => Assert.Contains(p, image.Lacks));
    }

    [Theory]
    [InlineData("yelb/appserver:1")]
    [InlineData("mcr.microsoft.com/dotnet/sdk:10.0")]
    public void Nothing_is_known_of_others(string name) =>
        Assert.Null(KnownImage.Of(name));

    [Fact]
    public void A_namesake_has_the_user_and_nothing_else()
    {
        var image = KnownImage.Of("123456789012.dkr.ecr.eu-west-1.amazonaws.com/mirror/postgres:17")!;

        Assert.Equal(new ImageUser(999, 999), image.User);
        Assert.True(image is { IsNamesake: true, DataFolder: null, Port: null, Lacks.Count: 0 });
    }
}
