namespace EcsServiceConnect.Templates.Forms;

/// <summary>What keeps data and secrets: Amazon EFS, RDS, ElastiCache and Secrets Manager.</summary>
internal static class StoreForms
{
    private const string FileSystem = "AWS::EFS::FileSystem";
    private const string AccessPoint = "AWS::EFS::AccessPoint";
    private const string Instance = "AWS::RDS::DBInstance";
    private const string Cluster = "AWS::RDS::DBCluster";
    private const string Group = "AWS::ElastiCache::ReplicationGroup";
    private const string Secret = "AWS::SecretsManager::Secret";
    private const string CreateFileSystem = "Amazon EFS API Reference, CreateFileSystem";
    private const string CreateInstance = "Amazon RDS API Reference, CreateDBInstance";
    private const string CreateGroup = "Amazon ElastiCache API Reference, CreateReplicationGroup";
    private const string CreateSecret = "AWS Secrets Manager API Reference, CreateSecret";

    private const string Time = @"(?:[01]\d|2[0-3]):[0-5]\d";
    private const string Day = "(?i:mon|tue|wed|thu|fri|sat|sun)";

    private static readonly NumberForm _id = new(0, uint.MaxValue);
    private static readonly NumberForm _days = new(0, 35);
    private static readonly TextForm _transition = new("AFTER_(?:1|7|14|30|60|90|180|270|365)_DAYS?", "AFTER_30_DAYS or one of its like");
    private static readonly TextForm _identifier = new("(?!.*--)[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?", "up to 63 letters, digits and single hyphens, a letter first and no hyphen last");
    private static readonly TextForm _database = new("[A-Za-z_][A-Za-z0-9_]{0,63}", "up to 64 letters, digits and underscores, no digit first");
    private static readonly TextForm _user = new(@"[A-Za-z]\w{0,127}", "letters, digits and underscores, a letter first");
    private static readonly TextForm _password = new("[!#-.0-?A-~]{8,128}", "8 to 128 printable characters without /, \", @ and blanks");

    public static IReadOnlyList<PropertyForm> All { get; } =
    [
        new(FileSystem, "ThroughputMode", new WordForm("bursting", "provisioned", "elastic"), CreateFileSystem),
        new(FileSystem, "PerformanceMode", new WordForm("generalPurpose", "maxIO"), CreateFileSystem),
        new(FileSystem, "ProvisionedThroughputInMibps", new NumberForm(1, 3414), CreateFileSystem),
        new(FileSystem, "BackupPolicy/Status", Common.Switch, "Amazon EFS API Reference, BackupPolicy"),
        new(FileSystem, "LifecyclePolicies[]/TransitionToIA", _transition, "Amazon EFS API Reference, LifecyclePolicy"),
        new(FileSystem, "LifecyclePolicies[]/TransitionToArchive", _transition, "Amazon EFS API Reference, LifecyclePolicy"),
        new(FileSystem, "LifecyclePolicies[]/TransitionToPrimaryStorageClass", new WordForm("AFTER_1_ACCESS"), "Amazon EFS API Reference, LifecyclePolicy"),
        new(AccessPoint, "PosixUser/Uid", _id, "Amazon EFS API Reference, PosixUser"),
        new(AccessPoint, "PosixUser/Gid", _id, "Amazon EFS API Reference, PosixUser"),
        new(AccessPoint, "RootDirectory/Path", new TextForm("(?=.{1,100}$)(?:/|(?:/[^/]+){1,4})", "a path of up to 100 characters and four folders, with a slash in front"), "Amazon EFS API Reference, RootDirectory"),
        new(AccessPoint, "RootDirectory/CreationInfo/OwnerUid", _id, "Amazon EFS API Reference, CreationInfo"),
        new(AccessPoint, "RootDirectory/CreationInfo/OwnerGid", _id, "Amazon EFS API Reference, CreationInfo"),
        new(AccessPoint, "RootDirectory/CreationInfo/Permissions", new TextForm("[0-7]{3,4}", "three or four octal digits"), "Amazon EFS API Reference, CreationInfo"),

        new(Instance, "DBInstanceIdentifier", _identifier, CreateInstance),
        new(Instance, "DBName", _database, CreateInstance),
        new(Instance, "MasterUsername", _user, CreateInstance),
        new(Instance, "MasterUserPassword", _password, CreateInstance),
        new(Instance, "AllocatedStorage", new NumberForm(5, 65536) { OrZero = true }, CreateInstance),
        new(Instance, "BackupRetentionPeriod", _days, CreateInstance),
        new(Instance, "Port", new NumberForm(1150, 65535), CreateInstance),
        new(Instance, "MonitoringInterval", new WordForm("0", "1", "5", "10", "15", "30", "60"), CreateInstance),
        new(Instance, "DBInstanceClass", new TextForm(@"db\.(?:serverless|[a-z0-9-]+\.[a-z0-9.-]+)", "a class, as db.t4g.micro"), CreateInstance),
        new(Instance, "Engine", new TextForm("(?i:postgres|mysql|mariadb|(?:aurora|oracle|sqlserver|db2|custom)-.+)", "an engine, as postgres"), CreateInstance),
        new(Instance, "EngineVersion", new TextForm("[0-9][0-9A-Za-z._-]*", "a version, as 18.1"), CreateInstance),
        new(Instance, "PreferredBackupWindow", new TextForm($"{Time}-{Time}", "two times, as 03:00-04:00"), CreateInstance),
        new(Instance, "PreferredMaintenanceWindow", new TextForm($"{Day}:{Time}-{Day}:{Time}", "two days with times, as sun:04:00-sun:05:00"), CreateInstance),
        new(Instance, "StorageType", new WordForm("gp2", "gp3", "io1", "io2", "standard"), CreateInstance),
        new(Cluster, "DBClusterIdentifier", _identifier, "Amazon RDS API Reference, CreateDBCluster"),
        new(Cluster, "DatabaseName", _database, "Amazon RDS API Reference, CreateDBCluster"),
        new(Cluster, "MasterUsername", _user, "Amazon RDS API Reference, CreateDBCluster"),
        new(Cluster, "MasterUserPassword", _password, "Amazon RDS API Reference, CreateDBCluster"),
        new(Cluster, "BackupRetentionPeriod", new NumberForm(1, 35), "Amazon RDS API Reference, CreateDBCluster"),

        new(Group, "ReplicationGroupId", new TextForm("(?!.*--)[A-Za-z](?:[A-Za-z0-9-]{0,38}[A-Za-z0-9])?", "up to 40 letters, digits and single hyphens, a letter first and no hyphen last"), CreateGroup),
        new(Group, "Engine", new WordForm("redis", "valkey"), CreateGroup),
        new(Group, "CacheNodeType", new TextForm(@"cache\.[a-z0-9-]+\.[a-z0-9]+", "a type, as cache.t4g.micro"), CreateGroup),
        new(Group, "EngineVersion", new TextForm("[0-9][0-9A-Za-z._-]*", "a version, as 7.1"), CreateGroup),
        new(Group, "NumCacheClusters", new NumberForm(1, 6), CreateGroup),
        new(Group, "ReplicasPerNodeGroup", new NumberForm(0, 5), CreateGroup),
        new(Group, "Port", Common.Port, CreateGroup),
        new(Group, "SnapshotRetentionLimit", _days, CreateGroup),
        new(Group, "AuthToken", new TextForm("[!-~]{16,128}", "16 to 128 printable characters"), CreateGroup),

        new(Secret, "Name", new TextForm("[A-Za-z0-9/_+=.@-]{1,512}", "up to 512 letters, digits and /_+=.@-"), CreateSecret),
        new(Secret, "Description", new TextForm(".{0,2048}", "up to 2048 characters"), CreateSecret),
        new(Secret, "GenerateSecretString/PasswordLength", new NumberForm(1, 4096), "AWS Secrets Manager API Reference, GetRandomPassword"),
    ];
}
