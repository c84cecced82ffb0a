using System.Text.RegularExpressions;

namespace EcsServiceConnect.Hosting.Stores;

/// <summary>What the options of an RDS instance must not be, in the AppHost's words.</summary>
/// <remarks>Amazon RDS API Reference, "CreateDBInstance"; Amazon RDS User Guide, "Amazon RDS DB instance storage", for PostgreSQL.</remarks>
internal static partial class RdsRules
{
    private const int MostStorage = 65536;

    internal static IEnumerable<string> Errors(string name, EcsRdsOptions options)
    {
        if (!InstanceClass().IsMatch(options.InstanceClass))
        {
            yield return $"'{name}' has the InstanceClass '{options.InstanceClass}', which RDS does not have: one is written as db.t4g.micro.";
        }

        var isProvisioned = options.Storage is EcsRdsStorage.Io1 or EcsRdsStorage.Io2;
        var least = isProvisioned ? 100 : 20;
        if (options.AllocatedStorage < least || options.AllocatedStorage > MostStorage)
        {
            yield return $"'{name}' has the AllocatedStorage {options.AllocatedStorage}, and RDS takes {least} to {MostStorage} GiB of {options.Storage}; set one of these.";
        }

        if (options.MaxAllocatedStorage is { } most && (most * 10L < options.AllocatedStorage * 11L || most > MostStorage))
        {
            yield return $"'{name}' has the MaxAllocatedStorage {most}, and RDS takes a tenth more than the AllocatedStorage of {options.AllocatedStorage} GiB, up to {MostStorage}; set one of these, or leave it out for storage that does not grow.";
        }

        if (Operations(name, options, isProvisioned) is { } operations)
        {
            yield return operations;
        }

        if (options.EngineVersion is { } version && !Version().IsMatch(version))
        {
            yield return $"'{name}' has the EngineVersion '{version}', which is none of PostgreSQL: one is written as 18 or 18.1. Leave it out for that of the image's tag.";
        }

        if (options.BackupRetentionDays is < 0 or > 35)
        {
            yield return $"'{name}' has the BackupRetentionDays {options.BackupRetentionDays}, and RDS takes 0 to 35; set one of these.";
        }
    }

    // Of io1 and io2 they are at least half the storage, and at most 50 or 1000 times it.
    private static string? Operations(string name, EcsRdsOptions options, bool isProvisioned)
    {
        long storage = options.AllocatedStorage;
        var (least, most) = options.Storage switch
        {
            EcsRdsStorage.Io1 => (Math.Max(1000, storage / 2), Math.Min(80_000, 50 * storage)),
            EcsRdsStorage.Io2 => (Math.Max(1000, storage / 2), Math.Min(256_000, 1000 * storage)),
            _ => (12_000, 64_000),
        };
        return options.Iops switch
        {
            null => isProvisioned ? $"'{name}' has the Storage {options.Storage} and no Iops; set {least} to {most}." : null,
            var iops when options.Storage is EcsRdsStorage.Gp2 => $"'{name}' has {iops} Iops, which storage of Gp2 has by its size; leave them out, or take another Storage.",
            var iops when !isProvisioned && storage < 400 => $"'{name}' has {iops} Iops, which storage of Gp3 takes from 400 GiB on; leave them out for 3000, or raise the AllocatedStorage.",
            var iops when iops < least || iops > most => $"'{name}' has {iops} Iops, and RDS takes {least} to {most} with {storage} GiB of {options.Storage}; set one of these.",
            _ => null,
        };
    }

    [GeneratedRegex(@"^db\.[a-z0-9-]+\.[a-z0-9-]+\z")]
    private static partial Regex InstanceClass();

    [GeneratedRegex(@"^[1-9][0-9]?(?:\.[0-9]{1,2})?\z")]
    private static partial Regex Version();
}
