using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>What each intrinsic function comes to, with values and without.</summary>
public sealed class PlanIntrinsicsTests
{
    private const string Sections =
        """
        "Parameters": {
          "Stage": { "Type": "String", "Default": "test" },
          "Names": { "Type": "CommaDelimitedList", "Default": "a, b,c" },
          "Open": { "Type": "String" },
          "Kept": { "Type": "AWS::SSM::Parameter::Value<String>", "Default": "/name/of/it" }
        },
        "Mappings": { "Sizes": { "test": { "cpu": 256, "zones": ["x", "y"] }, "us-east-1": { "cpu": 512 } } },
        "Conditions": {
          "IsTest": { "Fn::Equals": [{ "Ref": "Stage" }, "test"] },
          "IsNotTest": { "Fn::Not": [{ "Condition": "IsTest" }] },
          "Both": { "Fn::And": [{ "Condition": "IsTest" }, { "Condition": "IsNotTest" }] },
          "Either": { "Fn::Or": [{ "Condition": "IsTest" }, { "Condition": "IsOpen" }] },
          "IsOpen": { "Fn::Equals": [{ "Ref": "Open" }, "x"] },
          "Loop": { "Fn::Not": [{ "Condition": "Loop" }] }
        }
        """;

    [Theory]
    [InlineData("""{ "Ref": "Stage" }""", "test")]
    [InlineData("""{ "Ref": "Open" }""", "⟦Open⟧")]
    [InlineData("""{ "Ref": "Kept" }""", "⟦Kept⟧")]
    [InlineData("""{ "Ref": "AWS::NoValue" }""", null)]
    [InlineData("""{ "Fn::GetAtt": ["Db", "Endpoint.Address"] }""", "⟦Db.Endpoint.Address⟧")]
    [InlineData("""{ "Fn::Sub": "${Stage}-${!Stage}-${Db.Arn}" }""", "test-${Stage}-⟦Db.Arn⟧")]
    [InlineData("""{ "Fn::Sub": ["${x}", { "x": { "Ref": "Stage" } }] }""", "test")]
    [InlineData("""{ "Fn::Join": ["-", ["a", { "Ref": "Stage" }, { "Ref": "AWS::NoValue" }]] }""", "a-test")]
    [InlineData("""{ "Fn::Join": ["-", { "Ref": "Names" }] }""", "a-b-c")]
    [InlineData("""{ "Fn::Select": [1, ["a", "b"]] }""", "b")]
    [InlineData("""{ "Fn::Select": ["2", { "Ref": "Names" }] }""", "c")]
    [InlineData("""{ "Fn::Select": [9, ["a"]] }""", "⟦Fn::Select⟧")]
    [InlineData("""{ "Fn::Select": [0, { "Fn::Split": ["/", "x/y"] }] }""", "x")]
    [InlineData("""{ "Fn::Select": [0, { "Fn::Split": ["/", { "Ref": "Open" }] }] }""", "⟦Fn::Select⟧")]
    [InlineData("""{ "Fn::FindInMap": ["Sizes", { "Ref": "Stage" }, "cpu"] }""", "256")]
    [InlineData("""{ "Fn::FindInMap": ["Sizes", "none", "cpu", { "DefaultValue": 1 }] }""", "1")]
    [InlineData("""{ "Fn::Select": [1, { "Fn::FindInMap": ["Sizes", "test", "zones"] }] }""", "y")]
    [InlineData("""{ "Fn::Base64": "a" }""", "YQ==")]
    [InlineData("""{ "Fn::ImportValue": { "Fn::Sub": "${Stage}-vpc" } }""", "⟦Fn::ImportValue test-vpc⟧")]
    [InlineData("""{ "Fn::If": ["IsTest", "yes", "no"] }""", "yes")]
    [InlineData("""{ "Fn::If": ["IsNotTest", "yes", { "Fn::If": ["Either", "inner", "x"] }] }""", "inner")]
    [InlineData("""{ "Fn::If": ["Both", "yes", { "Ref": "AWS::NoValue" }] }""", null)]
    [InlineData("""{ "Fn::If": ["IsOpen", "yes", "no"] }""", "⟦Fn::If⟧")]
    [InlineData("""{ "Fn::If": ["Loop", "yes", "no"] }""", "⟦Fn::If⟧")]
    [InlineData("""{ "Fn::Select": [0, { "Fn::GetAZs": "" }] }""", "⟦Fn::Select⟧")]
    public void A_function_is_resolved_as_far_as_the_template_says(string value, string? text) => Assert.Equal(text, Text(value, []));

    [Theory]
    [InlineData("""{ "Ref": "Stage" }""", "live")]
    [InlineData("""{ "Ref": "Kept" }""", "value")]
    [InlineData("""{ "Fn::If": ["IsTest", "yes", "no"] }""", "no")]
    [InlineData("""{ "Fn::If": ["IsOpen", "yes", "no"] }""", "yes")]
    [InlineData("""{ "Fn::Sub": "${AWS::Region}/${Db.Endpoint.Address}" }""", "us-east-1/db.example.com")]
    [InlineData("""{ "Fn::Select": [1, { "Fn::GetAZs": { "Ref": "AWS::Region" } }] }""", "us-east-1b")]
    [InlineData("""{ "Fn::FindInMap": ["Sizes", { "Ref": "AWS::Region" }, "cpu"] }""", "512")]
    [InlineData("""{ "Fn::ImportValue": "vpc" }""", "vpc-1")]
    public void Given_values_come_before_defaults(string value, string text) => Assert.Equal(text, Text(value, new()
    {
        ["Stage"] = "live",
        ["Kept"] = "value",
        ["Open"] = "x",
        ["AWS::Region"] = "us-east-1",
        ["Db.Endpoint.Address"] = "db.example.com",
        ["Fn::ImportValue vpc"] = "vpc-1",
    }));

    [Fact]
    public void A_resource_whose_condition_is_false_is_not_there()
    {
        var template = Read(
            """{ "In": { "Type": "T", "Condition": "IsTest" }, "Out": { "Type": "T", "Condition": "IsNotTest" }, "Perhaps": { "Type": "T", "Condition": "IsOpen" } }""", []);
        Assert.Equal(["In", "Perhaps"], template.Resources.Select(r => r.LogicalId));
        Assert.Equal(["Open", "Stage"], template.Conditions.ParametersOf("Either").Order());
    }

    [Fact]
    public void A_branch_that_is_not_taken_is_no_dependency()
    {
        var template = Read("""{ "A": { "Type": "T", "Properties": { "P": { "Fn::If": ["IsTest", { "Ref": "B" }, { "Ref": "C" }] } } }, "B": { "Type": "T" }, "C": { "Type": "T" } }""", []);
        Assert.True(template.IsMadeAfter(template.Find("A")!, template.Find("B")!));
        Assert.False(template.IsMadeAfter(template.Find("A")!, template.Find("C")!));
    }

    private static string? Text(string value, Dictionary<string, string> values) =>
        Read($$"""{ "R": { "Type": "T", "Properties": { "P": {{value}} } } }""", values).Find("R")!["P"].Text;

    private static CloudFormationTemplate Read(string resources, Dictionary<string, string> values) =>
        new(JsonNode.Parse($$"""{ {{Sections}}, "Resources": {{resources}} }""")!.AsObject(), values);
}
