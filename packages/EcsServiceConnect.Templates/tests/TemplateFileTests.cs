using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>Templates are read as people write them.</summary>
public sealed class TemplateFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TemplateFileTests() => Directory.CreateDirectory(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("!Ref Web", """{"Ref":"Web"}""")]
    [InlineData("!GetAtt Db.Endpoint.Address", """{"Fn::GetAtt":["Db","Endpoint.Address"]}""")]
    [InlineData("!GetAtt [Db, Arn]", """{"Fn::GetAtt":["Db","Arn"]}""")]
    [InlineData("!Sub 'http://${Web}:80'", """{"Fn::Sub":"http://${Web}:80"}""")]
    [InlineData("!Join [':', [a, !Ref Tag]]", """{"Fn::Join":[":",["a",{"Ref":"Tag"}]]}""")]
    [InlineData("!If [IsProd, 2, !Ref AWS::NoValue]", """{"Fn::If":["IsProd",2,{"Ref":"AWS::NoValue"}]}""")]
    [InlineData("!Condition IsProd", """{"Condition":"IsProd"}""")]
    [InlineData("!Not [!Equals [!Ref Stage, prod]]", """{"Fn::Not":[{"Fn::Equals":[{"Ref":"Stage"},"prod"]}]}""")]
    [InlineData("!Select [0, !GetAZs '']", """{"Fn::Select":[0,{"Fn::GetAZs":""}]}""")]
    [InlineData("!FindInMap [Sizes, !Ref Stage, Cpu]", """{"Fn::FindInMap":["Sizes",{"Ref":"Stage"},"Cpu"]}""")]
    [InlineData("!ImportValue network-Vpc", """{"Fn::ImportValue":"network-Vpc"}""")]
    [InlineData("Fn::ImportValue: !Sub '${Network}-Vpc'", """{"Fn::ImportValue":{"Fn::Sub":"${Network}-Vpc"}}""")]
    [InlineData("012345678901", "\"012345678901\"")]
    [InlineData("123456789012", "123456789012")]
    [InlineData("1e3", "\"1e3\"")]
    [InlineData("0x1F", "\"0x1F\"")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("22:22", "\"22:22\"")]
    [InlineData("1.50", "1.50")]
    [InlineData("2010-09-09", "\"2010-09-09\"")]
    [InlineData("on", "true")]
    [InlineData("No", "false")]
    [InlineData("'on'", "\"on\"")]
    [InlineData("!!str 256", "\"256\"")]
    [InlineData("!Ref 256", """{"Ref":"256"}""")]
    [InlineData("~", "null")]
    [InlineData("|\n        one\n        two\n", "\"one\\ntwo\\n\"")]
    [InlineData(">-\n        one\n        two\n", "\"one two\"")]
    public void A_value_of_yaml_is_that_of_json(string yaml, string json)
    {
        var text = $"AWSTemplateFormatVersion: 2010-09-09\nResources:\n  Web:\n    Properties:\n      Value:\n        {yaml}\n";

        Assert.Equal(json, TemplateFile.Read(Write("template.yaml", text))["Resources"]!["Web"]!["Properties"]!["Value"]?.ToJsonString() ?? "null");
    }

    [Fact]
    public void Anchors_and_merges_are_resolved()
    {
        var path = Write("template.yml", """
            Common: &common
              Cpu: 256
              Tags: &tags [a]
            Resources:
              One: {<<: *common, Cpu: 512}
              Two:
                <<: [*common, {Memory: 1}]
                Again: *tags
            """);

        Assert.Equal(
            """{"One":{"Cpu":512,"Tags":["a"]},"Two":{"Again":["a"],"Cpu":256,"Tags":["a"],"Memory":1}}""",
            TemplateFile.Read(path)["Resources"]!.ToJsonString());
    }

    [Fact]
    public void Json_may_have_comments_and_commas_too_many()
    {
        var file = TemplateFile.Open(Write("template.json", """
            // who and why
            {
              "Parameters": { "Tag": { "Type": "String" } },
              "Resources": {
                /* the page */
                "Web": { "Type": "AWS::ECS::Service", },
                "Api": { "Type": "AWS::ECS::Service" },
              },
            }
            """));

        Assert.Equal(["Web", "Api"], file.Template["Resources"]!.AsObject().Select(r => r.Key));
        Assert.Equal("3 6 7 ", $"{file.LineOf("Tag")} {file.LineOf("Web")} {file.LineOf("Api")} {file.LineOf("None")}");
    }

    [Fact]
    public void The_line_of_a_resource_is_known_in_yaml()
    {
        var file = TemplateFile.Open(Write("template.template", "# page\nResources:\n\n  Web:\n    Type: AWS::ECS::Service\n  Api:\n    Type: AWS::ECS::Service\n"));

        Assert.Equal((4, 6), (file.LineOf("Web"), file.LineOf("Api")));
    }

    [Theory]
    [InlineData("a.yaml", "Resources:\n  Web:\n    Type: a\n  Web:\n    Type: b\n", 4, "'Web' is there twice")]
    [InlineData("a.yaml", "Resources:\n  Web: a: b\n", 2, "no YAML")]
    [InlineData("a.yaml", "Resources: {}\n---\nResources: {}\n", 2, "more than one document")]
    [InlineData("a.yaml", "Resources: {Web: *nobody}\n", 1, "no anchor 'nobody'")]
    [InlineData("a.yaml", "- Resources\n", 1, "no Resources")]
    [InlineData("a.yaml", "", 1, "no Resources")]
    [InlineData("a.json", "{\n  \"Resources\": {\n    \"Web\": oops\n  }\n}", 3, "no JSON")]
    [InlineData("a.json", "{\n  \"Resources\": {},\n  \"Resources\": {}\n}", 3, "'Resources' is there twice")]
    public void What_cannot_be_read_is_one_line_with_the_place(string name, string text, int line, string why)
    {
        var path = Write(name, text);

        var refused = Assert.Throws<TemplateFileException>(() => TemplateFile.Read(path));

        Assert.Equal(line, refused.Line);
        Assert.StartsWith($"{path}:{line}: can't be read: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void Depth_and_anchors_are_bounded()
    {
        var deep = Write("deep.yaml", "Resources: " + new string('[', 20_000));
        var bomb = Write("bomb.yaml", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n")) + "Resources: {}\n");

        Assert.Contains("deep", Assert.Throws<TemplateFileException>(() => TemplateFile.Read(deep)).Message, StringComparison.Ordinal);
        Assert.Contains("values", Assert.Throws<TemplateFileException>(() => TemplateFile.Read(bomb)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_told() =>
        Assert.Contains("there is no such file", Assert.Throws<TemplateFileException>(() => TemplateFile.Read("/nowhere/template.yaml")).Message, StringComparison.Ordinal);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }
}
