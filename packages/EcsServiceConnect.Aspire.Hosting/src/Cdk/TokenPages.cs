using System.Globalization;
using Amazon.CDK;
using Constructs;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// How people come to a page that a token opens: commands as outputs of the stack. Where no load balancer leads to it, a
/// session of Systems Manager does, with ECS Exec's agent in the container at its other end: nothing of it is open to a network.
/// </summary>
/// <remarks>
/// AWS Systems Manager User Guide, "Starting a session (port forwarding)"; Amazon ECS Developer Guide, "Monitor Amazon ECS
/// containers with ECS Exec", for the agent, its rights, and its target's name.
/// </remarks>
internal static class TokenPages
{
    internal static void AddTo(Construct stack, EcsService service, ServiceCluster cluster, EcsApplication application, ParameterSet parameters)
    {
        if (service.Page is not { } page)
        {
            return;
        }

        var name = LogicalName.Of(service.Name);
        if (service.HasPortSession)
        {
            StackOutputs.Add(stack, $"{name}Session", string.Create(CultureInfo.InvariantCulture, $"Leads http://localhost:{page.Port} to the page of {service.Name}, as long as it runs"), Session(service.Name, cluster.Cluster.ClusterName, page.Port));
        }

        // None where the AppHost has set another.
        if (application.Parameters.FirstOrDefault(p => p.Name == page.TokenParameter) is { } token)
        {
            StackOutputs.Add(stack, $"{name}Token", $"Prints the token that opens the page of {service.Name}", $"aws secretsmanager get-secret-value --region {Aws.REGION} --secret-id {parameters.Secret(token).SecretArn} --query SecretString --output text");
        }
    }

    private static string Session(string service, string cluster, int port) => string.Create(
        CultureInfo.InvariantCulture,
        $"task=$(aws ecs list-tasks --region {Aws.REGION} --cluster {cluster} --service-name {service} --query 'taskArns[0]' --output text)"
        + $" && runtime=$(aws ecs describe-tasks --region {Aws.REGION} --cluster {cluster} --tasks \"$task\" --query \"tasks[0].containers[?name=='{service}'].runtimeId\" --output text)"
        + $" && aws ssm start-session --region {Aws.REGION} --target \"ecs:{cluster}_${{task##*/}}_$runtime\" --document-name AWS-StartPortForwardingSession --parameters portNumber={port},localPortNumber={port}");
}
