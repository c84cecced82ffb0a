using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Alarms;

/// <summary>What is watched of volumes. A file system with elastic throughput has no burst credits that could run out.</summary>
/// <remarks>Amazon EFS User Guide, "CloudWatch metrics for Amazon EFS" and "Using metric math with CloudWatch metrics".</remarks>
internal static class VolumeAlarms
{
    private const int Percent = 90;

    internal static IEnumerable<EcsAlarm> Of(EcsService service)
    {
        if (service.ManagedStore is not null || service.Volumes.Count == 0)
        {
            return [];
        }

        const string instead = "Let it do less at once, or take a managed store (PublishAsRds, PublishAsElastiCache) in its place.";
        return
        [
            new(service.Name, "volume-operations", [OfFiles("PercentIOLimit", "Average", service)], Percent,
                $"The volumes of {service.Name} are near the number of operations that EFS does in a second, so that each takes longer. {instead}")
            {
                Service = service,
                Period = 300,
                Periods = 3,
            },
            new(service.Name, "volume-throughput", [OfFiles("MeteredIOBytes", "Sum", service), OfFiles("PermittedThroughput", "Average", service)], Percent,
                $"{service.Name} reads and writes more than {Percent} % of the bytes that EFS lets through. {instead}")
            {
                Service = service,
                Expression = "100 * (m0 / PERIOD(m0)) / m1",
                Period = 300,
                Periods = 3,
            },
        ];
    }

    private static EcsMetric OfFiles(string name, string statistic, EcsService service) =>
        new("AWS/EFS", name, statistic, new EcsDimension("FileSystemId", EcsDimensionValue.FileSystem, service));
}
