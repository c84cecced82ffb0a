using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Images;
using Microsoft.Extensions.Logging.Abstractions;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>What is run for an image's name.</summary>
public sealed class ImagesCatalogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => Patience.Token;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_map_comes_first_and_in_it_the_name_that_fits_best()
    {
        var catalog = Catalog(new()
        {
            ["shop:*"] = new() { Command = ["any"] },
            ["shop:2*"] = new() { Command = ["second"] },
            ["shop:2.1"] = new() { Command = ["this"] },
            ["redis:*"] = new() { Command = ["our own"] },
        });

        Assert.Equal("any", (await catalog.FindAsync("shop:1", Cancelled)).Command[0]);
        Assert.Equal("second", (await catalog.FindAsync("shop:2.0", Cancelled)).Command[0]);
        Assert.Equal("this", (await catalog.FindAsync("shop:2.1", Cancelled)).Command[0]);
        Assert.Equal("our own", (await catalog.FindAsync("redis:8", Cancelled)).Command[0]);
    }

    [Theory]
    [InlineData("shop:1")]
    [InlineData("example.com:5000/postgres:18")]
    [InlineData("docker.io/bitnami/redis:8")]
    public async Task An_image_that_is_neither_in_the_map_nor_official_is_named(string image)
    {
        var failure = await Assert.ThrowsAsync<RehearsalException>(() => Catalog([]).FindAsync(image, Cancelled));

        Assert.Contains($"'{image}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("map", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres:18.3", "/var/lib/postgresql/18/docker")]
    [InlineData("docker.io/library/postgres:18-alpine", "/var/lib/postgresql/18/docker")]
    [InlineData("public.ecr.aws/docker/library/postgres:9.6@sha256:00", "/var/lib/postgresql/data")]
    public async Task PostgreSQLs_data_is_where_the_images_version_has_it(string image, string data)
    {
        var local = await Catalog([]).FindAsync(image, Cancelled);

        Assert.Equal(data, local.Environment["PGDATA"]);
        Assert.All(local.Files.Values, source => Assert.True(Path.Exists(source), source));
        Assert.Equal(image.Contains("9.6", StringComparison.Ordinal), local.NotRehearsed.Any(line => line.StartsWith(image, StringComparison.Ordinal)));
    }

    private ImageCatalog Catalog(Dictionary<string, LocalImage> images) =>
        new(new RehearsalMap(new Dictionary<string, string>(), images), _folder.Path, new ToolCache(), NullLogger.Instance);
}
