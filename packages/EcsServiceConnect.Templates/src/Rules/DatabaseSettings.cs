using System.Globalization;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>What RDS refuses of a database by more than one of its settings, or by those of the one that it belongs to.</summary>
/// <remarks>Amazon RDS API Reference, "CreateDBInstance", "CreateDBCluster" and "CreateDBInstanceReadReplica".</remarks>
internal static class DatabaseSettings
{
    private const string Instance = "AWS::RDS::DBInstance";
    private const string Cluster = "AWS::RDS::DBCluster";
    private const int Day = 24 * 60;
    private const int Week = 7 * Day;

    private static readonly string[] _days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>What is wrong with one, each as the rest of a sentence.</summary>
    public static IEnumerable<string> FaultsIn(CloudFormationTemplate template, TemplateResource store)
    {
        if (store["MonitoringInterval"].Number > 0 && !store["MonitoringRoleArn"].IsPresent)
        {
            yield return "is watched by Enhanced Monitoring (MonitoringInterval) in nobody's name; give it MonitoringRoleArn";
        }

        // "Must not conflict with the preferred maintenance window."
        if (Window(store["PreferredBackupWindow"].Text) is { } backup && Window(store["PreferredMaintenanceWindow"].Text) is { } maintenance && Overlap(backup, maintenance))
        {
            yield return $"is backed up ({store["PreferredBackupWindow"].Text}) while it is maintained ({store["PreferredMaintenanceWindow"].Text}); give the two other times";
        }

        if (template.Find(store["DBClusterIdentifier"].Target, Cluster) is { } cluster && store["DBInstanceClass"].Text == "db.serverless" && !cluster["ServerlessV2ScalingConfiguration"].IsPresent)
        {
            yield return $"is of class db.serverless, and its cluster {cluster.LogicalId} does not say between which capacities; give that ServerlessV2ScalingConfiguration";
        }

        // "You must enable automatic backups on your source."
        if (template.Find(store["SourceDBInstanceIdentifier"].Target, Instance) is { } source && source["BackupRetentionPeriod"].Number == 0)
        {
            yield return $"is a replica of {source.LogicalId}, which has no automatic backups, without which it has no replicas; give that a BackupRetentionPeriod above 0";
        }
    }

    // In minutes of a week that begins on Monday; of every day where it names none.
    private static (int Start, int Length, bool IsDaily)? Window(string? text)
    {
        var ends = text?.Split('-').Select(Minute).ToList();
        return ends is [{ } from, { } to] && from.IsDaily == to.IsDaily
            ? (from.At, (to.At - from.At + Week) % (from.IsDaily ? Day : Week), from.IsDaily)
            : null;
    }

    private static (int At, bool IsDaily)? Minute(string text)
    {
        var (day, time) = text.Split(':', 2) is [var name, var rest] && Array.IndexOf(_days, name.ToLowerInvariant()) is var index and >= 0 ? (index, rest) : (-1, text);
        return TimeOnly.TryParseExact(time, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var of) ? (Math.Max(day, 0) * Day + of.Hour * 60 + of.Minute, day < 0) : null;
    }

    private static bool Overlap((int Start, int Length, bool IsDaily) backup, (int Start, int Length, bool IsDaily) maintenance) =>
        backup.IsDaily && !maintenance.IsDaily
        && Enumerable.Range(0, _days.Length).Any(day => (maintenance.Start - backup.Start - day * Day + 2 * Week) % Week < backup.Length || (backup.Start + day * Day - maintenance.Start + Week) % Week < maintenance.Length);
}
