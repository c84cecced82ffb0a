namespace EcsServiceConnect.Templates.Permissions;

/// <summary>The policies of AWS's own that roles of tasks and of ECS have, with what they allow of what a task needs to start and a deployment to shift requests.</summary>
/// <remarks>AWS Managed Policy Reference, by the policy's name.</remarks>
internal static class AwsManagedPolicies
{
    private static readonly string[] _pull = ["ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"];
    private static readonly string[] _log = ["logs:CreateLogStream", "logs:PutLogEvents"];
    private static readonly string[] _messages = ["ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"];

    private static readonly string[] _shift =
    [
        "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth",
        "elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyRule",
    ];

    private static readonly Dictionary<string, string[]> _actions = new()
    {
        ["AdministratorAccess"] = ["*"],
        ["AmazonECSTaskExecutionRolePolicy"] = [.. _pull, .. _log],
        ["AmazonEC2ContainerServiceforEC2Role"] = [.. _pull, .. _log],
        ["AmazonEC2ContainerRegistryReadOnly"] = _pull,
        ["AmazonEC2ContainerRegistryPullOnly"] = _pull,
        ["AmazonEC2ContainerRegistryPowerUser"] = _pull,
        ["AmazonEC2ContainerRegistryFullAccess"] = ["ecr:*"],
        ["CloudWatchLogsFullAccess"] = ["logs:*"],
        ["CloudWatchFullAccess"] = ["logs:*"],
        ["CloudWatchAgentServerPolicy"] = [.. _log, "logs:CreateLogGroup"],
        ["SecretsManagerReadWrite"] = ["secretsmanager:*"],
        ["AmazonSSMReadOnlyAccess"] = ["ssm:Describe*", "ssm:Get*", "ssm:List*"],
        ["AmazonSSMFullAccess"] = ["ssm:*", .. _messages],
        ["AmazonSSMManagedInstanceCore"] = ["ssm:GetParameter", "ssm:GetParameters", .. _messages],
        ["AmazonElasticFileSystemClientFullAccess"] = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite", "elasticfilesystem:ClientRootAccess"],
        ["AmazonElasticFileSystemClientReadWriteAccess"] = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        ["AmazonElasticFileSystemClientReadOnlyAccess"] = ["elasticfilesystem:ClientMount"],
        ["AmazonECSInfrastructureRolePolicyForLoadBalancers"] = _shift,
        ["ElasticLoadBalancingFullAccess"] = ["elasticloadbalancing:*"],
        ["AmazonEC2ContainerServiceRole"] = ["elasticloadbalancing:Describe*", "elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets"],

        // Nothing of it.
        ["AWSXRayDaemonWriteAccess"] = [],
        ["AWSXrayWriteOnlyAccess"] = [],
        ["AmazonDynamoDBFullAccess"] = [],
        ["AmazonDynamoDBReadOnlyAccess"] = [],
        ["AmazonSQSFullAccess"] = [],
        ["AmazonSNSFullAccess"] = [],
    };

    // Those under another path than the root.
    private static readonly string[] _paths =
    [
        "service-role/AmazonECSTaskExecutionRolePolicy", "service-role/AmazonEC2ContainerServiceforEC2Role", "service-role/AmazonEC2ContainerServiceRole",
        "service-role/AmazonEC2ContainerServiceAutoscaleRole", "service-role/AmazonEC2ContainerServiceEventsRole", "service-role/AmazonECSInfrastructureRolePolicyForVolumes",
    ];

    /// <summary>Where a policy is that AWS has under another path than the given ARN's; null where it may be there.</summary>
    public static string? PathOf(string? arn) =>
        arn?.Split(":iam::aws:policy/") is [_, var path] && path.Split('/')[^1] is var name
            ? _paths.FirstOrDefault(p => p.EndsWith($"/{name}", StringComparison.Ordinal)) is { } right ? right == path ? null : right
            : path != name && _actions.ContainsKey(name) ? name
            : null
            : null;

    /// <summary>Its statements; null where it is another policy.</summary>
    public static IReadOnlyList<PolicyStatement>? Find(string? arn) =>
        arn is not null && arn.Contains(":iam::aws:policy/", StringComparison.Ordinal) && _actions.TryGetValue(arn[(arn.LastIndexOf('/') + 1)..], out var actions)
            ? [new() { IsAllow = true, Actions = actions, Resources = ["*"] }]
            : null;
}
