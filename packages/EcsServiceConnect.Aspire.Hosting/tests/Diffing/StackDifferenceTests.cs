using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Hosting.Deployment;
using EcsServiceConnect.Hosting.Diffing;
using EcsServiceConnect.Hosting.Tests.Model;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Tests.Diffing;

/// <summary>An AppHost, and the same after somebody changed it: what the difference of the two stacks is in the AppHost's words.</summary>
public sealed class StackDifferenceTests(StackDifferenceTests.Shops shops) : IClassFixture<StackDifferenceTests.Shops>
{
    [Fact]
    public async Task What_is_published_again_is_one_line() => Assert.Equal(
        ["The stack 'test' is deployed as it is published; only what its images and parameters hold may be other."],
        await LinesAsync(shops.Before, shops.Before));

    [Fact]
    public void Numbers_and_sizes_are_changed_by_their_names()
    {
        Assert.Contains("other: changed: web: ECS service: number of tasks: 1 -> 3", shops.Lines);
        Assert.Contains("other: changed: web: task definition: MiB of memory: 1024 -> 3072", shops.Lines);
        Assert.Contains("data: changed: db: task definition: Image: docker.io/library/postgres:18.3 -> docker.io/library/postgres:18.4", shops.Lines);
    }

    [Fact]
    public void A_volume_that_is_taken_away_is_data_that_nobody_sees_and_of_a_whole_file_system_kept_outside()
    {
        Assert.Contains("data: files: the volume uploads is taken away; its files stay in the file system, where no task sees them [--accept-loss uploads]", shops.Lines);
        Assert.Contains("data: notes: the file system with the volume notes is deleted; the old one is kept outside of the stack, and costs until you delete it [--accept-loss notes]", shops.Lines);
    }

    [Fact]
    public void A_resource_of_another_name_is_a_new_one_in_the_place_of_the_old_with_its_data()
    {
        Assert.Contains("data: cache: the file system with the volume cache-data is deleted; the old one is kept outside of the stack, and costs until you delete it [--accept-loss cache-data]", shops.Lines);
        Assert.Contains("data: cache: the log group /ecs/test/cache is deleted; what is in it is lost [--accept-loss /ecs/test/cache]", shops.Lines);
        Assert.Contains(shops.Lines, l => l.StartsWith("other: deleted: cache: ", StringComparison.Ordinal) && l.Contains("ECS service", StringComparison.Ordinal));
        Assert.Contains(shops.Lines, l => l.StartsWith("other: added: store: ", StringComparison.Ordinal) && l.Contains("ECS service", StringComparison.Ordinal));
    }

    [Fact]
    public void A_password_that_would_be_made_up_anew_is_data() => Assert.Contains(
        "data: token: the secret's value is made up anew, and what was set up with the one before refuses it; the one before stays as AWSPREVIOUS [--accept-loss token]",
        shops.Lines);

    [Fact]
    public void Data_comes_first_and_then_security_and_nothing_twice()
    {
        Assert.Equal(shops.Lines.OrderBy(l => Array.IndexOf(["data", "security", "other"], l.Split(':')[0])), shops.Lines);
        Assert.Contains(shops.Lines, l => l.StartsWith("security: added: store: ", StringComparison.Ordinal));
        Assert.Distinct(shops.Lines);
        Assert.DoesNotContain(shops.Lines, l => l.Contains('\n', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_managed_database_with_another_engine_version_is_changed_and_with_another_user_replaced()
    {
        var lines = await LinesAsync(shops.Managed, shops.ManagedAfter);

        Assert.Contains(lines, l => l.StartsWith("data: db: the database is replaced by an empty one; a snapshot of the old one is kept [--accept-loss db]", StringComparison.Ordinal));
        var changed = await LinesAsync(shops.Managed, shops.Managed.Replace("\"EngineVersion\": \"18\"", "\"EngineVersion\": \"17\"", StringComparison.Ordinal).Replace("\"AllocatedStorage\": \"20\"", "\"AllocatedStorage\": \"30\"", StringComparison.Ordinal));
        Assert.Equal(["data: changed: db: database: storage (GiB): 20 -> 30; engine version: 18 -> 17, which RDS refuses: there is no way back to an older version"], changed);
    }

    [Theory]
    [InlineData("AWS::RDS::DBInstance", "AllocatedStorage", "100", "20", true)]
    [InlineData("AWS::RDS::DBInstance", "AllocatedStorage", "20", "100", false)]
    [InlineData("AWS::RDS::DBInstance", "EngineVersion", "17", "18.1", false)]
    [InlineData("AWS::RDS::DBInstance", "EngineVersion", "18.4", "18.1", true)]
    [InlineData("AWS::RDS::DBInstance", "EngineVersion", "18.1", "18", false)]
    [InlineData("AWS::RDS::DBInstance", "EngineVersion", null, "18", false)]
    [InlineData("AWS::ElastiCache::ReplicationGroup", "EngineVersion", "8.0", "7.1", true)]
    [InlineData("AWS::ElastiCache::ReplicationGroup", "EngineVersion", "7.1", "8.0", false)]
    [InlineData("AWS::ECS::Service", "DesiredCount", "3", "1", false)]
    public void What_a_managed_store_never_becomes_is_said(string type, string property, string? before, string after, bool isRefused) =>
        Assert.Equal(isRefused, RefusedChanges.Of(type, new([property], before, after)) is not null);

    [Fact]
    public void What_Service_Connect_serves_is_told_by_its_port_and_alias()
    {
        var changes = PropertyChanges.Between("ServiceConnectConfiguration", Served("api", 80), Served("api", 8080)).Concat(PropertyChanges.Between("ServiceConnectConfiguration", Served("api", 80), Served("shop", 80)));

        Assert.Equal(
            ["Service Connect/Services/api-http/alias/api/Port: 80 -> 8080", "Service Connect/Services/api-http/alias/api", "Service Connect/Services/api-http/alias/shop"],
            changes.Select(c => ResourceWords.Property(c, "api")));

        static JsonNode Served(string alias, int port) => JsonNode.Parse($$"""{ "Services": [ { "PortName": "api-http", "ClientAliases": [ { "DnsName": "{{alias}}", "Port": {{port}} } ] } ] }""")!;
    }

    [Fact]
    public async Task A_policy_that_keeps_data_is_heeded_where_both_templates_have_it()
    {
        var lines = await LinesAsync(
            shops.Before,
            shops.Before.Replace("\"Encrypted\": true", "\"Encrypted\": false", StringComparison.Ordinal).Replace("\"UpdateReplacePolicy\": \"Retain\"", "\"UpdateReplacePolicy\": \"Delete\"", StringComparison.Ordinal));

        Assert.Contains("data: notes: the file system with the volume notes is replaced by an empty one; what is in it is lost [--accept-loss notes]", lines);
        Assert.DoesNotContain(lines, l => l.Contains("is taken away", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_no_template_is_said_by_its_name()
    {
        var fault = await Assert.ThrowsAsync<DistributedApplicationException>(() =>
            new StackComparison(new ToolCache(), new TestSupport.Lines()).LinesAsync(new("/nonexistent", "test", []), "/nonexistent/yelb.json", Patience.Token));

        Assert.Equal("/nonexistent/yelb.json: can't be read: there is no such file.", fault.Message);
    }

    private static async Task<IReadOnlyList<string>> LinesAsync(string before, string after)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Path);
        var file = Path.Combine(folder.Path, "deployed.json");
        await File.WriteAllTextAsync(file, before, Patience.Token);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "test.template.json"), after, Patience.Token);
        return await new StackComparison(new ToolCache(), new TestSupport.Lines()).LinesAsync(new StackDeployment(folder.Path, "test", []), file, Patience.Token);
    }

    public sealed class Shops : IAsyncLifetime
    {
        internal string Before { get; private set; } = "";

        /// <summary>What came between the two.</summary>
        internal IReadOnlyList<string> Lines { get; private set; } = [];

        internal string Managed { get; private set; } = "";

        internal string ManagedAfter { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            Before = await PublishAsync(builder =>
            {
                Database(builder, "18.3");
                builder.AddRedis("cache").WithDataVolume("cache-data");
                Files(builder).WithVolume("uploads", "/uploads").WithVolume("pages", "/pages");
                Notes(builder).WithVolume("notes", "/notes");
                Web(builder, new GenerateParameterDefault { MinLength = 22 });
            });
            var after = await PublishAsync(builder =>
            {
                Database(builder, "18.4");
                builder.AddRedis("store").WithDataVolume("store-data");
                Files(builder).WithVolume("pages", "/pages");
                Notes(builder);
                Web(builder, new GenerateParameterDefault { MinLength = 40 }).PublishAsEcsService(service => (service.DesiredCount, service.Memory) = (3, 2048));
            });
            Lines = await LinesAsync(Before, after);
            Managed = await PublishAsync(builder => builder.AddPostgres("db").WithImageTag("18.3").PublishAsRds().AddDatabase("orders"));
            ManagedAfter = await PublishAsync(builder => builder.AddPostgres("db", builder.AddParameter("user", "owner")).WithImageTag("18.3").PublishAsRds().AddDatabase("orders"));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static async Task<string> PublishAsync(Action<IDistributedApplicationBuilder> model) => Template.Of(await PublishedModel.ReadAsync(model)).Text;

        private static void Database(IDistributedApplicationBuilder builder, string tag) =>
            builder.AddPostgres("db").WithImageTag(tag).WithDataVolume("db-data").AddDatabase("orders");

        private static IResourceBuilder<ContainerResource> Files(IDistributedApplicationBuilder builder) => builder.AddThing("files").WithHttpEndpoint(targetPort: 80);

        private static IResourceBuilder<ContainerResource> Notes(IDistributedApplicationBuilder builder) => builder.AddThing("notes").WithHttpEndpoint(targetPort: 80);

        private static IResourceBuilder<ProjectResource> Web(IDistributedApplicationBuilder builder, GenerateParameterDefault generation) =>
            builder.AddProject<WebProject>("web").WithHttpHealthCheck("/health").WithEnvironment("TOKEN", ParameterResourceBuilderExtensions.CreateGeneratedParameter(builder, "token", secret: true, generation));
    }
}
