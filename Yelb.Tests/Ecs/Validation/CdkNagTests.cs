using System.Text.Json.Nodes;

namespace Yelb.Tests.Ecs.Validation;

/// <summary>cdk-nag's AwsSolutions: errors and warnings.</summary>
public sealed class CdkNagTests
{
    private const string TlsPolicy =
        "Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity";

    private const string ShiftPolicy = "Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers";

    private const string Faulty = "faulty";

    private static readonly Suppression[] _suppressions =
    [
        new("AwsSolutions-SMG4", "yelbdbpasswordSecret|yelbredispasswordSecret|dbpasswordSecret|apikeySecret",
            "A store takes its password when it first starts, so a rotated secret would lock its clients out; a new password is a deployment."),
        new("AwsSolutions-SMG4", "yelbdashboardkeySecret|yelbdashboardtokenSecret",
            "The dashboard and those who send to it take them when they start, so a new one is a deployment; what they open is gone with each task."),
        new("AwsSolutions-SMG4", "yelbappserverVariables|yelbcollectorVariables|pricesVariables",
            "It is composed from the passwords by CloudFormation, and so changes with them and never by itself."),
        new("AwsSolutions-ECS2", "yelbdbTask|yelbappserverTask|yelbuiTask|yelbloadTask|yelbdashboardTask|yelbcollectorTask|dbTask|pricesTask|queueTask",
            "What is in plain text is names, aliases and ports; each value with a secret inside is injected from Secrets Manager."),
        new("AwsSolutions-IAM5[Resource::*]", "(yelbappserver|yelbui|yelbload|db|catalog|prices|worker|idle)TaskExecutionRoleDefaultPolicy",
            "ecr:GetAuthorizationToken knows no resources; what can be read with the token is limited to the service's own repository."),
        new("AwsSolutions-IAM5[Resource::*]", "(yelbappserver|yelbui|yelbdashboard)TaskTaskRoleDefaultPolicy",
            "The ssmmessages actions of ECS Exec know no resources; the task has them only where ECS Exec is asked for."),
        new("AwsSolutions-IAM5[Resource::*]", "yelbcollectorTaskTaskRoleDefaultPolicy",
            "The actions that write to X-Ray know no resources; of log groups the collector has its own two."),
        new($"AwsSolutions-IAM4[{TlsPolicy}]", "(db|queue|catalog|prices)TlsRole",
            "The policy that ECS asks for on a role that manages Service Connect's certificates; AWS keeps it in step with ECS."),
        new($"AwsSolutions-IAM4[{ShiftPolicy}]", "yelbuiTrafficShiftRole",
            "The policy that ECS asks for on a role that shifts requests at a load balancer; AWS keeps it in step with ECS."),
        new("AwsSolutions-EC23", "LoadBalancerLoadBalancerSecurityGroup",
            "The page is for everyone; only the load balancer is open, and only on its listeners' ports."),
        new("AwsSolutions-EC23", "VpcEndpointsSecurityGroup",
            "It is open to the VPC's own addresses, which cdk-nag can't evaluate as they are an attribute of the VPC."),
        new("AwsSolutions-ELB2", "LoadBalancer",
            "They need a bucket, which outlives the stack and costs."),
        new("AwsSolutions-RDS3", "yelbdbDatabase",
            "A standby doubles the price of a database that a demonstration can do without; backups and the last snapshot stay."),
        new("AwsSolutions-RDS10", "yelbdbDatabase",
            "It would make the deletion of the stack fail; with KeepData a last snapshot keeps the data, and destroy asks first."),
        new("AwsSolutions-RDS11", "yelbdbDatabase",
            "The port is the one that the application knows from its local database; the security group keeps others out, an odd port does not."),
        new("AwsSolutions-AEC5", "yelbredisCache",
            "The port is the one that the application knows from its local Redis; the security group keeps others out, an odd port does not."),
    ];

    private static readonly Validator _validator = new("cdk-nag.mjs");

    // All in one run of Node.js, which takes most of the time to load the rules.
    private static readonly Lazy<Task<IReadOnlyList<Finding>>> _findings = new(FindAsync);

    [Fact(Explicit = true), Trait("Run", "by hand")]
    public async Task Has_nothing_to_say_that_has_no_answer() =>
        Suppression.AssertCover(_suppressions, [.. (await _findings.Value).Where(finding => finding.Template != Faulty)]);

    [Fact(Explicit = true), Trait("Run", "by hand")]
    public async Task Finds_a_fault_where_there_is_one()
    {
        var (_, id) = await FaultyAsync();

        Assert.Contains(await _findings.Value, finding => finding.Template == Faulty && finding.Resource == id && finding.Rule == "AwsSolutions-EFS1");
    }

    private static async Task<IReadOnlyList<Finding>> FindAsync() => await _validator.FindAsync(
        new Dictionary<string, JsonObject>(await PublishedTemplates.AllAsync()) { [Faulty] = (await FaultyAsync()).Template }, CancellationToken.None);

    private static async Task<(JsonObject Template, string Id)> FaultyAsync()
    {
        var template = await PublishedYelb.TemplateAsync();
        var (id, files) = template["Resources"]!.AsObject().First(r => r.Value!["Type"]!.ToString() == "AWS::EFS::FileSystem");
        files!["Properties"]!["Encrypted"] = false;
        return (template, id);
    }
}
