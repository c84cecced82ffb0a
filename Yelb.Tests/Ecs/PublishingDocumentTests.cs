using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Yelb.Tests.Ecs;

/// <summary>What docs/publishing.md says of Yelb's stack, beside what is published.</summary>
public sealed partial class PublishingDocumentTests
{
    private static readonly Dictionary<string, string> _types = new()
    {
        ["NAT gateway"] = "AWS::EC2::NatGateway",
        ["application load balancer"] = "AWS::ElasticLoadBalancingV2::LoadBalancer",
        ["Secrets Manager secret"] = "AWS::SecretsManager::Secret",
        ["EFS file system"] = "AWS::EFS::FileSystem",
        ["log group"] = "AWS::Logs::LogGroup",
    };

    private static string Text { get; } = File.ReadAllText(Path.Combine(Repository.Root, "docs", "publishing.md"));

    [Fact]
    public async Task The_table_is_the_one_that_is_printed()
    {
        var lines = await PublishedYelb.LinesAsync();
        var resources = (await PublishedYelb.TemplateAsync())["Resources"]!.AsObject();
        var tasks = resources.Count(r => (string)r.Value!["Type"]! == "AWS::ECS::TaskDefinition");
        var table = lines.Select(l => l.Trim()).SkipWhile(l => !l.StartsWith("service ", StringComparison.Ordinal)).Take(1 + tasks).ToList();

        Assert.Equal(1 + tasks, table.Count);
        Assert.Contains(string.Join('\n', table), Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_for_the_cdk_alone_gives_every_image()
    {
        var parameters = (await PublishedYelb.TemplateAsync())["Parameters"]!.AsObject().Where(p => p.Value!["Default"] is null).Select(p => p.Key).ToList();

        Assert.NotEmpty(parameters);
        Assert.All(parameters, name => Assert.Contains($"--parameters {name}=…", Text, StringComparison.Ordinal));
        Assert.Equal(parameters.Count(name => name.EndsWith("Image", StringComparison.Ordinal)), Number("ECR repository"));
    }

    [Fact]
    public async Task What_it_costs_is_told_of_as_many_resources_as_there_are()
    {
        var template = await PublishedYelb.TemplateAsync();

        Assert.All(_types, row => Assert.Equal(Count(template, row.Value), Number(row.Key)));
    }

    private static int Count(JsonObject template, string type) => template["Resources"]!.AsObject().Count(r => (string)r.Value!["Type"]! == type);

    private static int Number(string resource) =>
        int.Parse(Rows().Matches(Text).Single(m => m.Groups["resource"].Value == resource).Groups["number"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| (?<resource>[^|]+) \| (?<number>\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
