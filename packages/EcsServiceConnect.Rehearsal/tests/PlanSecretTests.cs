using System.Text.Json.Nodes;
using CsCheck;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>What containers get as secrets.</summary>
public sealed class PlanSecretTests
{
    private static readonly Gen<GeneratedSecret> _rules =
        from length in Gen.Int[4, 60]
        from excluded in Gen.String[Gen.Char[' ', '~'], 0, 40]
        from flags in Gen.Bool.Array[6]
        select new GeneratedSecret
        {
            Length = length,
            ExcludedCharacters = excluded,
            ExcludesLowercase = flags[0],
            ExcludesUppercase = flags[1],
            ExcludesNumbers = flags[2],
            ExcludesPunctuation = flags[3],
            IncludesSpace = flags[4],
            RequiresEachType = flags[5],
        };

    [Fact]
    public void A_generated_secret_has_each_kind_of_character_that_may_come_and_no_other() => _rules.Sample(rules =>
    {
        var made = rules.Make();
        var kinds = new (bool Excluded, Func<char, bool> Is)[]
        {
            (rules.ExcludesLowercase, char.IsAsciiLetterLower),
            (rules.ExcludesUppercase, char.IsAsciiLetterUpper),
            (rules.ExcludesNumbers, char.IsAsciiDigit),
            (rules.ExcludesPunctuation, c => char.IsAscii(c) && (char.IsPunctuation(c) || char.IsSymbol(c))),
            (!rules.IncludesSpace, c => c == ' '),
        };
        var left = kinds.Select(k => !k.Excluded && Enumerable.Range(' ', 95).Any(c => k.Is((char)c) && !rules.ExcludedCharacters.Contains((char)c))).ToList();
        if (!left.Contains(true))
        {
            Assert.Null(made);
            return;
        }

        Assert.Equal(rules.Length, made!.Length);
        Assert.DoesNotContain(made, c => rules.ExcludedCharacters.Contains(c));
        Assert.All(made, c => Assert.Contains(kinds, k => !k.Excluded && k.Is(c)));
        Assert.All(kinds.Take(4).Where((_, i) => rules.RequiresEachType && left[i]), k => Assert.Contains(made, c => k.Is(c)));
    });

    [Theory]
    [InlineData("\"GenerateSecretString\": {}", 32)]
    [InlineData("\"GenerateSecretString\": { \"PasswordLength\": 64, \"ExcludePunctuation\": true }", 64)]
    public async Task A_secret_is_generated_anew_each_time(string properties, int length)
    {
        var one = await ReadAsync(properties, "{ \"Ref\": \"Secret\" }");
        var other = await ReadAsync(properties, "{ \"Ref\": \"Secret\" }");
        Assert.Equal(length, one.Value.Length);
        Assert.NotEqual(one.Value, other.Value);
        Assert.Contains(one.Value, one.Plan.Secrets);
    }

    [Fact]
    public async Task A_generated_key_stands_beside_what_the_template_says()
    {
        const string Properties = "\"GenerateSecretString\": { \"SecretStringTemplate\": \"{\\\"user\\\":\\\"app\\\"}\", \"GenerateStringKey\": \"password\", \"PasswordLength\": 10 }";
        var (whole, plan) = await ReadAsync(Properties, "{ \"Ref\": \"Secret\" }");
        Assert.Equal("app", (string?)JsonNode.Parse(whole)!["user"]);
        Assert.Contains((string)JsonNode.Parse(whole)!["password"]!, plan.Secrets);
        Assert.Equal("app", (await ReadAsync(Properties, "{ \"Fn::Sub\": \"${Secret}:user::\" }")).Value);
        Assert.Equal(10, (await ReadAsync(Properties, "{ \"Fn::Join\": [\"\", [{ \"Ref\": \"Secret\" }, \":password::\"]] }")).Value.Length);
    }

    [Theory]
    [InlineData("{{resolve:secretsmanager:${Other}}}")]
    [InlineData("{{resolve:secretsmanager:${Other}:SecretString:::}}")]
    [InlineData("{{resolve:secretsmanager:named:SecretString}}")]
    [InlineData("{{resolve:secretsmanager:arn:aws:secretsmanager:us-east-1:123456789012:secret:named-AbCdEf:SecretString:::}}")]
    public async Task A_secret_is_composed_of_another_one(string reference)
    {
        var (value, plan) = await ReadAsync(
            $$"""  "SecretString": { "Fn::Sub": "Host=db;Password={{reference}}" }""",
            "{ \"Ref\": \"Secret\" }",
            """ "Other": { "Type": "AWS::SecretsManager::Secret", "Properties": { "Name": "named", "GenerateSecretString": { "ExcludePunctuation": true } } } """);
        Assert.Matches("^Host=db;Password=[a-zA-Z0-9]{32}$", value);
        Assert.Contains(value[^32..], plan.Secrets);
        Assert.Contains(value, plan.Secrets);
    }

    [Fact]
    public async Task A_parameter_of_systems_manager_is_read()
    {
        const string Parameter = """ "Other": { "Type": "AWS::SSM::Parameter", "Properties": { "Name": "/app/level", "Type": "String", "Value": "debug" } } """;
        foreach (var from in new[] { "{ \"Ref\": \"Other\" }", "\"/app/level\"", "\"arn:aws:ssm:us-east-1:123456789012:parameter/app/level\"" })
        {
            Assert.Equal("debug", (await ReadAsync("\"SecretString\": \"x\"", from, Parameter)).Value);
        }
    }

    [Theory]
    [InlineData("\"SecretString\": \"{\\\"a\\\":\\\"b\\\"}\"", "{ \"Fn::Sub\": \"${Secret}:password::\" }", "variable KEY: secret Secret has no key password")]
    [InlineData("\"Description\": \"x\"", "{ \"Ref\": \"Secret\" }", "secret Secret has no value")]
    [InlineData("\"SecretString\": { \"Fn::Sub\": \"{{resolve:secretsmanager:${Secret}}}\" }", "{ \"Ref\": \"Secret\" }", "refers to itself")]
    [InlineData("\"GenerateSecretString\": { \"PasswordLength\": 3 }", "{ \"Ref\": \"Secret\" }", "too few characters")]
    [InlineData("\"SecretString\": \"x\"", "\"arn:aws:secretsmanager:eu-west-1:1:secret:elsewhere-abcdef\"", "give it in \"parameters\" of the map")]
    public async Task What_has_no_value_is_a_problem(string properties, string valueFrom, string problem) =>
        Assert.Contains(problem, await PlanTemplates.ProblemsAsync(Template(properties, valueFrom, "")), StringComparison.Ordinal);

    [Fact]
    public async Task A_secret_of_another_stack_is_given_by_its_arn()
    {
        const string Arn = "arn:aws:secretsmanager:eu-west-1:1:secret:elsewhere-abcdef";
        var plan = await PlanTemplates.ReadAsync(Template("\"SecretString\": \"x\"", $"\"{Arn}:key::\"", ""), (Arn, "{\"key\":\"given\"}"));
        Assert.Equal("given", plan.Services[0].TaskDefinition.Containers[0].Secrets["KEY"]);
        Assert.Contains("given", plan.Secrets);
    }

    [Theory]
    [InlineData("db-password", "db-password")]
    [InlineData("arn:aws:ssm:us-east-1:123456789012:parameter/db-password", "db-password")]
    [InlineData("arn:aws:secretsmanager:us-east-1:123456789012:secret:db-password-AbCdEf", "db-password")]
    [InlineData("arn:aws:secretsmanager:us-east-1:123456789012:secret:db-password-AbCdEf::AWSCURRENT:", "db-password")]
    public async Task What_is_given_by_its_name_needs_no_slash(string valueFrom, string name)
    {
        var plan = await PlanTemplates.ReadAsync(Template("\"SecretString\": \"x\"", $"\"{valueFrom}\"", ""), (name, "given"));
        Assert.Equal("given", plan.Services[0].TaskDefinition.Containers[0].Secrets["KEY"]);
        Assert.Contains("the template has no parameter db-pasword;", await PlanTemplates.ProblemsAsync(Template("\"SecretString\": \"x\"", "\"db-password\"", ""), ("db-pasword", "given")), StringComparison.Ordinal);
    }

    private static async Task<(string Value, RehearsalPlan Plan)> ReadAsync(string properties, string valueFrom, string more = "")
    {
        var plan = await PlanTemplates.ReadAsync(Template(properties, valueFrom, more));
        return (plan.Services[0].TaskDefinition.Containers[0].Secrets["KEY"], plan);
    }

    private static JsonNode Template(string properties, string valueFrom, string more) => PlanTemplates.WithContainer(
        $$""" "Secrets": [{ "Name": "KEY", "ValueFrom": {{valueFrom}} }] """,
        $$""" "Secret": { "Type": "AWS::SecretsManager::Secret", "Properties": { {{properties}} } } {{(more.Length > 0 ? "," : "")}} {{more}} """);
}
