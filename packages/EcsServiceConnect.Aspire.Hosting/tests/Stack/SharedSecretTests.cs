using System.Text.Json.Nodes;
using Aspire.Hosting;
using EcsServiceConnect.Hosting.Tests.Model;
using EcsServiceConnect.Templates;
using EcsServiceConnect.Templates.Rules;

namespace EcsServiceConnect.Hosting.Tests.Stack;

/// <summary>Many services with connection strings: no more dynamic references than CloudFormation takes, and each service reads its own only.</summary>
public sealed class SharedSecretTests
{
    private const int CloudFormationsReferences = 60;

    [Fact]
    public async Task Services_with_the_same_connection_strings_share_them_and_read_no_others()
    {
        var template = Template.Of(await PublishedModel.ReadAsync(builder =>
        {
            var (server, cache) = (builder.AddPostgres("db"), builder.AddRedis("cache"));
            var (orders, bills) = (server.AddDatabase("orders"), server.AddDatabase("bills"));
            builder.AddProject<SampleProject>("a").WithReference(orders).WithReference(cache);
            builder.AddProject<SampleProject>("b").WithReference(orders, "main").WithReference(cache);
            builder.AddProject<SampleProject>("c").WithReference(bills).WithReference(cache);
        }));

        Assert.Empty(Faults(template));
        Assert.Equal(["ConnectionStrings__orders", "ORDERS_URI"], Keys(Named(template, "a, b")));
        Assert.Equal(["CACHE_URI", "ConnectionStrings__cache"], Keys(Named(template, "a, b, c")));
        Assert.Equal(["BILLS_URI", "ConnectionStrings__bills"], Keys(Named(template, "c")));
        Assert.Equal(6, References(template));

        // Whatever a service calls it.
        var shared = Named(template, "a, b").Id;
        Assert.Equal($"${{{shared}}}:ConnectionStrings__orders::", template.Secrets("a")["ConnectionStrings__orders"]);
        Assert.Equal($"${{{shared}}}:ConnectionStrings__orders::", template.Secrets("b")["ConnectionStrings__main"]);
        Assert.DoesNotContain(shared, template.Of("c", "AWS::ECS::TaskDefinition").Json.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    // A server of its own for each, and one for all of them.
    [InlineData(15, false)]
    [InlineData(15, true)]
    public async Task Fifteen_services_with_a_database_and_a_Redis_each_are_published(int count, bool hasOneServer)
    {
        var template = Template.Of(await PublishedModel.ReadAsync(builder => AddShops(builder, count, hasOneServer)));

        Assert.Empty(Faults(template));
        Assert.InRange(References(template), 2 * count, CloudFormationsReferences);
        Assert.Equal(count, template.All("AWS::ECS::TaskDefinition").Count(t => t.AspireResource!.StartsWith("shop-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_no_stack_can_hold_is_told_in_the_AppHosts_words()
    {
        var template = Template.Of(await PublishedModel.ReadAsync(builder =>
        {
            var (server, reader) = (builder.AddPostgres("db"), builder.AddProject<SampleProject>("reader"));
            for (var i = 0; i < 32; i++)
            {
                reader.WithReference(server.AddDatabase($"shop{i}"));
                builder.AddThing($"thing-{i}").WithVolume($"data-{i}", "/data");
            }
        }));

        var faults = Faults(template);

        var references = Assert.Single(faults, f => f.Rule == LimitRules.References).Message;
        Assert.StartsWith("The stack has 64 dynamic references, and CloudFormation takes 60: ", references, StringComparison.Ordinal);
        Assert.Contains("(64 of 'db-password')", references, StringComparison.Ordinal);
        Assert.Contains("AddPostgres(\"db\", password: builder.AddParameter(\"db-password\", secret: true))", references, StringComparison.Ordinal);
        Assert.Matches(@"^The stack has 5\d\d resources, and CloudFormation takes 500 \(\d+ of 'thing-", Assert.Single(faults, f => f.Rule == LimitRules.Size).Message);
    }

    private static void AddShops(IDistributedApplicationBuilder builder, int count, bool hasOneServer)
    {
        var (server, cache) = hasOneServer ? (builder.AddPostgres("db"), builder.AddRedis("cache")) : default;
        for (var i = 0; i < count; i++)
        {
            builder.AddProject<SampleProject>($"shop-{i}")
                .WithReference((server ?? builder.AddPostgres($"db-{i}")).AddDatabase($"shop{i}"))
                .WithReference(cache ?? builder.AddRedis($"cache-{i}"));
        }
    }

    private static TemplateResource Named(Template template, string users) => template.Of(users, "AWS::SecretsManager::Secret");

    private static IEnumerable<string> Keys(TemplateResource secret) => JsonNode.Parse(Template.Written(secret.Properties["SecretString"]!))!.AsObject().Select(m => m.Key);

    private static int References(Template template) => template.Text.Split("{{resolve:").Length - 1;

    private static IReadOnlyList<TemplateViolation> Faults(Template template) => TemplateChecks.Check(JsonNode.Parse(template.Text)!.AsObject());
}
