#pragma warning disable CA1507 // The names are those of CloudFormation, not of the properties here.
using System.Text.Json.Nodes;
using EcsServiceConnect.Hosting;
using EcsServiceConnect.Hosting.Cdk;
using EcsServiceConnect.Hosting.Model;

namespace TestSupport.Stacks;

/// <summary>A synthesised CloudFormation template.</summary>
internal sealed class Template
{
    private readonly JsonObject _root;

    private Template(string text, string manifest)
    {
        Text = text;
        Manifest = manifest;
        _root = JsonNode.Parse(text)!.AsObject();
        Resources = [.. _root["Resources"]!.AsObject().Select(r => new TemplateResource(r.Key, r.Value!.AsObject()))];
    }

    internal string Text { get; }

    internal string Manifest { get; }

    internal IReadOnlyList<TemplateResource> Resources { get; }

    internal JsonObject Parameters => _root["Parameters"]!.AsObject();

    internal JsonObject Outputs => _root["Outputs"]!.AsObject();

    internal static Template Of(
        EcsApplication application,
        Action<EcsEnvironmentResource>? configure = null,
        IReadOnlyDictionary<EcsService, Action<Amazon.CDK.Stack, EcsServiceConstructs>>? customizations = null)
    {
        var environment = new EcsEnvironmentResource(application.Name);
        configure?.Invoke(environment);
        PublicAddresses.Assign(application.Services, environment, new EcsFindings());
        using var folder = new TemporaryFolder();
        EcsStackWriter.Write(application, environment, customizations ?? new Dictionary<EcsService, Action<Amazon.CDK.Stack, EcsServiceConstructs>>(), folder.Path);
        return Read(folder.Path, application.Name);
    }

    /// <summary>A stack of what was published into a folder.</summary>
    internal static Template Read(string outputFolder, string stack)
    {
        var assembly = Path.Combine(outputFolder, "cdk.out");
        return new(File.ReadAllText(Path.Combine(assembly, $"{stack}.template.json")), File.ReadAllText(Path.Combine(assembly, "manifest.json")));
    }

    internal IEnumerable<TemplateResource> All(string type) => Resources.Where(r => r.Type == type);

    /// <summary>The one resource of a type that was made for a resource of the AppHost.</summary>
    internal TemplateResource Of(string aspireResource, string type) => All(type).Single(r => r.AspireResource == aspireResource);

    internal TemplateResource Service(string name) => Of(name, "AWS::ECS::Service");

    internal JsonNode Container(string service) => Of(service, "AWS::ECS::TaskDefinition").Properties["ContainerDefinitions"]![0]!;

    /// <summary>The plain variables of a service's container.</summary>
    internal Dictionary<string, string> Environment(string service) => Entries(service, "Environment", "Value");

    /// <summary>Where the secret variables of a service's container come from.</summary>
    internal Dictionary<string, string> Secrets(string service) => Entries(service, "Secrets", "ValueFrom");

    /// <summary>Who may call whom on which port, by the security groups' descriptions: both sides have to say so.</summary>
    internal IEnumerable<(string From, string To, int Port)> Openings()
    {
        var groups = All("AWS::EC2::SecurityGroup").ToDictionary(g => g.Id, g => (string)g.Properties["GroupDescription"]!);
        var outward = All("AWS::EC2::SecurityGroupEgress").Select(r => (From: Group(r, "GroupId"), To: Group(r, "DestinationSecurityGroupId"), Port: (int)r.Properties["FromPort"]!)).ToHashSet();
        var inward = All("AWS::EC2::SecurityGroupIngress").Select(r => (From: Group(r, "SourceSecurityGroupId"), To: Group(r, "GroupId"), Port: (int)r.Properties["FromPort"]!)).ToHashSet();
        Assert.Equal(outward, inward);
        return inward;

        string Group(TemplateResource rule, string property) => groups[Reference(rule.Properties[property]!)];
    }

    /// <summary>The logical id that a Ref or a GetAtt names.</summary>
    internal static string Reference(JsonNode value) => (string?)value["Ref"] ?? (string)value["Fn::GetAtt"]![0]!;

    /// <summary>A value as text, with references as <c>${id}</c>.</summary>
    internal static string Written(JsonNode value) => value switch
    {
        JsonObject when value["Fn::Join"] is { } join => string.Concat(join[1]!.AsArray().Select(part => Written(part!))),
        JsonObject when value["Fn::GetAtt"] is { } attribute => $"${{{attribute[0]}.{attribute[1]}}}",
        JsonObject when value["Ref"] is { } id => $"${{{id}}}",
        JsonObject => value.ToJsonString(),
        _ => value.ToString(),
    };

    private Dictionary<string, string> Entries(string service, string property, string value) =>
        Container(service)[property]?.AsArray().ToDictionary(e => (string)e!["Name"]!, e => Written(e![value]!)) ?? [];
}

/// <summary>One resource of a template.</summary>
internal sealed record TemplateResource(string Id, JsonObject Json)
{
    internal string Type => (string)Json["Type"]!;

    internal JsonObject Properties => Json["Properties"]!.AsObject();

    internal string? AspireResource => (string?)Json["Metadata"]?["aspire:resource"];

    internal string? DeletionPolicy => (string?)Json["DeletionPolicy"];

    internal IReadOnlyList<string> DependsOn => Json["DependsOn"] switch
    {
        null => [],
        JsonArray array => [.. array.Select(id => (string)id!)],
        var id => [(string)id!],
    };

    internal Dictionary<string, string> Tags =>
        Properties["Tags"]!.AsArray().ToDictionary(t => (string)t!["Key"]!, t => Template.Written(t!["Value"]!));
}
