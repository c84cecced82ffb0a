using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Validation;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>What AWS's validator finds in values that only AWS knows, or that it takes from a parameter's default, is no fault.</summary>
public sealed class SchemaFindingTests
{
    private const string Template = """
        Parameters:
          Role: {Type: String, Default: ''}
          Policies: {Type: CommaDelimitedList, Default: ''}
        Resources:
          Web:
            Type: AWS::ECS::TaskDefinition
            Properties:
              Family: ''
              TaskRoleArn: !If [HasRole, !Ref Role, !Ref AWS::NoValue]
              ExecutionRoleArn: !Ref Role
              NetworkMode: !Ref Web
              ContainerDefinitions:
                - Environment: [!If [A, {Name: X, Value: '1'}, !Ref AWS::NoValue], !If [A, !Ref AWS::NoValue, {Name: X, Value: '2'}]]
                  MountPoints: [{SourceVolume: a}, {SourceVolume: a}]
          Role2: {Type: AWS::IAM::Role, Properties: {ManagedPolicyArns: !If [A, !Ref Policies, !Ref AWS::NoValue]}}
          Group: {Type: AWS::EC2::SecurityGroup, Properties: {SecurityGroupIngress: {IpProtocol: tcp}}}
        """;

    public static TheoryData<string, string, string, string> Open => new()
    {
        { "E1156", "Web", "Properties.TaskRoleArn", "'' does not match format 'AWS::IAM::Role.Arn'" },
        { "E1156", "Web", "Properties.ExecutionRoleArn", "'' does not match format 'AWS::IAM::Role.Arn'" },
        { "F3037", "Web", "Properties.ContainerDefinitions.0.Environment", "Array items are not unique" },
        { "F3031", "Role2", "Properties.ManagedPolicyArns.{}", "'' does not match pattern" },
        { "E9006", "Web", "Properties.EngineVersion", "'8.0' is not one of ['8.0.40', '8.4.3']" },
        { "F3012", "Group", "Properties.SecurityGroupIngress", "{'IpProtocol': 'tcp'} is not of type 'array'" },
    };

    public static TheoryData<string, string, string, string> Certain => new()
    {
        { "F3033", "Web", "Properties.Family", "length 0 is below minimum 1" },
        { "E1156", "Web", "Properties.NetworkMode", "a reference to a resource" },
        { "F3037", "Web", "Properties.ContainerDefinitions.0.MountPoints", "Array items are not unique" },
        { "F3002", "Web", "Properties.ContainerDefinitions.0.portMappings", "Additional properties are not allowed" },
        { "F3003", "Web", "Properties", "'X' is a required property" },
        { "E0000", "", "", "something about the whole" },
    };

    [Theory]
    [MemberData(nameof(Open))]
    public void What_only_AWS_knows_is_not_told(string rule, string logicalId, string property, string message) =>
        Assert.Empty(Told(rule, logicalId, property, message));

    [Theory]
    [MemberData(nameof(Certain))]
    public void What_is_written_is_told(string rule, string logicalId, string property, string message) =>
        Assert.Equal($"schema-{rule}", Assert.Single(Told(rule, logicalId, property, message)).Rule);

    [Fact]
    public void A_version_that_the_validator_does_not_know_yet_is_advice()
    {
        Assert.True(Assert.Single(Told("E9006", "Web", "Properties.EngineVersion", "'9.0.1' is not one of ['8.0.40', '8.4.3']")).IsAdvice);
        Assert.False(Assert.Single(Told("F3033", "Web", "Properties.Family", "length 0 is below minimum 1")).IsAdvice);
    }

    private static IReadOnlyList<TemplateViolation> Told(string rule, string logicalId, string property, string message) =>
        AwsValidator.Violations([new(rule, logicalId, property, message)], new CloudFormationTemplate((JsonObject)YamlTemplate.Parse("web.yaml", Template, [])!));
}
