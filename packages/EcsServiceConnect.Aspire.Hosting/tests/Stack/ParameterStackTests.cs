using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CsCheck;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Hosting.Tests.Model;

namespace EcsServiceConnect.Hosting.Tests.Stack;

/// <summary>The AppHost's parameters in the template.</summary>
public sealed class ParameterStackTests
{
    // A CDK synthesis takes seconds: one for all.
    private static readonly Lazy<Task<EcsApplication>> _application = new(() => PublishedModel.ReadAsync(builder =>
    {
        var user = builder.AddParameter("user", "shop", publishValueAsDefault: true);
        var database = builder.AddPostgres("db", user, builder.AddParameter("db-password", secret: true)).AddDatabase("shop");
        var cache = builder.AddRedis("cache", password: builder.AddParameter("cache-password", secret: true));
        builder.AddProject<SampleProject>("server").WithReference(database).WithReference(cache).WithReference(builder.AddConnectionString("legacy"))
            .WithEnvironment("MENU", builder.AddParameter("menu", "soup", publishValueAsDefault: true))
            .WithEnvironment("CURRENCY", builder.AddParameter("currency", "EUR"))
            .WithEnvironment("PIN", builder.AddParameter("pin", new GenerateParameterDefault { MinLength = 12, Lower = false, Upper = false, Special = false }, secret: true))
            .WithEnvironment("TOKEN", builder.AddParameter("token", new GenerateParameterDefault { MinLength = 40, MinSpecial = 1, MinUpper = 1 }, secret: true));
    }));

    private static readonly Lazy<Task<Template>> _template = new(async () => Template.Of(await _application.Value));

    [Fact]
    public async Task Values_that_stand_in_a_URI_may_have_unreserved_characters_only_and_their_parameters_say_so()
    {
        var template = await _template.Value;
        foreach (var name in new[] { "User", "DbPassword", "CachePassword" })
        {
            var parameter = template.Parameters[name]!;
            Assert.Equal("[A-Za-z0-9._~-]+", (string?)parameter["AllowedPattern"]);
            Assert.Contains("as it stands in a URI", (string?)parameter["ConstraintDescription"], StringComparison.Ordinal);
            Assert.Contains("as it stands in a URI", (string?)parameter["Description"], StringComparison.Ordinal);
        }

        foreach (var name in new[] { "Legacy", "Menu", "Currency" })
        {
            Assert.Null(template.Parameters[name]!["AllowedPattern"]);
            Assert.Null(template.Parameters[name]!["ConstraintDescription"]);
        }
    }

    [Fact]
    public async Task What_is_given_is_composed_without_dynamic_references()
    {
        var template = await _template.Value;
        var secret = template.Of("server", "AWS::SecretsManager::Secret");
        var composed = JsonNode.Parse(Template.Written(secret.Properties["SecretString"]!))!;
        Assert.Equal("Host=db;Port=5432;Username=${User};Password=${DbPassword};Database=shop", (string?)composed["ConnectionStrings__shop"]);
        Assert.Equal("postgresql://${User}:${DbPassword}@db:5432/shop", (string?)composed["SHOP_URI"]);
        Assert.Equal("cache:6379,password=${CachePassword}", (string?)composed["ConnectionStrings__cache"]);
        Assert.DoesNotContain("{{resolve:", template.Text, StringComparison.Ordinal);
        Assert.Equal($"${{{secret.Id}}}:SHOP_URI::", template.Secrets("server")["SHOP_URI"]);
        Assert.Equal($"${{{template.Of("db-password", "AWS::SecretsManager::Secret").Id}}}", template.Secrets("db")["POSTGRES_PASSWORD"]);
        Assert.Equal("${User}", template.Environment("db")["POSTGRES_USER"]);
    }

    [Fact]
    public async Task A_connection_string_is_kept_whole_in_a_secret_of_its_own()
    {
        var template = await _template.Value;
        Assert.True((bool)template.Parameters["Legacy"]!["NoEcho"]!);
        Assert.Null(template.Parameters["Legacy"]!["Default"]);
        var secret = template.Of("legacy", "AWS::SecretsManager::Secret");
        Assert.Equal("${Legacy}", Template.Written(secret.Properties["SecretString"]!));
        Assert.Equal($"${{{secret.Id}}}", template.Secrets("server")["ConnectionStrings__legacy"]);
    }

    [Fact]
    public async Task Defaults_are_those_that_the_AppHost_publishes()
    {
        var template = await _template.Value;
        Assert.Equal("shop", (string?)template.Parameters["User"]!["Default"]);
        Assert.Equal("soup", (string?)template.Parameters["Menu"]!["Default"]);
        Assert.Null(template.Parameters["Currency"]!["Default"]);
        Assert.Equal("${Menu}", template.Environment("server")["MENU"]);
    }

    [Fact]
    public async Task What_is_generated_has_the_length_and_the_kinds_of_characters_that_are_asked_for()
    {
        var template = await _template.Value;
        Assert.Equal(
            """{"ExcludeLowercase":true,"ExcludePunctuation":true,"ExcludeUppercase":true,"PasswordLength":12}""",
            Generated("pin"));
        var token = JsonNode.Parse(Generated("token"))!;
        Assert.Equal(40, (int)token["PasswordLength"]!);
        Assert.Equal("""!"#$%&'()*+,/:;<=>?@[\]^`{|}""", (string?)token["ExcludeCharacters"]);
        Assert.Equal(2, token.AsObject().Count);
        Assert.False(template.Parameters.ContainsKey("Pin"));

        // As Aspire makes them up, where nobody says how: what is deployed would be made anew if this changed.
        Assert.Equal("""{"ExcludePunctuation":true,"PasswordLength":32}""", Ordered(Stacks.Yelb.Of("yelb-db-password", "AWS::SecretsManager::Secret").Properties["GenerateSecretString"]!));

        string Generated(string name) => Ordered(template.Of(name, "AWS::SecretsManager::Secret").Properties["GenerateSecretString"]!);
    }

    [Fact]
    public async Task A_store_of_AWS_takes_a_given_password_and_user_name_as_far_as_it_knows_them()
    {
        var application = await PublishedModel.ReadAsync(builder =>
        {
            builder.AddPostgres("db", builder.AddParameter("user"), builder.AddParameter("db-password", secret: true)).PublishAsRds();
            builder.AddRedis("cache", password: builder.AddParameter("cache-password", secret: true)).PublishAsElastiCache();
        });

        var template = Template.Of(application);

        Assert.Equal("${User}", Template.Written(template.Of("db", "AWS::RDS::DBInstance").Properties["MasterUsername"]!));
        Assert.Equal("${DbPassword}", Template.Written(template.Of("db", "AWS::RDS::DBInstance").Properties["MasterUserPassword"]!));
        Assert.Equal("${CachePassword}", Template.Written(template.Of("cache", "AWS::ElastiCache::ReplicationGroup").Properties["AuthToken"]!));
        Assert.All(["a", "9lives", "a-b"], user => Assert.Equal(user == "a", application.Constraint("user")!.Fits(user)));
        Assert.All(["horse", "horse battery", "horse@battery", "\"battery", "horse/battery"], password => Assert.False(application.Constraint("db-password")!.Fits(password)));
        Assert.True(application.Constraint("db-password")!.Fits("horse'battery!"));
        Assert.All(["horse", "horse_battery_staple", "horse-battery*staple"], password => Assert.False(application.Constraint("cache-password")!.Fits(password)));
        Assert.True(application.Constraint("cache-password")!.Fits("horse-battery!staple"));
    }

    [Fact]
    public async Task Any_value_that_fits_its_parameter_is_read_as_itself_from_whatever_it_is_composed_into()
    {
        var application = await PublishedModel.ReadAsync(builder =>
        {
            var (uri, keyed, redis) = (builder.AddParameter("uri", secret: true).Resource, builder.AddParameter("keyed", secret: true).Resource, builder.AddParameter("redis", secret: true).Resource);
            builder.AddThing("thing")
                .WithEnvironment("URI", ReferenceExpression.Create($"amqp://{uri:uri}:{uri:uri}@queue:5672/{uri:uri}"))
                .WithEnvironment("NPGSQL", ReferenceExpression.Create($"Host=db;Username={keyed};Password={keyed}"))
                .WithEnvironment("REDIS", ReferenceExpression.Create($"cache:6379,password={redis},ssl=true"));
        });
        var thing = application.Service("thing");
        var nasty = Gen.OneOf(Gen.Char[" ;,'\"=\\@:/?#%&+-._~{}\t\u00a0\u3000\u00e4"], Gen.Char['a', 'z']).Array[1, 6].Select(c => new string(c));
        var fitting = new int[3];

        nasty.Sample(value =>
        {
            if (Composed("uri", "URI", value) is { } uri)
            {
                fitting[0]++;
                var parsed = new Uri(uri);
                Assert.Equal(($"{value}:{value}", "queue", $"/{value}"), (parsed.UserInfo, parsed.Host, new Uri(uri).OriginalString[uri.LastIndexOf('/')..]));
                Assert.Equal(Uri.EscapeDataString(value), value);
            }

            if (Composed("keyed", "NPGSQL", value) is { } keyed)
            {
                fitting[1]++;
                var parsed = new Npgsql.NpgsqlConnectionStringBuilder(keyed);
                Assert.Equal(("db", value, value), (parsed.Host, parsed.Username, parsed.Password));
                Assert.Equal(value, new DbConnectionStringBuilder { ConnectionString = keyed }["Password"]);
            }

            if (Composed("redis", "REDIS", value) is { } redis)
            {
                fitting[2]++;
                var parsed = StackExchange.Redis.ConfigurationOptions.Parse(redis);
                Assert.Equal((value, true), (parsed.Password, parsed.Ssl));
            }
        }, iter: 20_000, threads: 1);

        Assert.All(fitting, count => Assert.True(count > 100, $"Only {count} values fitted."));

        // As CloudFormation does it: the value is put into the JSON of the secret, and ECS reads the member.
        string? Composed(string parameter, string variable, string value)
        {
            if (!application.Constraint(parameter)!.Fits(value))
            {
                return null;
            }

            var text = string.Concat(thing.Variables.Single(v => v.Name == variable).Value.Parts.Select(p => p is EcsText t ? t.Text : "⟦⟧"));
            return (string)JsonNode.Parse($"{{\"key\":{JsonSerializer.Serialize(text).Replace(JsonSerializer.Serialize("⟦⟧")[1..^1], value, StringComparison.Ordinal)}}}")!["key"]!;
        }
    }

    private static string Ordered(JsonNode node) => new JsonObject(node.AsObject().OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))).ToJsonString();
}
