using System.Text.Json.Nodes;

// The names in quotes are CloudFormation's, whatever the members here are called.
#pragma warning disable CA1507

namespace TestSupport.Stacks;

/// <summary>Yelb's template with its parts found by what they are for, not by their logical ids, to be changed in place.</summary>
internal sealed class YelbTemplate(JsonObject root)
{
    public JsonObject Root => root;

    public JsonObject Resources => root["Resources"]!.AsObject();

    public TemplateService AppServer => Serving("yelb-appserver");

    public TemplateService Database => Serving("yelb-db");

    public TemplateService Cache => Serving("yelb-redis");

    /// <summary>The one behind the load balancer.</summary>
    public TemplateService Ui => Services.Single(s => s.Properties["LoadBalancers"] is JsonArray { Count: > 0 });

    public IEnumerable<TemplateService> Services => OfType("AWS::ECS::Service").Select(s => new TemplateService(this, s.Id, s.Resource));

    public IEnumerable<(string Id, JsonObject Resource)> OfType(string type) =>
        Resources.Where(r => r.Value!["Type"]!.ToString() == type).Select(r => (r.Key, r.Value!.AsObject()));

    /// <summary>The properties of the first resource of a type.</summary>
    public JsonObject First(string type) => OfType(type).First().Resource["Properties"]!.AsObject();

    /// <summary>The resource that a Ref or an attribute is of.</summary>
    public JsonObject Target(JsonNode reference) => Resources[TargetId(reference)]!.AsObject();

    public JsonObject Properties(JsonNode reference) => Target(reference)["Properties"]!.AsObject();

    public static string TargetId(JsonNode reference) => (reference["Ref"] ?? reference["Fn::GetAtt"]![0])!.ToString();

    public static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    public static JsonObject Ref(string id) => new() { ["Ref"] = id };

    public static JsonObject Attribute(string id, string name) => new() { ["Fn::GetAtt"] = new JsonArray(id, name) };

    /// <summary>The logical id of the first resource of a type.</summary>
    public string FirstId(string type) => OfType(type).First().Id;

    /// <summary>Adds a resource like another one under another logical id.</summary>
    public JsonObject Copy(string id, string newId)
    {
        var copy = Resources[id]!.DeepClone().AsObject();
        Resources[newId] = copy;
        return copy;
    }

    /// <summary>Adds a resource beside the others.</summary>
    public void Add(string id, string type, JsonObject properties) => Resources[id] = new JsonObject { ["Type"] = type, ["Properties"] = properties };

    /// <summary>Changes text anywhere in a resource.</summary>
    public void Replace(string id, string old, string replacement)
    {
        var text = Resources[id]!.ToJsonString();
        Assert.Contains(old, text, StringComparison.Ordinal);
        Resources[id] = JsonNode.Parse(text.Replace(old, replacement, StringComparison.Ordinal));
    }

    /// <summary>Removes all dependencies on a resource, explicit ones.</summary>
    public void RemoveDependenciesOn(string id)
    {
        foreach (var (_, resource) in Resources)
        {
            if (resource!["DependsOn"] is JsonArray dependencies)
            {
                dependencies.RemoveAll(d => d!.ToString() == id);
            }
        }
    }

    private TemplateService Serving(string alias) => Services.Single(s => s.Endpoint?["ClientAliases"]?[0]?["DnsName"]?.ToString() == alias);
}

/// <summary>An ECS service and what belongs to it.</summary>
internal sealed class TemplateService(YelbTemplate template, string id, JsonObject resource)
{
    public string Id => id;

    public JsonObject Resource => resource;

    public JsonObject Properties => resource["Properties"]!.AsObject();

    public JsonObject Deployment => Properties["DeploymentConfiguration"]!.AsObject();

    public JsonObject Connect => Properties["ServiceConnectConfiguration"]!.AsObject();

    /// <summary>What it serves first; null where it serves nothing.</summary>
    public JsonObject? Endpoint => Properties["ServiceConnectConfiguration"]?["Services"] is JsonArray { Count: > 0 } services ? services[0]!.AsObject() : null;

    public JsonObject Alias => Endpoint!["ClientAliases"]![0]!.AsObject();

    public JsonObject Timeout
    {
        get
        {
            Endpoint!["Timeout"] ??= new JsonObject();
            return Endpoint["Timeout"]!.AsObject();
        }
    }

    public string TaskId => YelbTemplate.TargetId(Properties["TaskDefinition"]!);

    public JsonObject Task => template.Resources[TaskId]!["Properties"]!.AsObject();

    public JsonObject Container => Task["ContainerDefinitions"]![0]!.AsObject();

    public JsonObject Port => Container["PortMappings"]![0]!.AsObject();

    public JsonArray SecurityGroups => Properties["NetworkConfiguration"]!["AwsvpcConfiguration"]!["SecurityGroups"]!.AsArray();

    public string SecurityGroupId => YelbTemplate.TargetId(SecurityGroups[0]!);

    public JsonObject TargetGroup => template.Target(Properties["LoadBalancers"]![0]!["TargetGroupArn"]!)["Properties"]!.AsObject();

    public JsonObject Network => Properties["NetworkConfiguration"]!["AwsvpcConfiguration"]!.AsObject();

    public JsonObject Efs => Task["Volumes"]![0]!["EFSVolumeConfiguration"]!.AsObject();

    public JsonObject AccessPoint => template.Properties(Efs["AuthorizationConfig"]!["AccessPointId"]!);

    public JsonObject FileSystem => template.Properties(Efs["FilesystemId"]!);

    public JsonObject Mount => Container["MountPoints"]![0]!.AsObject();

    public JsonObject LogOptions => Container["LogConfiguration"]!["Options"]!.AsObject();

    /// <summary>One of its task's roles, `TaskRoleArn` or `ExecutionRoleArn`.</summary>
    public JsonObject Role(string role) => template.Properties(Task[role]!);

    /// <summary>The statements of the policy of one of its task's roles, `TaskRoleArn` or `ExecutionRoleArn`.</summary>
    public JsonArray Statements(string role)
    {
        var id = YelbTemplate.TargetId(Task[role]!);
        return template.OfType("AWS::IAM::Policy").First(p => p.Resource["Properties"]!["Roles"]!.AsArray().Any(r => r!["Ref"]?.ToString() == id))
            .Resource["Properties"]!["PolicyDocument"]!["Statement"]!.AsArray();
    }

    /// <summary>Sets a plain environment variable.</summary>
    public void SetVariable(string name, JsonNode value)
    {
        var environment = Container["Environment"] as JsonArray ?? [];
        Container["Environment"] = environment;
        environment.RemoveAll(e => e!["Name"]!.ToString() == name);
        environment.Add(new JsonObject { ["Name"] = name, ["Value"] = value });
    }
}
