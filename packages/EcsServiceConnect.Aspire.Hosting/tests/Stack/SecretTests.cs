using System.Text.Json.Nodes;

namespace EcsServiceConnect.Hosting.Tests.Stack;

/// <summary>Parameters, secrets, and who may read them.</summary>
public sealed class SecretTests
{
    [Fact]
    public void A_plain_parameter_is_a_parameter_of_the_stack()
    {
        Assert.Equal("${Currency}", Stacks.Second.Environment("prices")["CURRENCY"]);
        Assert.Null(Stacks.Second.Parameters["Currency"]!["NoEcho"]);
        Assert.Null(Stacks.Second.Parameters["Currency"]!["Default"]);
    }

    [Fact]
    public void A_secret_that_people_give_is_not_echoed_and_is_kept_in_secrets_manager()
    {
        Assert.True((bool)Stacks.Second.Parameters["ApiKey"]!["NoEcho"]!);
        var secret = Stacks.Second.Of("api-key", "AWS::SecretsManager::Secret");
        Assert.Equal("${ApiKey}", Template.Written(secret.Properties["SecretString"]!));
        var composed = JsonNode.Parse(Template.Written(Stacks.Second.Of("prices", "AWS::SecretsManager::Secret").Properties["SecretString"]!))!;
        Assert.Equal("https://feed.example.com?key=${ApiKey}", (string?)composed["FEED"]);
        Assert.EndsWith(":FEED::", Stacks.Second.Secrets("prices")["FEED"], StringComparison.Ordinal);
    }

    [Fact]
    public void Passwords_outlive_the_stack_as_long_as_the_data_does()
    {
        Assert.Equal("Retain", Stacks.Yelb.Of("yelb-db-password", "AWS::SecretsManager::Secret").DeletionPolicy);
        Assert.Equal("Delete", Stacks.Isolated.Of("yelb-db-password", "AWS::SecretsManager::Secret").DeletionPolicy);
        Assert.Equal("Delete", Stacks.Second.Of("api-key", "AWS::SecretsManager::Secret").DeletionPolicy);
    }

    [Fact]
    public void An_execution_role_reads_its_own_secrets_and_writes_its_own_logs_and_pulls_its_own_image()
    {
        var statements = Statements(Stacks.Yelb, "yelb-appserver", "ExecutionRole");
        Assert.Equal([Stacks.Yelb.Of("yelb-appserver", "AWS::SecretsManager::Secret").Id], Resources(statements, "secretsmanager:GetSecretValue").Select(Template.Reference));
        Assert.Equal([Stacks.Yelb.Of("yelb-appserver", "AWS::Logs::LogGroup").Id], Resources(statements, "logs:PutLogEvents").Select(Template.Reference));
        Assert.Equal(["arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/yelb/yelb-appserver"], Resources(statements, "ecr:BatchGetImage").Select(Template.Written));

        // What has an image of a public registry pulls nothing from ECR.
        Assert.Empty(Resources(Statements(Stacks.Yelb, "yelb-db", "ExecutionRole"), "ecr:BatchGetImage"));
        Assert.Equal(
            ["arn:${AWS::Partition}:ecr:eu-west-1:123456789012:repository/mirror/postgres"],
            Resources(Statements(Stacks.Second, "db", "ExecutionRole"), "ecr:BatchGetImage").Select(Template.Written));
    }

    [Fact]
    public void A_task_role_has_its_volumes_or_nothing()
    {
        Assert.Empty(Statements(Stacks.Yelb, "yelb-ui", "TaskTaskRole"));
        Assert.Empty(Statements(Stacks.Yelb, "yelb-appserver", "TaskTaskRole"));
        var statement = Assert.Single(Statements(Stacks.Yelb, "yelb-db", "TaskTaskRole"));
        Assert.Equal(["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"], statement["Action"]!.AsArray().Select(a => (string?)a));
        Assert.NotNull(statement["Condition"]!["StringEquals"]!["elasticfilesystem:AccessPointArn"]);
    }

    [Fact]
    public void The_only_right_to_everything_is_the_one_that_aws_has_no_narrower_one_for()
    {
        var everything = Stacks.Yelb.All("AWS::IAM::Policy")
            .SelectMany(p => p.Properties["PolicyDocument"]!["Statement"]!.AsArray())
            .Where(s => Nodes(s!["Resource"]!).Any(r => Template.Written(r) == "*"));
        Assert.All(everything, s => Assert.Equal("ecr:GetAuthorizationToken", (string?)s!["Action"]));
        Assert.DoesNotContain(Stacks.Yelb.All("AWS::IAM::Role"), r => r.Properties.ContainsKey("ManagedPolicyArns"));
    }

    private static List<JsonNode> Statements(Template template, string resource, string role) =>
    [
        .. template.All("AWS::IAM::Policy")
            .Where(p => p.AspireResource == resource && p.Id.Contains(role, StringComparison.Ordinal))
            .SelectMany(p => p.Properties["PolicyDocument"]!["Statement"]!.AsArray())
            .Select(s => s!),
    ];

    private static IEnumerable<JsonNode> Resources(IEnumerable<JsonNode> statements, string action) => statements
        .Where(s => Nodes(s["Action"]!).Any(a => (string?)a == action))
        .SelectMany(s => Nodes(s["Resource"]!));

    private static IEnumerable<JsonNode> Nodes(JsonNode node) => node is JsonArray array ? array.Select(n => n!) : [node];
}
