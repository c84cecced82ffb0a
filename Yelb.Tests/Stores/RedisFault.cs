namespace Yelb.Tests.Stores;

/// <summary>What happens to the server behind yelb-redis.</summary>
public enum RedisFault
{
    /// <summary>As in a fail-over of ElastiCache: the old primary is a replica, which goes on answering those who are connected.</summary>
    IsReplica,

    /// <summary>The same, where it hangs up and the name still leads to it for a while.</summary>
    IsReplicaAndHangsUp,

    /// <summary>It is killed, and the name leads to the replica before that takes over.</summary>
    IsNotPromotedYet,

    /// <summary>It starts again and reads its data.</summary>
    IsLoading,

    /// <summary>In a cluster another node took over.</summary>
    HasMoved,

    /// <summary>It keeps its connections and does not answer.</summary>
    IsSilent,

    /// <summary>What is sent on the open connections is lost; new ones work.</summary>
    IsHalfOpen,

    /// <summary>It answers, and has no memory for what is written.</summary>
    IsFull,
}
