using System.Text.RegularExpressions;

namespace EcsServiceConnect.Hosting.Stores;

/// <summary>What the options of an ElastiCache replication group must not be, in the AppHost's words.</summary>
/// <remarks>Amazon ElastiCache API Reference, "CreateReplicationGroup"; Amazon ElastiCache User Guide, "Supported engines and versions".</remarks>
internal static partial class ElastiCacheRules
{
    private static readonly Version _lastOfRedis = new(7, 1);
    private static readonly Version _firstOfValkey = new(7, 2);

    internal static IEnumerable<string> Errors(string name, EcsElastiCacheOptions options)
    {
        if (!NodeType().IsMatch(options.NodeType))
        {
            yield return $"'{name}' has the NodeType '{options.NodeType}', which ElastiCache does not have: one is written as cache.t4g.micro.";
        }

        if (options.EngineVersion is { } version)
        {
            var form = EngineVersion().Match(version);
            if (!form.Success)
            {
                yield return $"'{name}' has the EngineVersion '{version}', which ElastiCache does not have: one is written as 7.1. Leave it out for the usual one.";
            }
            else if (new Version(form.Groups["minor"].Value) is var given && options.Engine is EcsCacheEngine.Redis ? given > _lastOfRedis : given < _firstOfValkey)
            {
                yield return options.Engine is EcsCacheEngine.Redis
                    ? $"'{name}' has the EngineVersion {version}, and Redis ends with {_lastOfRedis} on ElastiCache; set that, or Engine = EcsCacheEngine.Valkey."
                    : $"'{name}' has the EngineVersion {version}, and Valkey begins with {_firstOfValkey} on ElastiCache; set that or a newer one.";
            }
        }

        if (options.Replicas is < 0 or > 5)
        {
            yield return $"'{name}' has {options.Replicas} Replicas, and ElastiCache takes 0 to 5; set one of these.";
        }

        if (options is { Replicas: 0, MultiAz: true })
        {
            yield return $"'{name}' has MultiAz and no Replicas, so nothing could take over; set Replicas to 1 or more, or leave MultiAz out.";
        }

        if (options.SnapshotRetentionDays is < 0 or > 35)
        {
            yield return $"'{name}' has the SnapshotRetentionDays {options.SnapshotRetentionDays}, and ElastiCache takes 0 to 35; set one of these.";
        }
    }

    [GeneratedRegex(@"^cache\.[a-z0-9-]+\.[a-z0-9]+\z")]
    private static partial Regex NodeType();

    [GeneratedRegex(@"^(?<minor>[1-9][0-9]?\.[0-9]{1,2})(?:\.[0-9]{1,2})?\z")]
    private static partial Regex EngineVersion();
}
