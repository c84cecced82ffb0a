using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Network;
using EcsServiceConnect.Templates.Permissions;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>The policies of VPC endpoints let through what a task fetches and sends before it starts.</summary>
/// <remarks>AWS PrivateLink Guide, "Control access to VPC endpoints using endpoint policies"; Amazon ECR User Guide, "Minimum Amazon S3 bucket permissions for Amazon ECR".</remarks>
internal static class EndpointPolicyRules
{
    [TemplateRule("a VPC endpoint whose policy stops the image, the log or a secret of a task behind it", "AWS PrivateLink Guide, Control access to VPC endpoints using endpoint policies; Amazon ECR User Guide, Amazon ECR interface VPC endpoints (AWS PrivateLink)")]
    public const string Refuses = "vpc-endpoint-refuses";

    // Where Amazon ECR keeps the layers of images, a bucket for each region.
    private static readonly string _layers = $"arn:{ArnPattern.UnknownPart("AWS::Partition")}:s3:::prod-{ArnPattern.UnknownPart("AWS::Region")}-starport-layer-bucket/{ArnPattern.Anything}";

    public static IEnumerable<TemplateViolation> TasksGetThrough(EcsTopology topology)
    {
        var (arns, routes) = (new ResourceArns(topology.Template), new SubnetRoutes(topology.Template));
        return from service in topology.Services
               where service is { IsFargate: true, TaskDefinition: not null }
               let network = new ServiceNetwork(service, topology)
               from need in Needs(topology, service.TaskDefinition!, arns)
               let stopping = network.Subnets.SelectMany(s => network.VpcOf(s) is { } vpc ? new VpcEndpoints(topology.Template, vpc).CertainlyTo(need.Service, routes.TableOf(s)) : []).FirstOrDefault(e => Stops(e, need, arns))
               where stopping is not null
               group need.Action by (service, stopping) into same
               select topology.Violation(Refuses, same.Key.service, $"VPC endpoint {same.Key.stopping.LogicalId} has a policy that does not let through {string.Join(", ", same.Distinct())} of its tasks, so none starts; allow that in its PolicyDocument, or leave that out.");
    }

    private static IEnumerable<(string Service, string Action, IReadOnlyList<string> Resources)> Needs(EcsTopology topology, TaskDefinition task, ResourceArns arns)
    {
        foreach (var repository in task.Containers.Select(c => EcrImage.Of(c, topology.Template).Repository).OfType<string>())
        {
            yield return ("ecr.api", "ecr:GetAuthorizationToken", [PolicyStatement.NoResource]);
            yield return ("ecr.dkr", "ecr:BatchGetImage", [repository]);
            yield return ("s3", "s3:GetObject", [_layers]);
        }

        foreach (var log in ContainerLog.In(task, topology).Where(l => l.IsCloudWatch && l.Group.Text is not null))
        {
            yield return ("logs", "logs:PutLogEvents", [arns.LogStreams(log.Group.Text!)]);
        }

        foreach (var source in SecretSource.Of(task, topology.Template))
        {
            if (source.SecretArn is { } secret)
            {
                yield return ("secretsmanager", "secretsmanager:GetSecretValue", [arns.Canonical(secret), $"{arns.Canonical(secret)}-??????"]);
            }
        }
    }

    // Allowed for whom it may be; denied where that is for everybody.
    private static bool Stops(TemplateResource endpoint, (string Service, string Action, IReadOnlyList<string> Resources) need, ResourceArns arns) =>
        PolicyStatement.Read(endpoint["PolicyDocument"], arns) is { } statements
        && RolePermissions.Evaluate([.. statements.Where(s => s.IsAllow || PolicyPrincipal.IsEverybody(s.Principal))], areAll: true, need.Action, need.Resources).IsRefused();
}
