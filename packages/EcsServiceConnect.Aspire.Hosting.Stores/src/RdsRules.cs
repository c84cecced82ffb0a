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

    private static string? Operations(string name, EcsRdsOptions options, bool isProvisioned)
    {
        var most = options.Storage is EcsRdsStorage.Io1 ? 80_000 : 256_000;
        return options.Iops switch
        {
            null when isProvisioned => $"'{name}' has the Storage {options.Storage} and no Iops; set 1000 to {most}.",
            null => null,
            < 1000 when isProvisioned => Range(1000, most),
            var iops when isProvisioned => iops > most ? Range(1000, most) : null,
            _ when options.Storage is EcsRdsStorage.Gp2 => $"'{name}' has {options.Iops} Iops, which storage of Gp2 has by its size; leave them out, or take another Storage.",
            _ when options.AllocatedStorage < 400 => $"'{name}' has {options.Iops} Iops, which storage of Gp3 takes from 400 GiB on; leave them out for 3000, or raise the AllocatedStorage.",
            < 12_000 or > 64_000 => Range(12_000, 64_000),
            _ => null,
        };

        string Range(int least, int largest) => $"'{name}' has {options.Iops} Iops, and RDS takes {least} to {largest} with storage of {options.Storage}; set one of these.";
    }

    [GeneratedRegex(@"^db\.[a-z0-9-]+\.[a-z0-9-]+\z")]
    private static partial Regex InstanceClass();

    [GeneratedRegex(@"^[1-9][0-9]?(?:\.[0-9]{1,2})?\z")]
    private static partial Regex Version();
}
