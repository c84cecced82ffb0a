using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Metrics;

/// <summary>The namespaces whose metrics are known, as of 2026-11. Of any other nothing is said.</summary>
internal static class MetricNamespaces
{
    private const string Balancer = "LoadBalancer";
    private const string Targets = "TargetGroup";
    private const string Cluster = "ClusterName";

    private static readonly MetricNamespace _ecs = new("AWS/ECS", "ECS", "CPUUtilization", "Amazon ECS Developer Guide, Amazon ECS CloudWatch metrics")
    {
        Groups =
        [
            new("CPUReservation", "CPUUtilization", "EBSFilesystemUtilization", "GPUReservation", "GPUUtilization", "MemoryReservation", "MemoryUtilization") { Needed = [Cluster] },
            new("ActiveConnectionCount", "GrpcRequestCount", "NewConnectionCount", "ProcessedBytes", "RequestCount") { Needed = ["DiscoveryName"] },
            new("HTTPCode_Target_2XX_Count", "HTTPCode_Target_3XX_Count", "HTTPCode_Target_4XX_Count", "HTTPCode_Target_5XX_Count", "RequestCountPerTarget", "TargetProcessedBytes", "TargetResponseTime") { Needed = ["TargetDiscoveryName"] },
            new("ClientTLSNegotiationErrorCount", "TargetTLSNegotiationErrorCount"),
        ],
        OpenNames = ["*HighResolution"],
    };

    // Those with enhanced observability are of tasks and containers as well, and more than these.
    private static readonly MetricNamespace _insights = new("ECS/ContainerInsights", "Container Insights", "RunningTaskCount", "Amazon CloudWatch User Guide, Amazon ECS Container Insights metrics")
    {
        Groups =
        [
            new("DeploymentCount", "DesiredTaskCount", "PendingTaskCount", "RunningTaskCount", "TaskSetCount") { Needed = [Cluster, "ServiceName"] },
            new("ContainerInstanceCount", "CpuReserved", "CpuUtilized", "EBSFilesystemSize", "EBSFilesystemUtilized", "EphemeralStorageReserved", "EphemeralStorageUtilized", "MemoryReserved",
                "MemoryUtilized", "NetworkRxBytes", "NetworkTxBytes", "RestartCount", "ServiceCount", "StorageReadBytes", "StorageWriteBytes", "TaskCount", "UnHealthyContainerHealthStatus")
            { Needed = [Cluster] },
        ],
        OpenNames = ["Container", "Task", "Instance", "instance_", "GPU", "Unhealthy", "UnHealthy"],
    };

    private static readonly MetricNamespace _balancer = new("AWS/ApplicationELB", "Elastic Load Balancing", "HTTPCode_Target_5XX_Count", "Elastic Load Balancing User Guide for Application Load Balancers, CloudWatch metrics for your Application Load Balancer")
    {
        Groups =
        [
            new("AnomalousHostCount", "HealthyHostCount", "HealthyStateDNS", "HealthyStateRouting", "MitigatedHostCount", "UnHealthyHostCount", "UnhealthyRoutingRequestCount", "UnhealthyStateDNS",
                "UnhealthyStateRouting", "ZonalShiftedHostCount")
            { Needed = [Balancer, Targets] },
            new("RequestCountPerTarget") { Needed = [Targets] },
            new("BYoIPUtilPercentage", "GrpcRequestCount", "HTTPCode_Target_2XX_Count", "HTTPCode_Target_3XX_Count", "HTTPCode_Target_4XX_Count", "HTTPCode_Target_5XX_Count", "LambdaInternalError",
                "LambdaTargetProcessedBytes", "LambdaUserError", "NonStickyRequestCount", "RequestCount", "StandardProcessedBytes", "TargetConnectionErrorCount", "TargetResponseTime", "TargetTLSNegotiationErrorCount")
            { Needed = [Balancer] },
            new("ActiveConnectionCount", "ClientTLSNegotiationErrorCount", "ConsumedLCUs", "HTTPCode_ELB_3XX_Count", "HTTPCode_ELB_4XX_Count", "HTTPCode_ELB_5XX_Count", "HTTPCode_ELB_500_Count",
                "HTTPCode_ELB_502_Count", "HTTPCode_ELB_503_Count", "HTTPCode_ELB_504_Count", "NewConnectionCount", "ProcessedBytes", "RejectedConnectionCount", "RuleEvaluations")
            { Needed = [Balancer], Never = [Targets] },
            new("DesyncMitigationMode_NonCompliant_Request_Count", "DroppedInvalidHeaderRequestCount", "ForwardedInvalidHeaderRequestCount", "HTTP_Fixed_Response_Count", "HTTP_Redirect_Count",
                "HTTP_Redirect_Url_Limit_Exceeded_Count", "IPv6ProcessedBytes", "IPv6RequestCount", "LowReputationPacketsDropped", "LowReputationRequestsDenied", "PeakLCUs", "ReservedLCUs")
            { Needed = [Balancer] },
        ],
        OpenNames = ["ELBAuth", "Jwt", "JWT"],
    };

    private static readonly MetricNamespace _files = new("AWS/EFS", "EFS", "PercentIOLimit", "Amazon EFS User Guide, CloudWatch metrics for Amazon EFS")
    {
        Groups =
        [
            new("BurstCreditBalance", "ClientConnections", "DataReadIOBytes", "DataWriteIOBytes", "MetadataIOBytes", "MetadataReadIOBytes", "MetadataWriteIOBytes", "MeteredIOBytes", "PercentIOLimit",
                "PermittedThroughput", "StorageBytes", "TimeSinceLastSync", "TotalIOBytes")
            { Needed = ["FileSystemId"] },
        ],
    };

    // Without a dimension they are of all instances together. Performance Insights and some engines have many more.
    private static readonly MetricNamespace _databases = new("AWS/RDS", "RDS", "FreeStorageSpace", "Amazon RDS User Guide, Amazon CloudWatch metrics for Amazon RDS")
    {
        Groups =
        [
            new("BinLogDiskUsage", "BurstBalance", "CheckpointLag", "ConnectionAttempts", "CPUCreditBalance", "CPUCreditUsage", "CPUSurplusCreditBalance", "CPUSurplusCreditsCharged", "CPUUtilization",
                "DatabaseConnections", "DiskQueueDepth", "DiskQueueDepthLogVolume", "EBSByteBalance%", "EBSIOBalance%", "FailedSQLServerAgentJobsCount", "FreeableMemory", "FreeLocalStorage",
                "FreeLocalStoragePercent", "FreeStorageSpace", "FreeStorageSpaceLogVolume", "MaximumUsedTransactionIDs", "NetworkReceiveThroughput", "NetworkTransmitThroughput",
                "OldestLogicalReplicationSlotLag", "OldestReplicationSlotLag", "ReadIOPS", "ReadIOPSLocalStorage", "ReadIOPSLogVolume", "ReadLatency", "ReadLatencyLocalStorage", "ReadLatencyLogVolume",
                "ReadThroughput", "ReadThroughputLocalStorage", "ReadThroughputLogVolume", "ReplicaLag", "ReplicationChannelLag", "ReplicationSlotDiskUsage", "SwapUsage", "TransactionLogsDiskUsage",
                "TransactionLogsGeneration", "WriteIOPS", "WriteIOPSLocalStorage", "WriteIOPSLogVolume", "WriteLatency", "WriteLatencyLocalStorage", "WriteLatencyLogVolume", "WriteThroughput",
                "WriteThroughputLocalStorage", "WriteThroughputLogVolume", "DBLoad", "DBLoadCPU", "DBLoadNonCPU", "DBLoadRelativeToNumVCPUs"),

            // Of Aurora's clusters and instances.
            new("ActiveTransactions", "AuroraReplicaLag", "AuroraReplicaLagMaximum", "AuroraReplicaLagMinimum", "AuroraVolumeBytesLeftTotal", "BackupRetentionPeriodStorageUsed", "BlockedTransactions",
                "BufferCacheHitRatio", "CommitLatency", "CommitThroughput", "DDLLatency", "DDLThroughput", "Deadlocks", "DeleteLatency", "DeleteThroughput", "DMLLatency", "DMLThroughput", "EngineUptime",
                "InsertLatency", "InsertThroughput", "LoginFailures", "NetworkThroughput", "NumBinaryLogFiles", "Queries", "RDSToAuroraPostgreSQLReplicaLag", "ResultSetCacheHitRatio",
                "RollbackSegmentHistoryListLength", "RowLockTime", "SelectLatency", "SelectThroughput", "ServerlessDatabaseCapacity", "SnapshotStorageUsed", "StorageNetworkReceiveThroughput",
                "StorageNetworkThroughput", "StorageNetworkTransmitThroughput", "SumBinaryLogSize", "TempStorageIOPS", "TempStorageThroughput", "TotalBackupStorageBilled", "UpdateLatency",
                "UpdateThroughput", "ACUUtilization", "VolumeBytesUsed", "VolumeReadIOPs", "VolumeWriteIOPs", "SwapUsageIn", "SwapUsageOut", "AvailabilityPercentage"),
        ],
        OpenNames = ["Aurora", "Forwarding", "Purge", "Truncate", "Transaction", "ZeroETL", "Zero_ETL", "db.", "os."],
    };

    // Under which dimensions they are besides a node's is not told for all.
    private static readonly MetricNamespace _caches = new("AWS/ElastiCache", "ElastiCache", "EngineCPUUtilization", "Amazon ElastiCache User Guide, Metrics for Valkey and Redis OSS, and Host-level metrics")
    {
        Groups =
        [
            new("ActiveDefragHits", "AuthenticationFailures", "BytesUsedForCache", "BytesReadFromDisk", "BytesWrittenToDisk", "CacheHitRate", "CacheHits", "CacheMisses", "ChannelAuthorizationFailures",
                "CommandAuthorizationFailures", "CPUCreditBalance", "CPUCreditUsage", "CPUUtilization", "CurrConnections", "CurrItems", "CurrVolatileItems", "DatabaseAuthorizationFailures",
                "DatabaseCapacityUsageCountedForEvictPercentage", "DatabaseCapacityUsagePercentage", "DatabaseMemoryUsageCountedForEvictPercentage", "DatabaseMemoryUsagePercentage",
                "DB0AverageTTL", "ElastiCacheProcessingUnits", "EngineCPUUtilization", "Evictions", "FreeableMemory", "GlobalDatastoreReplicationLag", "IamAuthenticationExpirations",
                "IamAuthenticationThrottling", "IsMaster", "IsPrimary", "KeyAuthorizationFailures", "KeysTracked", "MasterLinkHealthStatus", "MemoryFragmentationRatio", "NetworkBandwidthInAllowanceExceeded",
                "NetworkBandwidthOutAllowanceExceeded", "NetworkBytesIn", "NetworkBytesOut", "NetworkConntrackAllowanceExceeded", "NetworkLinkLocalAllowanceExceeded", "NetworkMaxBytesIn",
                "NetworkMaxBytesOut", "NetworkMaxPacketsIn", "NetworkMaxPacketsOut", "NetworkPacketsIn", "NetworkPacketsOut", "NetworkPacketsPerSecondAllowanceExceeded", "NewConnections",
                "NonKeyTypeCmds", "NumItemsReadFromDisk", "NumItemsWrittenToDisk", "PrimaryLinkHealthStatus", "Reclaimed", "ReplicationBytes", "ReplicationLag", "SaveInProgress",
                "SuccessfulReadRequestLatency", "SuccessfulWriteRequestLatency", "SwapUsage", "ThrottledCmds", "TotalCmdsCount", "TrafficManagementActive"),

            // Memcached's.
            new("BytesReadIntoMemcached", "BytesUsedForCacheItems", "BytesUsedForHash", "BytesWrittenOutFromMemcached", "CasBadval", "CasHits", "CasMisses", "CmdConfigGet", "CmdConfigSet", "CmdFlush", "CmdGets",
                "CmdSet", "CmdTouch", "CurrConfig", "DecrHits", "DecrMisses", "DeleteHits", "DeleteMisses", "EvictedUnfetched", "ExpiredUnfetched", "GetHits", "GetMisses", "IncrHits", "IncrMisses", "NewItems",
                "SlabsMoved", "TouchHits", "TouchMisses", "UnusedMemory"),
        ],
        OpenNames = ["*Cmds", "*CmdsLatency", "*CmdsECPUs", "Search", "DB"],
    };

    /// <summary>The one of a name, however it is written; null of one that is not known. Short names are a letter from each other, and are not taken for mistyped ones.</summary>
    public static MetricNamespace? Find(string? name) =>
        All.FirstOrDefault(n => string.Equals(n.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? All.FirstOrDefault(n => name?.Length > 12 && Spelling.IsSlip(name, n.Name));

    public static IReadOnlyList<MetricNamespace> All { get; } = [_ecs, _insights, _balancer, _files, _databases, _caches];
}
