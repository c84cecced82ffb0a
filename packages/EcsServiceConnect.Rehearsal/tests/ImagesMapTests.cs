using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>The map, which says what to run for an image.</summary>
public sealed class ImagesMapTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "map.json");

    public ImagesMapTests() => Directory.CreateDirectory(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read_again_and_nobody_else_can_read_it()
    {
        var image = DotnetImage.Of(_folder.Path, "Shop.dll") with { StopSignal = StopSignal.SIGQUIT };
        new RehearsalMap(new Dictionary<string, string> { ["ShopImage"] = "shop:1" }, new Dictionary<string, LocalImage> { ["shop:1"] = image }).Write(File);

        var read = RehearsalMap.Read(File);

        Assert.Equal("shop:1", read.Parameters["ShopImage"]);
        var shop = read.Images["shop:1"];
        Assert.Equal(_folder.Path, shop.Files["/app"]);
        Assert.Equal(["dotnet", "/app/Shop.dll"], shop.EntryPoint);
        Assert.Equal(image.Environment, shop.Environment);
        Assert.Equal(image.Programs, shop.Programs);
        Assert.Equal((1654, 1654), (shop.User.UserId, shop.User.GroupId));
        Assert.Equal(("/app", StopSignal.SIGQUIT), (shop.WorkingDirectory, shop.StopSignal));
        Assert.True(OperatingSystem.IsWindows() || System.IO.File.GetUnixFileMode(File) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public void What_is_left_out_has_the_defaults_of_an_image_and_a_path_begins_at_the_maps_folder()
    {
        System.IO.File.WriteAllText(File, """{ "images": { "shop:*": { "files": { "/etc/shop": "." }, "command": ["shop"], } } } // short""");

        var shop = RehearsalMap.Read(File).Images["shop:*"];

        Assert.Equal(_folder.Path, Path.TrimEndingDirectorySeparator(shop.Files["/etc/shop"]));
        Assert.Equal(("/", 0, 0, StopSignal.SIGTERM), (shop.WorkingDirectory, shop.User.UserId, shop.User.GroupId, shop.StopSignal));
        Assert.Empty(shop.EntryPoint);
        Assert.Null(shop.Programs);
    }

    [Theory]
    [InlineData("""{ "images": {""", "line 1")]
    [InlineData("""{ "image": {} }""", "image")]
    [InlineData("{\n\"images\": { \"a\": { \"command\": \"shop\" } } }", "$.images.a.command, line 2")]
    [InlineData("""{ "images": null }""", "images")]
    [InlineData("""{ "images": { "a*b": { "command": ["x"] } } }""", "a*b")]
    [InlineData("""{ "images": { "a": {} } }""", "\"entryPoint\"")]
    [InlineData("""{ "images": { "a": { "command": ["x"], "user": "shop" } } }""", "'shop'")]
    [InlineData("""{ "images": { "a": { "command": ["x"], "stopSignal": "15,2" } } }""", "write one of SIGHUP, SIGINT")]
    [InlineData("""{ "images": { "a": { "command": ["x"], "files": { "app": "." } } } }""", "'app'")]
    [InlineData("""{ "images": { "a": { "command": ["x"], "files": { "/app": "not-there" } } } }""", "not-there")]
    public void A_mistake_is_one_line_with_the_file_and_the_place(string json, string place)
    {
        System.IO.File.WriteAllText(File, json);

        var failure = Assert.Throws<RehearsalException>(() => RehearsalMap.Read(File));

        Assert.Contains(File, failure.Message, StringComparison.Ordinal);
        Assert.Contains(place, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void A_map_that_is_not_there_is_named() =>
        Assert.Contains(File, Assert.Throws<RehearsalException>(() => RehearsalMap.Read(File)).Message, StringComparison.Ordinal);
}
