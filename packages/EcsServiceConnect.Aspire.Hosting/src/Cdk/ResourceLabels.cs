using Amazon.CDK;
using Constructs;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// Says of each CloudFormation resource where it comes from: in tags, for people and bills, and in the template's
/// metadata, for checks that have to say which resource of the AppHost to change.
/// </summary>
internal static class ResourceLabels
{
    internal const string Resource = "aspire:resource";
    internal const string IsStreaming = "aspire:streaming";
    internal const string Peers = "aspire:peers";
    internal const string IsStateful = "aspire:stateful";

    internal static void AddTo(
        Stack stack, EcsApplication application, EcsEnvironmentResource environment, IReadOnlyDictionary<EcsService, Construct> services, IReadOnlyDictionary<EcsParameter, Construct> parameters, IEnumerable<Construct> shared)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["cdk:stack-name"] = application.Name,
            ["location"] = Aws.REGION,
            ["owner"] = Aws.ACCOUNT_ID,
            ["service"] = application.Name,
            ["stage"] = "Production",
        };
        foreach (var (name, value) in environment.Tags)
        {
            tags[name] = value;
        }

        foreach (var (name, value) in tags)
        {
            // The stack's own tags go to CloudFormation as they are, where the placeholders of region and account would
            // be taken for text, and be refused (aws-cdk issue 19882).
            Tags.Of(stack).Add(name, value, new TagProps { ExcludeResourceTypes = Token.IsUnresolved(value) ? ["aws:cdk:stack"] : [] });
        }

        foreach (var (service, scope) in services)
        {
            Tags.Of(scope).Add("service", service.Name);
            foreach (var resource in Resources(scope))
            {
                resource.AddMetadata(Resource, service.Name);
                if (service.Options.IsStreaming)
                {
                    resource.AddMetadata(IsStreaming, true);
                }

                if (service.Peers.Count > 0)
                {
                    resource.AddMetadata(Peers, service.Peers.Select(p => p.Server.Name).ToArray());
                }

                if (service.IsStateful)
                {
                    resource.AddMetadata(IsStateful, true);
                }
            }
        }

        // What several share is the environment's.
        foreach (var resource in shared.SelectMany(Resources))
        {
            resource.AddMetadata(Resource, environment.Name);
        }

        foreach (var (parameter, scope) in parameters)
        {
            foreach (var resource in Resources(scope))
            {
                resource.AddMetadata(Resource, parameter.Name);
            }
        }
    }

    private static IEnumerable<CfnResource> Resources(Construct scope) => scope.Node.FindAll().OfType<CfnResource>();
}
