using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Images;
using EcsServiceConnect.Rehearsal.Plan;
using Microsoft.Extensions.Logging.Abstractions;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>Templates as people keep them: YAML, several stacks that import each other, stacks within stacks.</summary>
public sealed class PlanOfFilesTests : IDisposable
{
    private const string Task = """
          Task:
            Type: AWS::ECS::TaskDefinition
            Properties:
              Cpu: 256
              Memory: 512
              ContainerDefinitions:
                - Name: web
                  Image: !Sub 'app:${Tag}'
                  Environment: [{Name: STACK, Value: !Ref AWS::StackName}]
        """;

    private readonly TemporaryFolder _folder = new();

    public PlanOfFilesTests() => Directory.CreateDirectory(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_service_in_YAML_in_a_cluster_that_another_stack_exports()
    {
        Write("base.yaml", """
            Resources:
              Cluster: {Type: AWS::ECS::Cluster, Properties: {ClusterName: everybody}}
            Outputs:
              Cluster: {Value: !Ref Cluster, Export: {Name: shared-cluster}}
            """);
        Write("web.yaml", $$"""
            Parameters:
              Tag: {Type: String}
            Resources:
              Service:
                Type: AWS::ECS::Service
                Properties: {ServiceName: web, LaunchType: FARGATE, Cluster: !ImportValue shared-cluster, TaskDefinition: !Ref Task}
            {{Task}}
            """);

        var plan = await ReadAsync(_folder.Path, ("Tag", "1"));

        var container = Assert.Single(plan.Services).TaskDefinition.Containers[0];
        Assert.Equal("app:1", container.Image);
        Assert.Equal("rehearsal", container.Environment["STACK"]);
    }

    [Fact]
    public async Task A_stack_within_the_stack_gets_its_parameters()
    {
        Write("inner.yaml", $$"""
            Parameters:
              Tag: {Type: String}
            Resources:
              Service:
                Type: AWS::ECS::Service
                Properties: {ServiceName: web, LaunchType: FARGATE, TaskDefinition: !Ref Task}
            {{Task}}
            """);
        Write("outer.yaml", "Resources: {Inner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: inner.yaml, Parameters: {Tag: '2'}}}}");

        var plan = await ReadAsync(Path.Combine(_folder.Path, "outer.yaml"));

        Assert.Equal("app:2", Assert.Single(plan.Services).TaskDefinition.Containers[0].Image);
        Assert.DoesNotContain(plan.NotRehearsed, line => line.Contains("Inner", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_template_is_told_by_its_line()
    {
        Write("broken.yaml", "Resources:\n  A: [");

        var fault = await Assert.ThrowsAsync<RehearsalException>(() => ReadAsync(Path.Combine(_folder.Path, "broken.yaml")));

        Assert.StartsWith(Path.Combine(_folder.Path, "broken.yaml:"), fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.Path, name), text);

    private static Task<RehearsalPlan> ReadAsync(string path, params (string Name, string Value)[] parameters)
    {
        var map = new RehearsalMap(new Dictionary<string, string>(), new Dictionary<string, LocalImage> { ["app*"] = PlanTemplates.Image });
        return PlanReader.ReadAsync(
            RehearsedTemplate.Read(path), parameters.ToDictionary(p => p.Name, p => p.Value), new ImageCatalog(map, "/nowhere", new ToolCache(), NullLogger.Instance), Patience.Token);
    }
}
