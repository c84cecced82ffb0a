namespace EcsServiceConnect.Hosting;

/// <summary>How a PostgreSQL server runs on Amazon RDS. Set by <c>PublishAsRds</c>.</summary>
/// <remarks>Amazon RDS API Reference, "CreateDBInstance".</remarks>
public sealed class EcsRdsOptions
{
    /// <summary>The instance class, such as <c>db.m7g.large</c>; <c>db.t4g.micro</c> by default (Amazon RDS User Guide, "DB instance classes").</summary>
    public string InstanceClass { get; set; } = "db.t4g.micro";

    /// <summary>GiB of storage, 20 to 65536; 20 by default. From 100 for <see cref="EcsRdsStorage.Io1"/> and <see cref="EcsRdsStorage.Io2"/>. It can grow later, and never shrink.</summary>
    public int AllocatedStorage { get; set; } = 20;

    /// <summary>
    /// GiB that the storage grows to by itself where it gets full, at least a tenth more than <see cref="AllocatedStorage"/> and up
    /// to 65536; null by default, for not growing (Amazon RDS User Guide, "Managing capacity automatically with Amazon RDS
    /// storage autoscaling").
    /// </summary>
    public int? MaxAllocatedStorage { get; set; }

    /// <summary>What the storage is; <see cref="EcsRdsStorage.Gp3"/> by default.</summary>
    public EcsRdsStorage Storage { get; set; } = EcsRdsStorage.Gp3;

    /// <summary>
    /// Operations a second that <see cref="EcsRdsStorage.Io1"/> (1000 to 80000, up to 50 for each GiB) and <see cref="EcsRdsStorage.Io2"/>
    /// (1000 to 256000, up to 1000 for each GiB) have to be given; null by default. With <see cref="EcsRdsStorage.Gp3"/> 12000 to 64000
    /// from 400 GiB on, where 12000 are there without.
    /// </summary>
    public int? Iops { get; set; }

    /// <summary>Whether a standby in another zone takes over where the instance fails; false by default. It doubles the price.</summary>
    public bool MultiAz { get; set; }

    /// <summary>
    /// The version of PostgreSQL: a major one, such as <c>18</c>, for its newest minor one, or <c>18.1</c>; null by default, for the
    /// major one of the image's tag.
    /// </summary>
    public string? EngineVersion { get; set; }

    /// <summary>How many days of backups there are to go back to, 0 to 35; 7 by default. With 0 there are none.</summary>
    public int BackupRetentionDays { get; set; } = 7;

    /// <summary>
    /// Whether nobody can delete it; false by default, as its last snapshot keeps the data. While it is on, <c>destroy</c> fails, and so
    /// does a deployment that would replace it.
    /// </summary>
    public bool DeletionProtection { get; set; }
}

/// <summary>What an Amazon RDS instance keeps its data on (Amazon RDS User Guide, "Amazon RDS DB instance storage").</summary>
public enum EcsRdsStorage
{
    /// <summary>General purpose, whose speed does not depend on its size.</summary>
    Gp3,

    /// <summary>General purpose of the generation before, faster the larger it is.</summary>
    Gp2,

    /// <summary>Provisioned operations of the generation before.</summary>
    Io1,

    /// <summary>Provisioned operations, Block Express.</summary>
    Io2,
}
