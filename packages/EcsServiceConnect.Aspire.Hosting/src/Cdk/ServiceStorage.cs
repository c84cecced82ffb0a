using System.Globalization;
using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.EFS;
using Amazon.CDK.AWS.IAM;
using Constructs;
using EcsServiceConnect.Hosting.Model;
using FileSystem = Amazon.CDK.AWS.EFS.FileSystem;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// The volumes of one service, on an encrypted EFS file system that only this service's tasks reach: by its security
/// group, and by its role, through an access point for each volume.
/// </summary>
internal sealed class ServiceStorage
{
    private const int NfsPort = 2049;

    private readonly FileSystem _fileSystem;

    private ServiceStorage(FileSystem fileSystem, SecurityGroup securityGroup)
    {
        _fileSystem = fileSystem;
        SecurityGroup = securityGroup;
    }

    /// <summary>Who reaches the file system.</summary>
    internal SecurityGroup SecurityGroup { get; }

    internal string FileSystemId => _fileSystem.FileSystemId;

    /// <summary>What a service has to wait for: the file system's addresses in the VPC.</summary>
    internal IDependable MountTargets => _fileSystem.MountTargetsAvailable;

    internal static ServiceStorage AddTo(Construct scope, EcsService service, EcsEnvironmentResource environment, IVpc vpc, SecurityGroup serviceGroup)
    {
        var group = new SecurityGroup(scope, "FilesSecurityGroup", new SecurityGroupProps
        {
            Vpc = vpc,
            Description = $"The volumes of {service.Name}",
            AllowAllOutbound = false,
        });
        group.Connections.AllowFrom(serviceGroup, Port.Tcp(NfsPort), $"{service.Name} to its volumes");
        var fileSystem = new FileSystem(scope, "Files", new FileSystemProps
        {
            Vpc = vpc,
            VpcSubnets = Network.PrivateSubnets,
            SecurityGroup = group,
            Encrypted = true,
            EnableAutomaticBackups = true,
            ThroughputMode = ThroughputMode.ELASTIC,

            // Any policy ends anonymous access. CDK's own for that lets each role that may mount write everything.
            AllowAnonymousAccess = true,
            FileSystemPolicy = new PolicyDocument(new PolicyDocumentProps { Statements = [DenyPlainText()] }),
            RemovalPolicy = environment.KeepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
        });
        return new(fileSystem, group);
    }

    /// <summary>Mounts the volumes in the container.</summary>
    internal void MountIn(EcsService service, FargateTaskDefinition task, ContainerDefinition container)
    {
        var userId = service.FileOwner.UserId.ToString(CultureInfo.InvariantCulture);
        var groupId = service.FileOwner.GroupId.ToString(CultureInfo.InvariantCulture);
        foreach (var volume in service.Volumes)
        {
            var accessPoint = _fileSystem.AddAccessPoint(volume.Name, new AccessPointOptions
            {
                Path = $"/{volume.Name}",
                PosixUser = new PosixUser { Uid = userId, Gid = groupId },
                CreateAcl = new Acl { OwnerUid = userId, OwnerGid = groupId, Permissions = "0700" },
            });
            task.AddVolume(new Amazon.CDK.AWS.ECS.Volume
            {
                Name = NameInTask(volume),
                EfsVolumeConfiguration = new EfsVolumeConfiguration
                {
                    FileSystemId = _fileSystem.FileSystemId,
                    TransitEncryption = "ENABLED",
                    AuthorizationConfig = new AuthorizationConfig { AccessPointId = accessPoint.AccessPointId, Iam = "ENABLED" },
                },
            });
            container.AddMountPoints(new MountPoint { SourceVolume = NameInTask(volume), ContainerPath = volume.ContainerPath, ReadOnly = volume.IsReadOnly });
            task.AddToTaskRolePolicy(new PolicyStatement(new PolicyStatementProps
            {
                Actions = Actions(volume, service.FileOwner),
                Resources = [_fileSystem.FileSystemArn],
                Conditions = new Dictionary<string, object>
                {
                    ["StringEquals"] = new Dictionary<string, object> { ["elasticfilesystem:AccessPointArn"] = accessPoint.AccessPointArn },
                },
            }));
        }
    }

    // Without the last one EFS takes root for nobody, who can't read or write root's folder (Amazon EFS User Guide,
    // "Enforcing a user identity using an access point").
    private static string[] Actions(EcsVolume volume, EcsFileOwner owner) =>
    [
        "elasticfilesystem:ClientMount",
        .. volume.IsReadOnly ? Array.Empty<string>() : ["elasticfilesystem:ClientWrite"],
        .. owner.IsRoot ? ["elasticfilesystem:ClientRootAccess"] : Array.Empty<string>(),
    ];

    // ECS takes letters, digits, hyphens and underscores; Aspire's names of volumes have points too.
    private static string NameInTask(EcsVolume volume) =>
        string.Concat(volume.Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));

    private static PolicyStatement DenyPlainText() => new(new PolicyStatementProps
    {
        Effect = Effect.DENY,
        Principals = [new AnyPrincipal()],
        Actions = ["*"],
        Resources = ["*"],
        Conditions = new Dictionary<string, object>
        {
            ["Bool"] = new Dictionary<string, object> { ["aws:SecureTransport"] = "false" },
        },
    });
}
