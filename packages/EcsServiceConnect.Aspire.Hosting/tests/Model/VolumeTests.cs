using Aspire.Hosting;

namespace EcsServiceConnect.Hosting.Tests.Model;

/// <summary>Volumes have to be where the image keeps its data, and belong to its user.</summary>
public sealed class VolumeTests
{
    [Theory]
    [InlineData("17.6", "/var/lib/postgresql/data")]
    [InlineData("17-alpine", "/var/lib/postgresql/data")]
    [InlineData("18.3", "/var/lib/postgresql")]
    [InlineData("18", "/var/lib/postgresql")]
    [InlineData("19beta1", "/var/lib/postgresql")]
    public async Task The_data_of_PostgreSQL_is_where_its_version_has_it(string tag, string folder)
    {
        var other = folder == "/var/lib/postgresql" ? "/var/lib/postgresql/data" : "/var/lib/postgresql";

        var application = await PublishedModel.ReadAsync(builder => builder.AddPostgres("db").WithImageTag(tag).WithVolume("orders", folder));
        Assert.Equal(folder, Assert.Single(application.Service("db").Volumes).ContainerPath);

        var error = await RefusedAsync(builder => builder.AddPostgres("db").WithVolume("orders", other).WithImageTag(tag));
        Assert.StartsWith($"The volume 'orders' of 'db' is at {other}, and its image docker.io/library/postgres:{tag} keeps its data in /var/lib/postgresql/", error, StringComparison.Ordinal);
        Assert.Contains($".WithVolume(\"orders\", \"{folder}\")", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RabbitMQ_finds_its_data_again_whatever_its_tasks_host_is_called()
    {
        var application = await PublishedModel.ReadAsync(b =>
        {
            b.AddContainer("queue", "docker.io/library/rabbitmq", "4.2").WithVolume("kept", "/var/lib/rabbitmq");
            b.AddContainer("named", "docker.io/library/rabbitmq", "4.2").WithVolume("own", "/var/lib/rabbitmq").WithEnvironment("RABBITMQ_NODENAME", "own@localhost");
            b.AddContainer("passing", "docker.io/library/rabbitmq", "4.2");
        });

        Assert.Equal("rabbit@localhost", application.Service("queue").Text("RABBITMQ_NODENAME"));
        Assert.Equal("own@localhost", application.Service("named").Text("RABBITMQ_NODENAME"));
        Assert.Empty(application.Service("passing").Variables);
    }

    [Fact]
    public async Task A_data_volume_before_the_tag_is_refused_and_after_it_is_not()
    {
        Assert.Contains("WithImageTag before WithDataVolume", await RefusedAsync(b => b.AddPostgres("db").WithDataVolume().WithImageTag("17.6")), StringComparison.Ordinal);
        Assert.Contains("WithImageTag before WithDataVolume", await RefusedAsync(b => b.AddPostgres("db").WithImageTag("17.6").WithDataVolume().WithImageTag("18.3")), StringComparison.Ordinal);
        await PublishedModel.ReadAsync(b => b.AddPostgres("db").WithImageTag("17.6").WithDataVolume());
        await PublishedModel.ReadAsync(b => b.AddPostgres("db").WithDataVolume());

        // RDS has a storage of its own.
        await PublishedModel.ReadAsync(b => b.AddPostgres("db").WithDataVolume().WithImageTag("17.6").PublishAsRds());
    }

    [Theory]
    [InlineData("pgvector/pgvector", "pg17", "/var/lib/postgresql", "/var/lib/postgresql/data")]
    [InlineData("pgvector/pgvector", "0.8.1-pg18-trixie", "/var/lib/postgresql/data", "/var/lib/postgresql")]
    [InlineData("timescale/timescaledb", "2.17.2-pg17", "/var/lib/postgresql", "/var/lib/postgresql/data")]
    [InlineData("timescale/timescaledb-ha", "pg17", "/var/lib/postgresql/data", "/home/postgres/pgdata/data")]
    [InlineData("postgis/postgis", "17-3.5", "/var/lib/postgresql", "/var/lib/postgresql/data")]
    [InlineData("library/redis", "8.6", "/var/lib/redis", "/data")]
    [InlineData("library/mongo", "8.0", "/data", "/data/db")]
    [InlineData("library/mysql", "9.7", "/var/lib", "/var/lib/mysql")]
    [InlineData("library/rabbitmq", "4.3-management", "/var/lib", "/var/lib/rabbitmq")]
    public async Task Other_images_are_known_too(string image, string tag, string wrong, string right)
    {
        var error = await RefusedAsync(b => b.AddContainer("store", image, tag).WithVolume("kept", wrong));
        Assert.Contains($".WithVolume(\"kept\", \"{right}\")", error, StringComparison.Ordinal);
        await PublishedModel.ReadAsync(b => b.AddContainer("store", image, tag).WithVolume("kept", right));
    }

    [Theory]
    [InlineData("library/postgres", "trixie", "/var/lib/postgresql")]
    [InlineData("library/postgres", "20250101", "/var/lib/postgresql/data")]
    [InlineData("ankane/pgvector", "v0.5.1", "/var/lib/postgresql")]
    [InlineData("mirror/postgres", "2", "/var/lib/postgresql")]
    [InlineData("library/postgres", "17", "/backups")]
    [InlineData("library/redis", "8.6", "/usr/local/etc/redis")]
    [InlineData("things/thing", "1.0", "/data")]
    public async Task What_is_not_known_of_an_image_is_no_fault(string image, string tag, string folder) =>
        await PublishedModel.ReadAsync(b => b.AddContainer("store", image, tag).WithVolume("kept", folder));

    [Fact]
    public async Task A_digest_tells_no_version() =>
        await PublishedModel.ReadAsync(b => b.AddPostgres("db").WithDataVolume().WithImageSHA256(new string('a', 64)));

    [Fact]
    public async Task A_folder_that_a_variable_or_an_argument_says_is_respected()
    {
        await PublishedModel.ReadAsync(b => b.AddPostgres("db").WithImageTag("17.6").WithEnvironment("PGDATA", "/kept/data").WithVolume("orders", "/kept"));
        await PublishedModel.ReadAsync(b => b.AddPostgres("db").WithImageTag("17.6").WithEnvironment("PGDATA", "/var/lib/postgresql/data/pgdata").WithVolume("orders", "/var/lib/postgresql/data"));
        await PublishedModel.ReadAsync(b => b.AddPostgres("db").WithImageTag("18.3").WithEnvironment("PGDATA", "/var/lib/postgresql/data").WithVolume("orders", "/var/lib/postgresql/data"));
        await PublishedModel.ReadAsync(b => b.AddContainer("cache", "library/redis", "8.6").WithArgs("redis-server", "--dir", "/var/lib/redis").WithVolume("kept", "/var/lib/redis"));

        var error = await RefusedAsync(b => b.AddPostgres("db").WithImageTag("17.6").WithEnvironment("PGDATA", "/kept/data").WithVolume("orders", "/var/lib/postgresql/data"));
        Assert.Contains("keeps its data in /kept/data", error, StringComparison.Ordinal);
        Assert.Contains(".WithVolume(\"orders\", \"/kept/data\")", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("library/postgres", "17.6", 999, 999)]
    [InlineData("library/postgres", "17-alpine", 70, 70)]
    [InlineData("mirror/postgres", "17-alpine", 70, 70)]
    [InlineData("timescale/timescaledb", "2.17.2-pg17", 70, 70)]
    [InlineData("timescale/timescaledb-ha", "pg17", 1000, 1000)]
    [InlineData("library/redis", "8.6-alpine", 999, 1000)]
    [InlineData("library/mongo", "8.0", 999, 999)]
    [InlineData("library/rabbitmq", "4.3-management-alpine", 100, 101)]
    [InlineData("keycloak/keycloak", "26.6", 1000, 1000)]
    [InlineData("minio/minio", "1", 0, 0)]
    public async Task Volumes_belong_to_the_images_user(string image, string tag, int user, int group)
    {
        var application = await PublishedModel.ReadAsync(b => b.AddContainer("store", image, tag));
        Assert.Equal(new EcsFileOwner(user, group), application.Service("store").FileOwner);
    }

    [Fact]
    public async Task The_option_says_another_owner_and_needs_a_volume()
    {
        var application = await PublishedModel.ReadAsync(b => b.AddPostgres("db").WithDataVolume().PublishAsEcsService(service => service.FileOwner = new(26, 26)));
        Assert.Equal(new EcsFileOwner(26, 26), application.Service("db").FileOwner);

        Assert.StartsWith("'db' has a FileOwner, and no volume", await RefusedAsync(b => b.AddPostgres("db").PublishAsEcsService(service => service.FileOwner = new(26, 26))), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EcsFileOwner(-1, 0));
    }

    [Fact]
    public async Task A_volume_without_a_name_and_two_at_one_place_are_refused()
    {
        Assert.Contains(".WithVolume(\"thing-data\", \"/data\")", await RefusedAsync(b => b.AddThing("thing").WithVolume("/data")), StringComparison.Ordinal);
        Assert.StartsWith("'thing' has two volumes at /data", await RefusedAsync(b => b.AddThing("thing").WithVolume("a", "/data").WithVolume("b", "/data")), StringComparison.Ordinal);
    }

    private static async Task<string> RefusedAsync(Action<IDistributedApplicationBuilder> model)
    {
        var message = (await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishedModel.ReadAsync(model))).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
