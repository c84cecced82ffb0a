using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>RDS, ElastiCache, EFS and Secrets Manager take what keeps data as it is described.</summary>
internal static class StoreRules
{
    [TemplateRule("a database's master user with a name that its engine keeps for itself", "Amazon RDS API Reference, CreateDBInstance: MasterUsername")]
    public const string MasterUser = "reserved-master-user";

    [TemplateRule("properties of a managed store, file system or secret that exclude or want each other", "Amazon RDS API Reference, CreateDBInstance; Amazon ElastiCache API Reference, CreateReplicationGroup; Amazon EFS API Reference, CreateFileSystem; AWS Secrets Manager API Reference, CreateSecret")]
    public const string Contradiction = "contradiction-in-store";

    [TemplateRule("a database's subnet group in one Availability Zone", "Amazon RDS API Reference, CreateDBSubnetGroup")]
    public const string OneZone = "database-subnets-in-one-zone";

    private static readonly string[] _reservedAlways = ["rdsadmin", "rdsrepladmin"];
    private static readonly string[] _reservedByPostgres = ["admin", "user", "all", "public", "table", "select", "default", "authorization", "rds_superuser", "rds_replication", "rds_password"];

    private static readonly string[] _passwords =
        ["MasterUserPassword", "ManageMasterUserPassword", "DBSnapshotIdentifier", "SnapshotIdentifier", "SourceDBInstanceIdentifier", "SourceDBClusterIdentifier", "DBClusterIdentifier", "MasterUserAuthenticationType"];

    /// <summary>"Can't be a reserved word for the chosen database engine."</summary>
    public static IEnumerable<TemplateViolation> MasterUsers(EcsTopology topology) =>
        from store in topology.Template.OfType("AWS::RDS::DBInstance", "AWS::RDS::DBCluster")
        let user = store["MasterUsername"].Text?.ToLowerInvariant()
        where _reservedAlways.Contains(user) || (_reservedByPostgres.Contains(user) && store["Engine"].Text?.Contains("postgres", StringComparison.Ordinal) == true)
        select topology.Violation(MasterUser, store, $"the master user of {store.LogicalId} is '{user}', a word that {store["Engine"].Text} keeps for itself; take another name.");

    public static IEnumerable<TemplateViolation> Contradictions(EcsTopology topology) =>
        from store in topology.Template.OfType([.. ManagedStore.Types, "AWS::EFS::FileSystem", Secrets.Type, "AWS::SecretsManager::RotationSchedule"])
        from fault in store.Type switch
        {
            "AWS::RDS::DBInstance" or "AWS::RDS::DBCluster" => InDatabase(store).Concat(DatabaseSettings.FaultsIn(topology.Template, store)),
            "AWS::ElastiCache::ReplicationGroup" => InCache(store),
            "AWS::EFS::FileSystem" => InFileSystem(topology.Template, store),
            "AWS::SecretsManager::RotationSchedule" => InRotation(topology.Template, store),
            Secrets.Type => InSecret(store),
            _ => [],
        }
        select topology.Violation(Contradiction, store, $"{store.LogicalId} {fault}.");

    /// <summary>"DB subnet groups must contain at least one subnet in at least two AZs."</summary>
    public static IEnumerable<TemplateViolation> SubnetGroups(EcsTopology topology) =>
        from groups in topology.Template.OfType("AWS::RDS::DBSubnetGroup")
        where SubnetPlaces.AreInOneZone(topology.Template, groups["SubnetIds"].Items)
        select topology.Violation(OneZone, groups, $"the subnets of {groups.LogicalId} are in one Availability Zone, and RDS wants two; add a subnet of another one.");

    private static IEnumerable<string> InDatabase(TemplateResource store)
    {
        if (store["ManageMasterUserPassword"].IsTrue && store["MasterUserPassword"].IsPresent)
        {
            yield return "has a master password and lets RDS make one (ManageMasterUserPassword); leave one of them out";
        }

        if (store["MasterUsername"].IsPresent && !_passwords.Any(p => store[p].IsPresent))
        {
            yield return "has a master user and no password; give one, or let RDS make it (ManageMasterUserPassword)";
        }

        if (store["MaxAllocatedStorage"].Number < store["AllocatedStorage"].Number)
        {
            yield return $"begins with {store["AllocatedStorage"].Number} GiB and may grow to {store["MaxAllocatedStorage"].Number}; make MaxAllocatedStorage the larger number";
        }

        if (store["MultiAZ"].IsTrue && store["AvailabilityZone"].IsPresent)
        {
            yield return "is in several zones (MultiAZ) and in one (AvailabilityZone); leave one of them out";
        }

        if (store["KmsKeyId"].IsPresent && store["StorageEncrypted"].Text is "false" or "False")
        {
            yield return "has a key (KmsKeyId) and is not encrypted (StorageEncrypted); set that to true";
        }

        if (store["StorageType"].Text is "io1" or "io2" && !store["Iops"].IsPresent)
        {
            yield return $"has storage of type {store["StorageType"].Text} without Iops; give their number";
        }
    }

    private static IEnumerable<string> InFileSystem(CloudFormationTemplate template, TemplateResource store)
    {
        if (store["PerformanceMode"].Text == "maxIO" && (store["ThroughputMode"].Text == "elastic" || store["AvailabilityZoneName"].IsPresent))
        {
            yield return $"is of performance mode maxIO, which file systems {(store["AvailabilityZoneName"].IsPresent ? "in one zone" : "with elastic throughput")} do not have; leave PerformanceMode out";
        }

        if (store["AvailabilityZoneName"].IsPresent && template.OfType("AWS::EFS::MountTarget").Count(t => t["FileSystemId"].Target == store.LogicalId) > 1)
        {
            yield return "is in one zone (AvailabilityZoneName) and has mount targets in several, where it takes one in its own; leave AvailabilityZoneName out, or the other mount targets";
        }

        // "Must either not be set or must be later than TransitionToIA" (Amazon EFS API Reference, PutLifecycleConfiguration).
        if (Days(store, "TransitionToArchive") is { } archived && Days(store, "TransitionToIA") is { } seldom && archived <= seldom)
        {
            yield return $"archives files after {archived} days (TransitionToArchive), and first calls them seldom used after {seldom} (TransitionToIA); make TransitionToArchive the later one";
        }

        if (store["ThroughputMode"].Text == "provisioned" && !store["ProvisionedThroughputInMibps"].IsPresent)
        {
            yield return "has provisioned throughput without saying how much; give ProvisionedThroughputInMibps";
        }

        if (store["KmsKeyId"].IsPresent && store["Encrypted"].Text is "false" or "False")
        {
            yield return "has a key (KmsKeyId) and is not encrypted (Encrypted); set that to true";
        }
    }

    private static int? Days(TemplateResource store, string transition) =>
        store["LifecyclePolicies"].Items.Select(p => p[transition].Text).FirstOrDefault(t => t is not null)?.Split('_') is ["AFTER", var days, _] && int.TryParse(days, out var number) ? number : null;

    // A secret that AWS manages is rotated by the service that made it.
    private static IEnumerable<string> InRotation(CloudFormationTemplate template, TemplateResource schedule)
    {
        if (!schedule["RotationLambdaARN"].IsPresent && !schedule["HostedRotationLambda"].IsPresent && template.Find(schedule["SecretId"].Target, Secrets.Type) is { } secret)
        {
            yield return $"rotates secret {secret.LogicalId} without a function that does; give RotationLambdaARN or HostedRotationLambda";
        }
    }

    private static IEnumerable<string> InSecret(TemplateResource store)
    {
        var generated = store["GenerateSecretString"];
        if (store["SecretString"].IsPresent && generated.IsPresent)
        {
            yield return "has a text (SecretString) and one that is generated (GenerateSecretString); leave one of them out";
        }

        if (generated["GenerateStringKey"].IsPresent != generated["SecretStringTemplate"].IsPresent)
        {
            yield return "has GenerateStringKey or SecretStringTemplate without the other; give both, or none";
        }

        if (generated["SecretStringTemplate"].Text is { } text && !text.Contains(Placeholder.Open) && Secrets.Members(text) is null)
        {
            yield return "has a SecretStringTemplate that is no JSON object; correct it";
        }
    }

    private static IEnumerable<string> InCache(TemplateResource store)
    {
        if (store["AutomaticFailoverEnabled"].IsTrue && store["NumCacheClusters"].Number == 1)
        {
            yield return "fails over to another node (AutomaticFailoverEnabled) and has one (NumCacheClusters); give it two";
        }

        if (store["MultiAZEnabled"].IsTrue && store["AutomaticFailoverEnabled"].Text is "false" or "False")
        {
            yield return "is in several zones (MultiAZEnabled) and does not fail over (AutomaticFailoverEnabled); turn that on";
        }

        if (store["AuthToken"].IsPresent && (!store["TransitEncryptionEnabled"].IsPresent || store["TransitEncryptionEnabled"].Text is "false" or "False"))
        {
            yield return "has a password (AuthToken) and no TLS (TransitEncryptionEnabled); turn that on";
        }
    }
}
