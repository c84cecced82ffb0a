namespace EcsServiceConnect.Templates.Forms;

/// <summary>A Ref or an attribute of one of several resources.</summary>
/// <param name="Name">What it is for people.</param>
/// <param name="Targets">Types, each with the attributes of it that do; an empty one is its Ref.</param>
internal sealed record ReferenceForm(string Name, params (string Type, string[] Attributes)[] Targets) : ValueForm
{
    public override string Words => Name;

    // What is no reference has a form of its own.
    public override bool Allows(string value) => true;
}

/// <summary>Which resource, and which of its values, a property takes where it refers to one of the template.</summary>
internal static class ReferenceForms
{
    private const string Service = "AWS::ECS::Service";
    private const string Task = "AWS::ECS::TaskDefinition";
    private const string Balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    private const string Listener = "AWS::ElasticLoadBalancingV2::Listener";
    private const string Rule = "AWS::ElasticLoadBalancingV2::ListenerRule";
    private const string MountTarget = "AWS::EFS::MountTarget";
    private const string Efs = "Volumes[]/EFSVolumeConfiguration/";

    private static readonly ReferenceForm _targetGroup = new("the Ref of a target group", ("AWS::ElasticLoadBalancingV2::TargetGroup", ["", "TargetGroupArn"]));
    private static readonly ReferenceForm _subnet = new("the Ref of a subnet", ("AWS::EC2::Subnet", ["", "SubnetId"]));
    private static readonly ReferenceForm _group = new("the GroupId of a security group", ("AWS::EC2::SecurityGroup", ["", "GroupId", "Id"]), ("AWS::EC2::VPC", ["DefaultSecurityGroup"]));
    private static readonly ReferenceForm _vpc = new("the Ref of a VPC", ("AWS::EC2::VPC", ["", "VpcId"]), ("AWS::EC2::Subnet", ["VpcId"]), ("AWS::EC2::SecurityGroup", ["VpcId"]));
    private static readonly ReferenceForm _role = new("the Arn of a role", ("AWS::IAM::Role", ["", "Arn"]));
    private static readonly ReferenceForm _roleName = new("the Ref of a role, which is its name", ("AWS::IAM::Role", [""]));
    private static readonly ReferenceForm _fileSystem = new("the Ref of a file system", ("AWS::EFS::FileSystem", ["", "FileSystemId"]));
    private static readonly ReferenceForm _logGroup = new("the Ref of a log group", ("AWS::Logs::LogGroup", [""]));

    public static IReadOnlyList<PropertyForm> All { get; } =
    [
        new(Service, "TaskDefinition", new ReferenceForm("the Ref of a task definition", (Task, ["", "TaskDefinitionArn"])), "Amazon ECS API Reference, CreateService: taskDefinition"),
        new(Service, "LoadBalancers[]/TargetGroupArn", _targetGroup, "Amazon ECS API Reference, LoadBalancer"),
        new(Service, "ServiceRegistries[]/RegistryArn", new ReferenceForm("the Arn of a service of AWS Cloud Map", ("AWS::ServiceDiscovery::Service", ["Arn"])), "Amazon ECS API Reference, ServiceRegistry"),
        new(Service, "NetworkConfiguration/AwsvpcConfiguration/SecurityGroups[]", _group, "Amazon ECS API Reference, AwsVpcConfiguration"),
        new(Service, "NetworkConfiguration/AwsvpcConfiguration/Subnets[]", _subnet, "Amazon ECS API Reference, AwsVpcConfiguration"),
        new(Service, "ServiceConnectConfiguration/LogConfiguration/Options/awslogs-group", _logGroup, "Amazon ECS API Reference, LogConfiguration: options"),
        new(Task, "ExecutionRoleArn", _role, "Amazon ECS API Reference, RegisterTaskDefinition: executionRoleArn"),
        new(Task, "TaskRoleArn", _role, "Amazon ECS API Reference, RegisterTaskDefinition: taskRoleArn"),
        new(Task, Efs + "FilesystemId", _fileSystem, "Amazon ECS API Reference, EFSVolumeConfiguration"),
        new(Task, Efs + "AuthorizationConfig/AccessPointId", new ReferenceForm("the Ref of an access point", ("AWS::EFS::AccessPoint", ["", "AccessPointId"])), "Amazon ECS API Reference, EFSAuthorizationConfig"),
        new(Task, "ContainerDefinitions[]/LogConfiguration/Options/awslogs-group", _logGroup, "Amazon ECS API Reference, LogConfiguration: options"),
        new(MountTarget, "FileSystemId", _fileSystem, "Amazon EFS API Reference, CreateMountTarget"),
        new(MountTarget, "SubnetId", _subnet, "Amazon EFS API Reference, CreateMountTarget"),
        new(MountTarget, "SecurityGroups[]", _group, "Amazon EFS API Reference, CreateMountTarget"),
        new("AWS::EFS::AccessPoint", "FileSystemId", _fileSystem, "Amazon EFS API Reference, CreateAccessPoint"),
        new(Balancer, "Subnets[]", _subnet, "Elastic Load Balancing API Reference, CreateLoadBalancer"),
        new(Balancer, "SecurityGroups[]", _group, "Elastic Load Balancing API Reference, CreateLoadBalancer"),
        new(Listener, "LoadBalancerArn", new ReferenceForm("the Ref of a load balancer", (Balancer, ["", "LoadBalancerArn"])), "Elastic Load Balancing API Reference, CreateListener"),
        new(Listener, "Certificates[]/CertificateArn", new ReferenceForm("the Ref of a certificate of ACM", ("AWS::CertificateManager::Certificate", ["", "CertificateArn"]), ("AWS::IAM::ServerCertificate", ["Arn"])), "Elastic Load Balancing API Reference, Certificate"),
        new(Listener, "DefaultActions[]/TargetGroupArn", _targetGroup, "Elastic Load Balancing API Reference, Action"),
        new(Listener, "DefaultActions[]/ForwardConfig/TargetGroups[]/TargetGroupArn", _targetGroup, "Elastic Load Balancing API Reference, TargetGroupTuple"),
        new(Rule, "ListenerArn", new ReferenceForm("the Ref of a listener", (Listener, ["", "ListenerArn"])), "Elastic Load Balancing API Reference, CreateRule"),
        new(Rule, "Actions[]/TargetGroupArn", _targetGroup, "Elastic Load Balancing API Reference, Action"),
        new(Rule, "Actions[]/ForwardConfig/TargetGroups[]/TargetGroupArn", _targetGroup, "Elastic Load Balancing API Reference, TargetGroupTuple"),
        new("AWS::ElasticLoadBalancingV2::TargetGroup", "VpcId", _vpc, "Elastic Load Balancing API Reference, CreateTargetGroup"),
        new("AWS::EC2::SecurityGroup", "VpcId", _vpc, "Amazon EC2 API Reference, CreateSecurityGroup"),
        new("AWS::EC2::SecurityGroupIngress", "GroupId", _group, "Amazon EC2 API Reference, AuthorizeSecurityGroupIngress"),
        new("AWS::EC2::SecurityGroupEgress", "GroupId", _group, "Amazon EC2 API Reference, AuthorizeSecurityGroupEgress"),
        new("AWS::EC2::NatGateway", "AllocationId", new ReferenceForm("the AllocationId of an elastic IP address", ("AWS::EC2::EIP", ["AllocationId"])), "Amazon EC2 API Reference, CreateNatGateway"),
        new("AWS::EC2::NatGateway", "SubnetId", _subnet, "Amazon EC2 API Reference, CreateNatGateway"),
        new("AWS::EC2::Route", "NatGatewayId", new ReferenceForm("the Ref of a NAT gateway", ("AWS::EC2::NatGateway", ["", "NatGatewayId"])), "Amazon EC2 API Reference, CreateRoute"),
        new("AWS::ApplicationAutoScaling::ScalingPolicy", "ScalingTargetId", new ReferenceForm("the Ref of a scalable target", ("AWS::ApplicationAutoScaling::ScalableTarget", ["", "Id"])), "AWS CloudFormation Template Reference, AWS::ApplicationAutoScaling::ScalingPolicy"),
        new("AWS::Logs::LogGroup", "KmsKeyId", new ReferenceForm("the Arn of a key", ("AWS::KMS::Key", ["Arn"]), ("AWS::KMS::ReplicaKey", ["Arn"])), "Amazon CloudWatch Logs API Reference, CreateLogGroup: kmsKeyId"),
        new("AWS::IAM::Policy", "Roles[]", _roleName, "IAM API Reference, PutRolePolicy: RoleName"),
        new("AWS::IAM::ManagedPolicy", "Roles[]", _roleName, "IAM API Reference, AttachRolePolicy: RoleName"),
        new("AWS::IAM::Role", "ManagedPolicyArns[]", new ReferenceForm("the Ref of a managed policy", ("AWS::IAM::ManagedPolicy", ["", "PolicyArn"])), "IAM API Reference, AttachRolePolicy"),
    ];
}
