using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Stacks;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>What one stack reads of another is known where that one is given, and unknown where it is not.</summary>
public sealed class StackGroupTests : IDisposable
{
    private const string Network = """
        Parameters: {Name: {Type: String, Default: shop}}
        Resources:
          Cluster: {Type: AWS::ECS::Cluster}
          Vpc: {Type: AWS::EC2::VPC}
        Outputs:
          Cluster: {Value: !Ref Cluster, Export: {Name: !Sub "${AWS::StackName}-Cluster"}}
          Groups: {Value: !Join [",", [a, b]], Export: {Name: all-groups}}
        """;

    private const string Service = """
        Parameters: {Network: {Type: String}, Name: {Type: String, Default: orders}}
        Resources:
          Service:
            Type: AWS::ECS::Service
            Properties:
              ServiceName: !Ref Name
              Cluster:
                Fn::ImportValue: !Sub "${Network}-Cluster"
              Groups: !Split [",", !ImportValue all-groups]
          Vpc: {Type: AWS::EC2::VPC}
        """;

    private readonly TemporaryFolder _folder = new();

    public StackGroupTests() => Directory.CreateDirectory(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_import_is_what_another_stack_exports()
    {
        Write("network.yaml", Network);
        Write("service.yaml", Service);

        var group = Assert.Single(Groups());

        var service = Assert.Single(group.Template.OfType("AWS::ECS::Service"));
        Assert.Equal("AWS::ECS::Cluster", group.Template.Find(service["Cluster"].Target)?.Type);
        Assert.Equal(["a", "b"], service["Groups"].Items.Select(i => i.Text));
        Assert.Equal("orders", service["ServiceName"].Text);
        Assert.Equal(["network", "service"], group.Template.OfType("AWS::EC2::VPC").Select(v => group.Find(v.LogicalId).Stack.Name));
        Assert.All(group.Template.OfType("AWS::EC2::VPC"), v => Assert.Equal("Vpc", group.Find(v.LogicalId).LogicalId));
        Assert.True(group.Template.IsMadeAfter(service, group.Template.OfType("AWS::ECS::Cluster").Single()));
        Assert.False(group.Template.IsMadeAfter(group.Template.OfType("AWS::ECS::Cluster").Single(), service));
    }

    [Fact]
    public void An_import_that_two_stacks_may_export_is_unknown()
    {
        Write("network.yaml", Network.Replace("all-groups", "other", StringComparison.Ordinal));
        Write("other.yaml", Network.Replace("all-groups", "another", StringComparison.Ordinal));
        Write("service.yaml", Service);

        Assert.Equal(3, Groups().Count);
    }

    [Fact]
    public void Stacks_that_nothing_links_are_apart()
    {
        Write("one.yaml", Network);
        Write("two.yaml", Network.Replace("all-groups", "other-groups", StringComparison.Ordinal));

        Assert.Equal(2, Groups().Count);
    }

    [Fact]
    public void A_nested_stack_has_the_parameters_that_it_is_given_and_its_outputs_are_known()
    {
        Write("main.yaml", """
            Resources:
              Network: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: "https://s3.amazonaws.com/shop/network.yaml"}}
              Orders:
                Type: AWS::CloudFormation::Stack
                Properties: {TemplateURL: ./nested/service.yaml, Parameters: {Cluster: !GetAtt Network.Outputs.Cluster}}
              Topic: {Type: AWS::SNS::Topic, DependsOn: Orders, Properties: {DisplayName: !Sub "${Network.Outputs.Cluster}"}}
            """);
        Write("network.yaml", Network);
        Write("nested/service.yaml", """
            Parameters: {Cluster: {Type: String, Default: none}}
            Resources:
              Service: {Type: AWS::ECS::Service, Properties: {Cluster: !Ref Cluster}}
            """);

        var template = Assert.Single(Groups()).Template;

        var (service, cluster, topic) = (template.OfType("AWS::ECS::Service").Single(), template.OfType("AWS::ECS::Cluster").Single(), template.OfType("AWS::SNS::Topic").Single());
        Assert.Equal(cluster.LogicalId, service["Cluster"].Target);
        Assert.Equal(cluster.LogicalId, topic["DisplayName"].Target);
        Assert.True(template.IsMadeAfter(service, cluster));
        Assert.True(template.IsMadeAfter(topic, service));
        Assert.False(template.IsMadeAfter(cluster, service));
        Assert.Single(template.OfType("AWS::EC2::VPC"));
    }

    [Fact]
    public void A_cloud_assembly_says_its_stacks_and_their_order()
    {
        Write("manifest.json", """
            {"artifacts": {
              "Shop": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Shop.template.json", "stackName": "shop-prod"}, "dependencies": ["Base", "Shop.assets"]},
              "Base": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Base.template.json"}},
              "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}}}}
            """);
        Write("Shop.template.json", """
            {"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {
              "DisplayName": {"Ref": "AWS::StackName"}, "TopicName": {"Fn::GetStackOutput": {"StackName": "Base", "OutputName": "Name"}}}}}}
            """);
        Write("Base.template.json", """{"Resources": {"Topic": {"Type": "AWS::SQS::Queue"}}, "Outputs": {"Name": {"Value": {"Ref": "Topic"}}}}""");
        Write("asset.1/template.json", """{"Resources": {"Other": {"Type": "AWS::SNS::Topic"}}}""");

        var template = Assert.Single(Groups()).Template;

        var topic = template.OfType("AWS::SNS::Topic").Single();
        Assert.Equal("shop-prod", topic["DisplayName"].Text);
        Assert.Equal("AWS::SQS::Queue", template.Find(topic["TopicName"].Target)?.Type);
        Assert.True(template.IsMadeAfter(topic, template.OfType("AWS::SQS::Queue").Single()));
    }

    [Fact]
    public void What_is_no_template_is_passed_over_in_a_folder()
    {
        Write("network.yaml", Network);
        Write("package.json", """{"Resources": "AWS::"}""");
        Write("node_modules/a/network.yaml", Network);
        Write("compose.yaml", "services: {}\n");
        Write("broken.yaml", "Resources:\n  A: a: AWS::SNS::Topic\n");
        List<TemplateFileException> unreadable = [];

        Assert.Equal(["network"], StackFiles.At(_folder.Path, unreadable).Select(s => s.Name));
        Assert.Equal("broken.yaml", Path.GetFileName(Assert.Single(unreadable).Path));
    }

    [Fact]
    public void A_stack_that_nests_itself_or_refers_to_itself_ends()
    {
        Write("main.yaml", """
            Parameters: {A: {Type: String}}
            Resources:
              Again: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: main.yaml, Parameters: {A: !GetAtt Again.Outputs.A}}}
            Outputs: {A: {Value: !Ref A}}
            """);
        Write("other.yaml", """
            Parameters: {A: {Type: String}}
            Resources:
              Other: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: inner.yaml, Parameters: {A: !GetAtt Other.Outputs.A}}}
            """);
        Write("inner.yaml", "Parameters: {A: {Type: String}}\nResources: {T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref A}}}\nOutputs: {A: {Value: !Ref A}}\n");

        var template = Groups().Single(g => g.Template.OfType("AWS::SNS::Topic").Any()).Template;

        Assert.Contains(Placeholder.Open, template.OfType("AWS::SNS::Topic").Single()["DisplayName"].Text!);
    }

    private IReadOnlyList<StackGroup> Groups()
    {
        List<TemplateFileException> unreadable = [];
        var groups = StackGroup.Of(NestedStacks.Expand(StackFiles.At(_folder.Path, unreadable)));
        Assert.Empty(unreadable);
        return groups;
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
