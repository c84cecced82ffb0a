using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Tests.Model;

/// <summary>What the AppHost's parameters are in ECS, and what their values must be made of.</summary>
public sealed class ParameterTests
{
    private const string Unreserved = "Zz09-._~";

    [Fact]
    public async Task A_given_password_and_user_name_stand_in_the_URIs_that_Aspire_writes_as_they_are()
    {
        var application = await PublishedModel.ReadAsync(builder =>
        {
            var user = builder.AddParameter("user");
            var database = builder.AddPostgres("db", user, builder.AddParameter("db-password", secret: true)).AddDatabase("shop");
            var cache = builder.AddRedis("cache", password: builder.AddParameter("cache-password", secret: true));
            var queuePassword = builder.AddParameter("queue-password", secret: true);
            builder.AddThing("queue").WithEndpoint(port: 5672, targetPort: 5672, name: "tcp", scheme: "tcp");
            builder.AddProject<SampleProject>("server").WithReference(database).WithReference(cache)
                .WithEnvironment("QUEUE", ReferenceExpression.Create($"amqp://{user.Resource:uri}:{queuePassword.Resource:uri}@queue"));
        });

        var server = application.Service("server");
        Assert.Equal("postgresql://<user>:<db-password>@<db>:5432/shop", server.Text("SHOP_URI"));
        Assert.Equal("redis://:<cache-password>@<cache>:6379", server.Text("CACHE_URI"));
        Assert.Equal("amqp://<user>:<queue-password>@queue", server.Text("QUEUE"));
        Assert.All(application.Parameters, p =>
        {
            Assert.Contains("URI", application.Constraint(p.Name)!.Description, StringComparison.Ordinal);
            Assert.True(application.Constraint(p.Name)!.Fits(Unreserved));
            Assert.All("@:/?#[]!$&'()*+,;=%\" \u00e4", c => Assert.False(application.Constraint(p.Name)!.Fits($"a{c}")));
        });
    }

    [Theory]
    // Alone it may be anything.
    [InlineData("", "", true, ";\"\\' \n=")]
    [InlineData("", "", false, ";\"\\' \n=")]
    // Text of no form that is known.
    [InlineData("prefix-", "", false, ";\"\\' \n=,")]
    // A secret's text is a member of a JSON object.
    [InlineData("Bearer ", "", true, "a;b='c' ", "\"", "\\", "a\nb")]
    [InlineData("Host=db;Password=", ";Database=shop", true, "a'b=c d,\u00e4", ";", "'a", "=a", " a", "a ", "a'", "a\"b", "a\\", "a\tb", "\u3000a")]
    [InlineData("Host=db;Username=", "", false, "DOMAIN\\user", ";", "\"a", "=a", " a", "a ", "a\"")]
    [InlineData("jdbc:sqlserver://db:1433;user=sa;password=", "", true, "a=b", ";", "=a")]
    [InlineData("cache:6379,password=", ",ssl=true", true, "a;b=c'", ",", " a", "a ", "\"")]
    [InlineData("{\"key\": \"", "\"}", false, "a;b=c'd ", "\"", "\\", "a\nb")]
    [InlineData("{\"count\": ", "}", false, "\"12\"")]
    // Nobody asks for its encoding, and a URI it is.
    [InlineData("amqp://guest:", "@queue:5672", true, Unreserved, "@", "/", ":", "%")]
    [InlineData("https://feed.example.com?key=", "", true, "a/b?c=d&e", "\"", "\\")]
    [InlineData("--name=", "", false, ";\"\\' \n=,")]
    public async Task A_parameters_value_must_not_break_what_it_is_composed_into(string before, string after, bool isSecret, string fits, params string[] breaks)
    {
        var application = await PublishedModel.ReadAsync(builder =>
        {
            var parameter = builder.AddParameter("x", isSecret);
            builder.AddThing("thing").WithEnvironment("VALUE", ReferenceExpression.Create($"{before}{parameter.Resource}{after}"));
        });

        Assert.True(application.Constraint("x")?.Fits(fits) ?? true);
        Assert.All(breaks, value => Assert.False(application.Constraint("x")!.Fits(value), value));
    }

    [Fact]
    public async Task Only_what_is_published_as_a_default_stands_in_the_template()
    {
        var application = await PublishedModel.ReadAsync(builder => builder.AddThing("thing")
            .WithEnvironment("A", builder.AddParameter("published", "EUR", publishValueAsDefault: true))
            .WithEnvironment("B", builder.AddParameter("own", "EUR"))
            .WithEnvironment("C", builder.AddParameter("secret", "horse", secret: true)));

        Assert.Equal([("published", "EUR"), ("own", null), ("secret", null)], application.Parameters.Select(p => (p.Name, p.Default)));
    }

    [Fact]
    public async Task A_published_default_that_breaks_its_text_or_can_not_be_had_is_told()
    {
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishedModel.ReadAsync(builder => builder.AddThing("thing")
            .WithEnvironment("A", ReferenceExpression.Create($"Host=db;Username={builder.AddParameter("user", "a;b", publishValueAsDefault: true).Resource}"))
            .WithEnvironment("B", builder.AddParameter("broken", () => throw new InvalidOperationException("no file"), publishValueAsDefault: true))));

        var faults = error.Message.Split(Environment.NewLine);
        Assert.Equal(2, faults.Length);
        Assert.Equal("The parameter 'broken' is published with its value as its default, and what gives that value in the AppHost failed: no file", faults[0]);
        Assert.StartsWith("The parameter 'user' is published with its value as its default, which breaks a text that it is put into: it must have no semicolon", faults[1], StringComparison.Ordinal);
        Assert.EndsWith("Change the value in AddParameter(\"user\", …).", faults[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_string_is_a_secret_given_whole()
    {
        var application = await PublishedModel.ReadAsync(builder => builder.AddProject<SampleProject>("server")
            .WithReference(builder.AddConnectionString("legacy")).WithReference(builder.AddConnectionString("other-db", "OTHER")));

        Assert.Equal("<legacy>", application.Service("server").Text("ConnectionStrings__legacy"));
        Assert.Equal("<other-db>", application.Service("server").Text("OTHER"));
        Assert.All(application.Parameters, p => Assert.True(p is { IsSecret: true, IsGenerated: false }));
        Assert.Equal(["ConnectionStrings:legacy", "ConnectionStrings:other-db"], application.Parameters.Select(p => p.ConfigurationKey));
        Assert.Null(application.Constraint("legacy"));
    }

    [Fact]
    public async Task What_is_generated_is_a_secret_that_fits_into_any_text()
    {
        var application = await PublishedModel.ReadAsync(builder => builder.AddThing("thing").WithEnvironment("ID", builder.AddParameter("id", new GenerateParameterDefault { MinLength = 12, Special = false })));

        var id = Assert.Single(application.Parameters);
        Assert.True(id is { IsSecret: true, IsGenerated: true });
        Assert.Equal(new SecretGeneration(12, true, true, true, false), id.Generation);
    }

    [Theory]
    [InlineData("MinLower")]
    [InlineData("MinUpper")]
    [InlineData("MinNumeric")]
    [InlineData("MinSpecial")]
    [InlineData("MinLength")]
    [InlineData("Lower, Upper, Numeric or Special")]
    public async Task What_Secrets_Manager_can_not_generate_is_refused_once(string what)
    {
        var asked = what switch
        {
            "MinLower" => new GenerateParameterDefault { MinLower = 2 },
            "MinUpper" => new GenerateParameterDefault { MinUpper = 3 },
            "MinNumeric" => new GenerateParameterDefault { MinNumeric = 2 },
            "MinSpecial" => new GenerateParameterDefault { MinSpecial = 4 },
            "MinLength" => new GenerateParameterDefault { MinLength = 5000 },
            _ => new GenerateParameterDefault { Lower = false, Upper = false, Numeric = false, Special = false },
        };

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishedModel.ReadAsync(builder =>
        {
            var parameter = builder.AddParameter("pin", asked, secret: true);
            builder.AddThing("one").WithEnvironment("A", parameter);
            builder.AddThing("two").WithEnvironment("B", parameter);
        }));

        Assert.StartsWith("The parameter 'pin' is generated ", error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
